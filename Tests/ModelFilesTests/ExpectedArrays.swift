import Foundation
import Tensors
import TestSupport
import Testing

/// The arrays of the golden files, as NumPy has them.
struct ExpectedArrays {
  struct Item: Decodable {
    let file: String
    let key: String
    let type: String
    let shape: [Int]
    let bytes: String
  }

  private struct Contents: Decodable { let arrays: [Item] }

  /// The folder of the golden files.
  static let folder = Golden.folder.appendingPathComponent("modelfiles")

  /// The path of a golden file.
  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The bytes of a golden file.
  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The arrays of a file, in its order.
  static func of(_ file: String) throws -> [Item] {
    try Golden.load("modelfiles/expected", as: Contents.self).arrays.filter { $0.file == file }
  }
}

extension StoredTensor {
  /// Whether type, shape and bytes are the expected ones.
  func isEqual(to item: ExpectedArrays.Item) -> Bool {
    let bytes = littleEndianBytes.array.map { String(format: "%02x", $0) }.joined()
    return type.rawValue == item.type && shape.lengths == item.shape && bytes == item.bytes
  }
}
