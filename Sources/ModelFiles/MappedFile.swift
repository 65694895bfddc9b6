import Foundation
import Tensors

/// The bytes of a regular file, mapped: nothing is read before it is used, nothing is copied.
///
/// A file that is cut short while it is mapped ends the process when a lost part is used, so a file
/// should be replaced, not overwritten.
enum MappedFile {
  private static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  private final class Mapping: RecoverableMemory {
    let address: UInt
    let size: Int

    init(_ start: UnsafeMutableRawPointer, size: Int) {
      (address, self.size) = (UInt(bitPattern: start), size)
    }

    func letGo(of bytes: UnsafeRawBufferPointer) {
      guard let start = bytes.baseAddress, bytes.count > 0 else { return }
      // Whole pages: what else lies in the first and last one is read again as well.
      let ahead = Int(UInt(bitPattern: start) - address) % pageSize
      madvise(UnsafeMutableRawPointer(mutating: start - ahead), bytes.count + ahead, MADV_DONTNEED)
    }

    deinit { munmap(UnsafeMutableRawPointer(bitPattern: address), size) }
  }

  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular`.
  static func bytes(of path: String, name: String? = nil) throws(ModelFileError) -> StoredBytes {
    try opened(path, name: name).bytes
  }

  /// The bytes, and the file they are mapped from, which stays open.
  static func opened(
    _ path: String, name: String? = nil
  ) throws(ModelFileError) -> (bytes: StoredBytes, file: OpenFile) {
    let name = name ?? path
    // A pipe without a writer would block an ordinary open for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(name, error: errno) }
    let file = OpenFile(descriptor)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .cannotOpen(name, error: errno) }
    let type = status.st_mode & S_IFMT
    guard type == S_IFREG else {
      throw .notRegular(name, is: type == S_IFDIR ? "a directory" : "a pipe or device")
    }
    let size = Int(status.st_size)
    guard size > 0 else { return (StoredBytes([]), file) }
    let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else { throw .cannotOpen(name, error: errno) }
    let bytes = StoredBytes(
      UnsafeRawBufferPointer(start: start, count: size), owner: Mapping(start, size: size))
    return (bytes, file)
  }
}

extension ModelFileError {
  /// The error of a call of the system that failed.
  static func cannotOpen(_ path: String, error: Int32) -> Self {
    error == ENOENT || error == ENOTDIR
      ? .missing(path) : .unreadable(path, reason: String(cString: strerror(error)).lowercasedFirst)
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
