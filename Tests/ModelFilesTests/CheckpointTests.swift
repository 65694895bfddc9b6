import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Checkpoints of PyTorch, NumPy and ONNX")
struct CheckpointTests {
  static let files = [
    "types.pt", "types.old.pt", "views.pt", "views.old.pt", "nested.pt", "nested.old.pt",
    "state.pt", "state.old.pt", "single.pt", "list.old.pt", "protocol1.pt", "protocol3.pt",
    "protocol4.pt", "protocol5.pt", "protocol4.old.pt", "big.pt", "deflated.pt", "arrays.npz",
    "arrays.deflated.npz", "initializers.onnx", "pytorch_model.bin.index.json",
  ]

  @Test(
    "have the names, types, shapes and numbers that their own library has", arguments: files)
  func golden(_ file: String) throws {
    let checkpoint = try Checkpoint(contentsOf: ExpectedTensors.path(file))
    try checkpoint.check(ExpectedTensors.of(file))
    #expect(checkpoint.name == ExpectedTensors.path(file))
  }

  @Test("say their format, and the layout of weights where that follows")
  func formats() throws {
    for (file, format) in [
      ("types.pt", CheckpointFormat.pytorch), ("arrays.npz", .npz), ("initializers.onnx", .onnx),
      ("pytorch_model.bin.index.json", .pytorchIndex),
    ] {
      let checkpoint = try Checkpoint(contentsOf: ExpectedTensors.path(file))
      #expect(checkpoint.format == format)
      #expect(checkpoint.format.layout == (format == .npz ? nil : .pytorch))
    }
  }

  @Test("of ONNX have the model's metadata")
  func metadata() throws {
    let checkpoint = try Checkpoint(contentsOf: ExpectedTensors.path("initializers.onnx"))
    #expect(checkpoint.metadata == ["author": "täst", "seed": "42", "empty": ""])
  }

  @Test("without tensors are checkpoints of none")
  func nothing() throws {
    let checkpoint = try Checkpoint(contentsOf: ExpectedTensors.path("nothing.pt"))
    #expect(checkpoint.entries.isEmpty)
  }

  @Test("share the storage's memory where elements lie row-major, as tied weights do")
  func sharing() throws {
    let bytes = StoredBytes(try ExpectedTensors.bytes("views.pt"))
    let checkpoint = try Checkpoint(pytorch: bytes, name: "views.pt")
    func place(_ name: String) throws -> Int? {
      let tensor = try #require(checkpoint.entries.first { $0.name == name }).tensor()
      return tensor.littleEndianBytes.withUnsafeBytes { part in
        bytes.withUnsafeBytes { whole in
          guard let start = part.baseAddress, let first = whole.baseAddress else { return nil }
          let place = start - first
          return place >= 0 && place < whole.count ? place : nil
        }
      }
    }
    let base = try #require(try place("base"))
    #expect(try place("tied") == base)
    #expect(try place("row") == base + 2 * 6 * 4)
    #expect(try place("flat") == base + 5 * 4)
    #expect(try place("transposed") == nil)
    #expect(try place("scalar") != nil)
  }

  @Test(
    "are read by many threads at once, compressed ones too",
    arguments: ["arrays.deflated.npz", "deflated.pt"])
  func threads(_ file: String) async throws {
    let checkpoint = try Checkpoint(contentsOf: ExpectedTensors.path(file))
    let expected = try ExpectedTensors.of(file)
    await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { _ = try? checkpoint.check(expected) } }
    }
  }

  @Test("whose name several formats share are told apart by their first bytes")
  func names() throws {
    let scratch = try Scratch()
    func copy(_ file: String, _ name: String) throws -> Checkpoint {
      let data = Data(try ExpectedTensors.bytes(file))
      try data.write(to: URL(fileURLWithPath: scratch.path(name)))
      return try Checkpoint(contentsOf: scratch.path(name))
    }
    for name in ["a.bin", "a.pth", "a.ckpt", "a.pt"] {
      #expect(try copy("state.pt", name).format == .pytorch)
      #expect(try copy("state.old.pt", name).format == .pytorch)
    }
    let header = Array(#"{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#.utf8)
    let length = [UInt8(header.count)] + [UInt8](repeating: 0, count: 7)
    try Data(length + header + [1, 2]).write(to: URL(fileURLWithPath: scratch.path("b.bin")))
    let checkpoint = try Checkpoint(contentsOf: scratch.path("b.bin"))
    #expect(checkpoint.format == .safetensors)
    #expect(try checkpoint.entries[0].tensor().integers() == [1, 2])
  }
}
