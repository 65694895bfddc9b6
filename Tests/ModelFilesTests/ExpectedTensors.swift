import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// The tensors of the golden checkpoints, as their own libraries have them.
struct ExpectedTensors {
  struct Item: Decodable {
    let file: String
    let name: String
    let type: String
    let shape: [Int]
    let bytes: String?
    let sum: String?
  }

  private struct Contents: Decodable { let tensors: [Item] }

  /// The path of a golden checkpoint.
  static func path(_ name: String) -> String {
    Golden.folder.appendingPathComponent("checkpoints/\(name)").path
  }

  /// The bytes of a golden checkpoint.
  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The tensors of a file, in its order.
  static func of(_ file: String, in list: String = "expected") throws -> [Item] {
    try Golden.load("checkpoints/\(list)", as: Contents.self).tensors.filter { $0.file == file }
  }
}

extension Checkpoint {
  /// Holds names, order, types, shapes and numbers to the expected ones.
  func check(_ expected: [ExpectedTensors.Item]) throws {
    #expect(!expected.isEmpty)
    #expect(entries.map { $0.name } == expected.map { $0.name })
    for (entry, item) in zip(entries, expected) {
      let tensor = try entry.tensor()
      let name = Comment("\(item.file) \(item.name)")
      #expect(entry.type.rawValue == item.type && tensor.type == entry.type, name)
      #expect(entry.shape.lengths == item.shape && tensor.shape == entry.shape, name)
      if let bytes = item.bytes {
        let found = tensor.littleEndianBytes.array.map { String(format: "%02x", $0) }.joined()
        #expect(found == bytes, name)
      }
      if let sum = item.sum { #expect(String(tensor.weightedByteSum) == sum, name) }
    }
  }
}

extension StoredTensor {
  /// The sum of all bytes, each times its place from 1, modulo 2^64.
  fileprivate var weightedByteSum: UInt64 {
    littleEndianBytes.withUnsafeBytes { bytes in
      var (sum, place) = (0 as UInt64, 0 as UInt64)
      for byte in bytes {
        place &+= 1
        sum &+= place &* UInt64(byte)
      }
      return sum
    }
  }
}
