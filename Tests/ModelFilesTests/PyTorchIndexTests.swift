import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// What could be wrong: files outside the folder, an index that is a part of itself, a tensor in two files
/// or in none, a file of another kind.
@Suite("Indices of PyTorch files")
struct PyTorchIndexTests {
  private func refusal(_ text: String) throws -> String? {
    let scratch = try Scratch()
    try scratch.write(text, to: "m.bin.index.json")
    for (file, name) in [("1.bin", "w"), ("2.bin", "w"), ("3.bin", "v")] {
      let bytes = Pickle.archive(Pickle.dictionary([(name, Pickle.tensor([6], [1]))]))
      try Data(bytes).write(to: URL(fileURLWithPath: scratch.path(file)))
    }
    try scratch.write("{}", to: "page.bin")
    do {
      let checkpoint = try Checkpoint(contentsOf: scratch.path("m.bin.index.json"))
      #expect(checkpoint.format == .pytorchIndex)
      return nil
    } catch {
      return error.description.replacingOccurrences(of: scratch.folder.path + "/", with: "")
    }
  }

  @Test(
    "must agree with the files, which lie beside them and are of PyTorch",
    arguments: [
      (
        #"{}"#,
        "m.bin.index.json: no weight_map, one that names the file of each tensor was expected"
      ),
      (
        #"{"weight_map":{"w":"../1.bin"}}"#,
        "m.bin.index.json, tensor w: file ../1.bin, the name of one beside the index was expected"
      ),
      (
        #"{"weight_map":{"w":"1.bin","v":"1.bin"}}"#,
        "m.bin.index.json, tensor v: not in 1.bin, where the index has it was expected"
      ),
      (
        #"{"weight_map":{"v":"1.bin"}}"#,
        "m.bin.index.json, tensor v: not in 1.bin, where the index has it was expected"
      ),
      (
        #"{"weight_map":{"w":"1.bin","v":"2.bin"}}"#,
        "m.bin.index.json, tensor w: in 1.bin and in 2.bin, in one file was expected"
      ),
      (#"{"weight_map":{"w":"9.bin"}}"#, "9.bin: no such file, one that exists was expected"),
      (
        #"{"weight_map":{"w":"m.bin.index.json"}}"#,
        "m.bin.index.json: in an index of .bin files, one in .bin was expected"
      ),
      (
        #"{"weight_map":{"w":"page.bin"}}"#,
        "page.bin: a file that begins with bytes 7b 7d, a file of torch.save was expected"
      ),
    ])
  func faults(_ text: String, _ sentence: String) throws {
    #expect(try refusal(text) == sentence)
  }

  @Test("may leave out no tensor of a file, and take them in any order")
  func agreement() throws {
    #expect(try refusal(#"{"weight_map":{"v":"3.bin","w":"2.bin"}}"#) == nil)
    #expect(
      try refusal(#"{"weight_map":{}}"#) == nil, "without tensors, as a file without is")
  }

  @Test("keep tied weights in one piece of memory")
  func ties() throws {
    let checkpoint = try Checkpoint(
      contentsOf: ExpectedTensors.path("pytorch_model.bin.index.json"))
    func place(_ name: String) throws -> UnsafeRawPointer? {
      try #require(checkpoint.entries.first { $0.name == name }).tensor()
        .littleEndianBytes.withUnsafeBytes { $0.baseAddress }
    }
    let (weight, tied) = (try place("line.weight"), try place("tied"))
    #expect(weight != nil && weight == tied)
  }
}
