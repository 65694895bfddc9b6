import Foundation
import Synchronization

/// A file that is being written beside its place, piece by piece, and takes its place when it is
/// finished.
///
/// The draft has the file's name with `.partial` behind it, so that no reader takes it for a file. It is
/// locked: of two processes that write the same file one is refused. A draft that a killed process left
/// behind is written anew.
public final class FileDraft {
  /// Where the file is to be.
  public let path: String
  private let draft: String
  private let descriptor: Int32
  private var isOpen = true
  // Bytes in memory that the disk was not asked to take, and where they begin.
  private var waiting = (start: 0, count: 0)

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: where it is to be; a plain file there is replaced when the draft is finished.
  ///   - size: how many bytes it will have; where the disk has less room, that is said now.
  /// - Throws: ``FileError`` with code `.unwritable`, naming the reason, `.busy` where another process
  ///   writes the file.
  public init(for path: String, size: Int = 0) throws(FileError) {
    if path.isEmpty { throw .unwritable("path", "empty") }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // Renaming would replace a device such as /dev/null.
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw .unwritable(path, isDirectory ? "a directory" : "not a plain file")
    }
    self.path = path
    draft = "\(path).partial"
    descriptor = try Self.open(draft, for: path)
    _ = Self.open.withLock { [draft] in $0.insert(draft) }
    if let shortage = shortage(size) {
      discard()
      throw .unwritable(path, shortage)
    }
  }

  deinit { if isOpen { discard() } }

  private static let open = Mutex<Set<String>>([])

  /// Removes the drafts of this process, which is about to end: they cannot be finished afterwards.
  public static func discardAll() {
    open.withLock { drafts in
      for draft in drafts { unlink(draft) }
      drafts = []
    }
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`; the draft is gone then, a file that was in its
  ///   place stays.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      rest = rest.dropFirst(count)
      waiting.count += count
    }
    if waiting.count >= 1 << 24 { beginStoring() }
  }

  // The disk takes bytes while the next ones are made, and the last sync has little left to wait for.
  private func beginStoring() {
    #if os(Linux)
      // Linux begins to store what is said to be needed no more.
      posix_fadvise(descriptor, waiting.start, waiting.count, POSIX_FADV_DONTNEED)
    #endif
    waiting = (waiting.start + waiting.count, 0)
  }

  /// Brings the bytes to the disk and puts the file in its place.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`; the draft is gone then, a file that was in its
  ///   place stays.
  public func finish() throws(FileError) {
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw failure() }
    isOpen = false
    _ = Self.open.withLock { [draft] in $0.remove(draft) }
    close(descriptor)
    // The new name is part of the folder.
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[...$0] } ?? "."
    let opened = Foundation.open(String(folder), O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }

  /// Removes the draft.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    _ = Self.open.withLock { [draft] in $0.remove(draft) }
    unlink(draft)
    close(descriptor)
  }

  private func failure() -> FileError {
    let reason = Self.reason(errno)
    discard()
    return .unwritable(path, reason)
  }

  // Others may take the room meanwhile, so that writing can still fail.
  private func shortage(_ size: Int) -> String? {
    var system = statvfs()
    guard size > 0, fstatvfs(descriptor, &system) == 0 else { return nil }
    let (room, overflows) = UInt64(system.f_bavail).multipliedReportingOverflow(
      by: UInt64(system.f_frsize))
    guard !overflows, room < UInt64(size) else { return nil }
    return "\(size) bytes for a disk that has \(room) left"
  }

  private static func open(_ draft: String, for path: String) throws(FileError) -> Int32 {
    while true {
      let descriptor = Foundation.open(
        draft, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .unwritable(path, reason(errno)) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let error = FileError.locking(path, errno, Self.reason(errno))
        if error.code != .busy { unlink(draft) }
        close(descriptor)
        throw error
      }
      // Whoever held the lock before may have put this very file in its place.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, stat(draft, &named) == 0, opened.st_ino == named.st_ino {
        guard ftruncate(descriptor, 0) == 0 else {
          let reason = reason(errno)
          close(descriptor)
          throw .unwritable(path, reason)
        }
        return descriptor
      }
      close(descriptor)
    }
  }

  static func reason(_ error: Int32) -> String {
    let text = String(cString: strerror(error))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
