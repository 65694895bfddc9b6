import Foundation
import Initializers
import ModelFiles
import Recipes
import Streams
import Tensors
import TestSupport
import Testing

/// What could be wrong: an offset, a type's name or width, an escape in a name, the order of entries, the
/// order of data, files of an index mixed up.
@Suite("safetensors")
struct SafetensorsTests {
  private static let folder = Golden.folder.appendingPathComponent("safetensors_files")

  private struct Expected: Decodable {
    struct Item: Decodable {
      let type: String
      let shape: [Int]
      let bytes: String
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        type = try list.decode(String.self)
        shape = try list.decode([Int].self)
        bytes = try list.decode(String.self)
      }
    }
    let tensors: [String: Item]
    let metadata: [String: String]
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
  }

  @Test(
    "what the format's own library wrote is read, bit for bit",
    arguments: ["types.safetensors", "part.safetensors.index.json"])
  func reads(_ name: String) throws {
    let all = try Golden.load("safetensors_files/expected", as: [String: Expected].self)
    let expected = try #require(all[name])
    let checkpoint = try Checkpoint(contentsOf: Self.folder.appendingPathComponent(name).path)
    #expect(checkpoint.metadata == expected.metadata)
    #expect(Set(checkpoint.entries.map(\.name)) == Set(expected.tensors.keys))
    for entry in checkpoint.entries {
      let item = try #require(expected.tensors[entry.name])
      #expect(entry.type.rawValue == item.type)
      #expect(entry.shape.lengths == item.shape)
      let bytes = Self.hexadecimal(try entry.tensor().littleEndianBytes.array)
      #expect(bytes == item.bytes, "\(entry.name)")
    }
  }

  @Test("entries have the order of the header, or of the index")
  func order() throws {
    let index = Self.folder.appendingPathComponent("part.safetensors.index.json").path
    let names = try Checkpoint(contentsOf: index).entries.map(\.name)
    #expect(names == ["a.weight", "b.weight", "a.bias"])
    let bytes = safetensors(
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
      [7, 8])
    let checkpoint = try Checkpoint(safetensors: StoredBytes(bytes), name: "x")
    #expect(checkpoint.entries.map(\.name) == ["b", "a"])
    #expect(try checkpoint.entries[0].tensor().integers() == [8])
  }

  @Test("800 MB are drawn and written in the memory of some pieces")
  func large() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let spec = ParameterSpec.dense(in: 10_000, out: 5_000)
      let requests = try ["a", "b", "c", "d"].map { name -> CheckpointPlan.Request in
        let entry = try RecipePlan.Entry(
          law: VarianceScaling.glorotNormal.law(for: spec), spelling: "glorotNormal", reason: "test"
        )
        return .init(
          name, .float32, spec.shape, draw: (entry, spec, name), template: nil)
      }
      let plan = try CheckpointPlan(requests, seed: 1)
      let path = scratch.path("large.safetensors")
      let before = PeakMemory.bytes
      let outcome = try SafetensorsWriter(plan, to: path).write()
      precondition(outcome.isComplete)
      let written = PeakMemory.bytes
      precondition(written - before < 60_000_000, "\(written - before)")
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      precondition(size > 800_000_000, "\(size)")
    }
  }

  /// Every type that can be drawn, and copies of the rest, in two files.
  private func plan(_ templates: Checkpoint) throws -> CheckpointPlan {
    var requests: [CheckpointPlan.Request] = []
    let spec = ParameterSpec.dense(in: 35, out: 9)
    let entry = try RecipePlan.Entry(
      law: VarianceScaling.glorotUniform.law(for: spec), spelling: "glorotUniform", reason: "test")
    for type in StoredType.allCases where type.isFloat {
      requests.append(
        .init(
          "drawn.\(type.rawValue)", type, spec.shape, draw: (entry, spec, "drawn.\(type.rawValue)"),
          template: nil))
    }
    for template in templates.entries {
      requests.append(
        .init(template.name, template.type, template.shape, draw: nil, template: template))
    }
    return try CheckpointPlan(requests, seed: 3)
  }

  private struct Written: Decodable, Equatable {
    let type: String
    let shape: [Int]
    let digest: String
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      type = try list.decode(String.self)
      shape = try list.decode([Int].self)
      digest = try list.decode(String.self)
    }
  }

  @Test("written files are those that the format's own library has read, as it read them")
  func writes() throws {
    let templates = try Checkpoint(
      contentsOf: Self.folder.appendingPathComponent("types.safetensors").path)
    let plan = try plan(templates)
    let scratch = try Scratch()
    let writer = try SafetensorsWriter(plan, to: scratch.path("w.safetensors"), fileSize: 3000)
    #expect(writer.paths.count == 3)
    let outcome = try writer.write()
    #expect(outcome.isComplete && outcome.written == writer.paths)
    let golden = Self.folder.appendingPathComponent("written")
    if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
      try? FileManager.default.removeItem(at: golden)
      try FileManager.default.copyItem(at: scratch.folder, to: golden)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: golden.path).sorted()
    #expect(scratch.names == names)
    for name in names {
      let isSame =
        try Data(contentsOf: golden.appendingPathComponent(name))
        == Data(contentsOf: scratch.folder.appendingPathComponent(name))
      #expect(isSame, "\(name)")
    }
    // The library's own reading, against our draws and the template's bytes.
    let read = try Golden.load("safetensors_files/written", as: [String: Written].self)
    #expect(read.count == plan.tensors.count)
    let checkpoint = try Checkpoint(contentsOf: scratch.path("w.safetensors.index.json"))
    for entry in checkpoint.entries {
      let item = try #require(read[entry.name])
      #expect(entry.shape.lengths == item.shape)
      let bytes = try entry.tensor().littleEndianBytes
      #expect(Self.hexadecimal(SHA256.digest(of: bytes.array)) == item.digest, "\(entry.name)")
    }
    let drawn = try #require(checkpoint.entries.first { $0.name == "drawn.float32" })
    let expected = try VarianceScaling.glorotUniform.draw(
      .dense(in: 35, out: 9), path: drawn.name, seed: 3)
    #expect(try drawn.tensor().floats == expected)
  }
}

/// A safetensors file of a header and data.
func safetensors(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    + data
}
