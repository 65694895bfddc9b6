import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// Files of Keras, and what Keras says of them.
struct KerasGolden {
  struct Item: Decodable {
    let file: String
    let name: String
    let type: String
    let shape: [Int]
    let sum: String
    let leaf: String?
    let start: [Start]?
  }

  /// The name of an initializer of Keras, or its bound.
  enum Start: Decodable, Equatable {
    case name(String)
    case bound(Double)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let name = try? value.decode(String.self) {
        self = .name(name)
      } else {
        self = .bound(try value.decode(Double.self))
      }
    }
  }

  private struct Contents: Decodable { let tensors: [Item] }

  static let models = ["cnn", "rows", "recurrent", "attention", "nested", "halves"]
  static let numbered =
    models.flatMap { ["\($0).keras", "\($0).weights.h5"] } + ["deflated.keras", "unnamed.keras"]
  static let named = [
    "cnn.h5", "recurrent.h5", "attention.h5", "nested.h5", "older.h5", "older_weights.h5",
  ]

  static func path(_ name: String) -> String {
    Golden.folder.appendingPathComponent("keras/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func of(_ file: String) throws -> [Item] {
    try Golden.load("keras/expected", as: Contents.self).tensors.filter { $0.file == file }
  }
}

extension StoredTensor {
  /// The sum of all bytes, each times its place from 1, modulo 2^64.
  var placedByteSum: UInt64 {
    littleEndianBytes.array.enumerated().reduce(0) {
      $0 &+ UInt64($1.offset + 1) &* UInt64($1.element)
    }
  }
}
