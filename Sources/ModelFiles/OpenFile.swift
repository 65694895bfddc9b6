import Foundation

/// A file that stays open as long as something needs it.
final class OpenFile: Sendable {
  let descriptor: Int32

  /// A file that is closed with this.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// An empty file that has no name.
  init(temporaryFor name: String) throws(ModelFileError) {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array("\(folder)/xavier-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw ModelFileError(
        .unwritable, name,
        "needs a file in \(folder) (\(String(cString: strerror(errno)).lowercased())), a folder "
          + "that can be written was expected")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Adds bytes at the end.
  func write(_ bytes: UnsafeRawBufferPointer, for name: String) throws(ModelFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Foundation.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw ModelFileError(
          .unwritable, name,
          "needs \(bytes.count) bytes in a temporary file "
            + "(\(String(cString: strerror(errno)).lowercased())), room for them was expected")
      }
      rest = rest.dropFirst(count)
    }
  }
}
