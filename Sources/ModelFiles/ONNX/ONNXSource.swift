import Foundation
import Synchronization
import Tensors

/// Where the contents of a model's tensors lie: its own file, and files of external data beside it.
final class ONNXSource: Sendable {
  /// The model's file.
  let bytes: StoredBytes
  /// What errors call the model.
  let name: String
  private let folder: String?
  private let opened = Mutex<[String: StoredBytes]>([:])

  init(bytes: StoredBytes, name: String, folder: String?) {
    (self.bytes, self.name, self.folder) = (bytes, name, folder)
  }

  /// The bytes of a file of external data, mapped once.
  func external(
    _ location: String, of subject: String
  ) throws(ModelFileError) -> StoredBytes {
    if let bytes = opened.withLock({ $0[location] }) { return bytes }
    let bytes = try MappedFile.bytes(
      of: path(of: location, subject), name: "\(subject), external data \(shown(location))")
    opened.withLock { $0[location] = bytes }
    return bytes
  }

  /// The path of a file that lies in the model's folder, with all links followed.
  private func path(of location: String, _ subject: String) throws(ModelFileError) -> String {
    func refused(_ reason: String) -> ModelFileError {
      ModelFileError(
        .externalData, subject,
        "external data \(shown(location)) \(reason), a file in the model's folder was expected")
    }
    guard let folder else { throw refused("of a model without a folder") }
    guard !location.isEmpty, !location.utf8.contains(0) else {
      throw refused("without a file name")
    }
    guard !location.hasPrefix("/") else { throw refused("at an absolute path") }
    guard !location.split(separator: "/").contains("..") else {
      throw refused("in a parent folder")
    }
    let path = "\(folder)/\(location)"
    guard let root = resolved(folder), let resolved = resolved(path) else {
      throw .cannotOpen("\(subject), external data \(shown(location))", error: errno)
    }
    guard resolved.hasPrefix(root == "/" ? "/" : "\(root)/") else {
      throw refused("through a link that leaves the folder")
    }
    return resolved
  }

  private func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
