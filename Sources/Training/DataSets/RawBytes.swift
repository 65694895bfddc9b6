#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes of a regular file or of memory, pulled in bounded steps.
final class RawBytes {
  private enum Store {
    case file(Int32)
    case memory([UInt8])
  }

  /// What errors call the bytes: the path as given.
  let name: String
  /// How many bytes there are.
  let size: Int
  /// How many bytes were pulled.
  private(set) var offset = 0
  private let store: Store

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.size = bytes.count
    self.store = .memory(bytes)
  }

  init(file path: String) throws(DataSetError) {
    // A pipe without a writer would block an ordinary open for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path, error: errno, expected: "file") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = errno
      close(descriptor)
      throw .cannotOpen(path, error: error, expected: "file")
    }
    let type = status.st_mode & S_IFMT
    guard type == S_IFREG else {
      close(descriptor)
      throw .notRegular(
        path, is: type == S_IFDIR ? "a directory" : "a pipe or device", expected: "a regular file")
    }
    self.name = path
    self.size = Int(status.st_size)
    self.store = .file(descriptor)
  }

  deinit {
    if case .file(let descriptor) = store { close(descriptor) }
  }

  /// Fills the buffer; less than full only at the end.
  func pull(into buffer: UnsafeMutableRawBufferPointer) throws(DataSetError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    switch store {
    case .memory(let bytes):
      let count = min(buffer.count, bytes.count - offset)
      bytes.withUnsafeBytes { source in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
      }
      offset += count
      return count
    case .file(let descriptor):
      var filled = 0
      while filled < buffer.count {
        let count = read(descriptor, base + filled, buffer.count - filled)
        if count == 0 { break }
        if count < 0 {
          if errno == EINTR { continue }
          throw .readFailed(name, offset: offset, reason: DataSetError.reason(errno))
        }
        filled += count
        offset += count
      }
      return filled
    }
  }
}

extension DataSetError {
  /// The error of an `open`, `stat` or `opendir` that failed.
  static func cannotOpen(_ path: String, error: Int32, expected: String) -> Self {
    error == ENOENT || error == ENOTDIR
      ? .missing(path, expected: expected) : .unreadable(path, reason: reason(error))
  }

  /// What the system calls an error number.
  static func reason(_ error: Int32) -> String {
    String(cString: strerror(error))
  }
}
