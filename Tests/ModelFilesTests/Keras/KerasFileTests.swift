import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Files of Keras")
struct KerasFileTests {
  @Test(
    "have the names, types, shapes and numbers that Keras has",
    arguments: KerasGolden.numbered + KerasGolden.named + ["types.h5"])
  func golden(_ file: String) throws {
    let checkpoint = try Checkpoint(contentsOf: KerasGolden.path(file))
    let expected = try KerasGolden.of(file)
    #expect(!expected.isEmpty)
    #expect(Set(checkpoint.entries.map(\.name)) == Set(expected.map(\.name)))
    #expect(checkpoint.entries.count == expected.count)
    for item in expected {
      let entry = try #require(checkpoint.entries.first { $0.name == item.name })
      let tensor = try entry.tensor()
      let name = Comment("\(file) \(item.name)")
      #expect(entry.type.rawValue == item.type && tensor.type == entry.type, name)
      #expect(entry.shape.lengths == item.shape && tensor.shape == entry.shape, name)
      #expect(String(tensor.placedByteSum) == item.sum, name)
    }
  }

  @Test("say their format and the order of axes")
  func formats() throws {
    for (file, format) in [
      ("cnn.keras", CheckpointFormat.keras), ("cnn.weights.h5", .hdf5), ("cnn.h5", .hdf5),
    ] {
      let checkpoint = try Checkpoint(contentsOf: KerasGolden.path(file))
      #expect(checkpoint.format == format && checkpoint.layout == .keras)
    }
    let archive = try Checkpoint(contentsOf: KerasGolden.path("cnn.keras"))
    #expect(archive.metadata["keras_version"] == "3.15.1")
    let whole = try Checkpoint(contentsOf: KerasGolden.path("cnn.h5"))
    #expect(whole.metadata == ["backend": "tensorflow", "keras_version": "3.15.1"])
  }

  @Test("are in the order of names with numbers counted")
  func order() throws {
    let names = try Checkpoint(contentsOf: KerasGolden.path("cnn.weights.h5")).entries.map(\.name)
    #expect(names.first == "layers/batch_normalization/vars/0")
    let deep = try Checkpoint(contentsOf: KerasGolden.path("recurrent.keras")).entries.map(\.name)
    #expect(
      deep.firstIndex(of: "layers/lstm/cell/vars/0")! + 1 == deep.firstIndex(
        of: "layers/lstm/cell/vars/1")!)
  }

  @Test("share the mapped file where numbers lie in it as they are, of an archive too")
  func sharing() throws {
    for file in ["nested.keras", "nested.weights.h5"] {
      let checkpoint = try Checkpoint(contentsOf: KerasGolden.path(file))
      let entry = try #require(checkpoint.entries.first)
      func place() throws -> UInt {
        try entry.tensor().littleEndianBytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      }
      // A copy would lie elsewhere while the first is kept.
      let kept = try entry.tensor()
      #expect(
        try place() == kept.littleEndianBytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) })
    }
  }

  @Test("leave out what the optimizer keeps")
  func optimizer() throws {
    for file in ["nested.keras", "nested.weights.h5", "nested.h5"] {
      let names = try Checkpoint(contentsOf: KerasGolden.path(file)).entries.map(\.name)
      #expect(!names.contains { $0.contains("optimizer") || $0.contains("adam") })
      #expect(names.count == 14, "\(names)")
    }
  }
}
