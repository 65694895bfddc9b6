import Foundation

/// A file that appears whole or not at all: written beside its place, synced and renamed.
public struct WholeFile: Sendable {
  /// Where the file is to be.
  public let path: String

  /// A file at the given path, after trying that it can be made there.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`, naming the reason.
  public init(checking path: String) throws(FileError) {
    self.path = path
    if path.isEmpty { throw .unwritable("path", "empty") }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // Renaming would replace a device such as /dev/null.
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw .unwritable(path, isDirectory ? "a directory" : "not a plain file")
    }
    let descriptor = try open()
    close(descriptor)
    unlink(draft)
  }

  /// Writes the file, replacing one that is there.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`; a file that was there stays as it was.
  public func write(_ data: Data) throws(FileError) {
    let descriptor = try open()
    let isWritten = data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    let isKept = isWritten && fsync(descriptor) == 0
    let reason = String(cString: strerror(errno))
    close(descriptor)
    guard isKept, rename(draft, path) == 0 else {
      let detail = isKept ? String(cString: strerror(errno)) : reason
      unlink(draft)
      throw .unwritable(path, detail.lowercasedFirst)
    }
  }

  // In the same directory, so that renaming is one step.
  private var draft: String { "\(path).\(getpid()).partial" }

  private func open() throws(FileError) -> Int32 {
    let descriptor = Foundation.open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path, String(cString: strerror(errno)).lowercasedFirst)
    }
    return descriptor
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
