import Foundation
import Initializers
import ModelFiles
import Networks
import Recipes
import Streams
import Tensors
import TestSupport
import Testing
import Threads

/// What could be wrong: a length of a message that holds another, a field that is lost, an offset in the
/// external data, numbers in the wrong initializer.
@Suite("Written ONNX models")
struct ONNXWriterTests {
  private static let golden = Golden.folder.appendingPathComponent("like")

  /// Holds written files to those that onnx itself has read, or makes those.
  private func check(_ names: [String], in scratch: Scratch) throws {
    for name in names {
      let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path(name)))
      let written = Self.golden.appendingPathComponent("written/\(name)")
      if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
        try FileManager.default.createDirectory(
          at: written.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: written)
      }
      let isSame = try data == Data(contentsOf: written)
      #expect(isSame, "\(name)")
    }
  }

  @Test("the graph stays, initializers are drawn, and the file says how")
  func draws() throws {
    let path = Self.golden.appendingPathComponent("mixed.onnx").path
    let network = try Network.forAnyBatch(contentsOf: path)
    let laws = try AutomaticRecipe().plan(for: network, RecipeContext())
    let plan = try CheckpointPlan(
      network.modelParameters, laws, template: Checkpoint(contentsOf: path))
    let scratch = try Scratch()
    let model = try ONNXModel(contentsOf: path)
    try ONNXWriter(plan, graphOf: model, to: scratch.path("mixed.onnx")).write()
    #expect(scratch.names == ["mixed.onnx"])
    try check(["mixed.onnx"], in: scratch)
    let outcome = try DrawVerification(contentsOf: scratch.path("mixed.onnx")).run()
    #expect(outcome.different.isEmpty && outcome.equal > 5)
    // Written again from what was written, the records are replaced and not added.
    let second = try ONNXModel(contentsOf: scratch.path("mixed.onnx"))
    try ONNXWriter(plan, graphOf: second, to: scratch.path("again.onnx")).write()
    let first = try Checkpoint(contentsOf: scratch.path("mixed.onnx"))
    let again = try Checkpoint(contentsOf: scratch.path("again.onnx"))
    #expect(first.metadata == again.metadata)
    // The network has the numbers that the plan's laws draw for it.
    let files = try Network(contentsOf: scratch.path("mixed.onnx"))
    var count = 0
    for (parameter, entry) in zip(network.parameters, laws.entries) {
      guard let law = entry.law, let spec = parameter.spec else { continue }
      let stored = try #require(try files.parameter(at: parameter.path).stored)
      let path = parameter.path
      let numbers = [Float](unsafeUninitializedCapacity: spec.shape.count) { buffer, count in
        law.fill(
          ElementBuffer(UnsafeMutableBufferPointer(rebasing: buffer[..<spec.shape.count])), from: 0,
          of: spec, stream: ParameterStream(seed: 0, path: path), threads: .single)
        count = spec.shape.count
      }
      let isSame = stored.floats == numbers
      #expect(isSame, "\(path)")
      count += 1
    }
    #expect(count >= 5)
  }

  @Test("weights in Constant nodes and the branch that is taken are drawn, the other branch stays")
  func branches() throws {
    let path = Self.golden.appendingPathComponent("branches.onnx").path
    let template = try Checkpoint(contentsOf: path)
    #expect(template.entries.map(\.name) == ["v", "w", "k", "b", "k#2", "b#2"])
    let network = try Network.forAnyBatch(contentsOf: path)
    #expect(Set(network.parameters.map(\.path)) == ["v", "w", "k#2", "b#2"])
    let laws = try AutomaticRecipe().plan(for: network, RecipeContext())
    let plan = try CheckpointPlan(network.modelParameters, laws, template: template)
    #expect(plan.unheld.isEmpty)
    #expect(
      plan.tensors.filter { $0.reason == CheckpointPlan.notUsed }.map(\.name) == ["k", "b"])
    let scratch = try Scratch()
    let model = try ONNXModel(contentsOf: path)
    try ONNXWriter(plan, graphOf: model, to: scratch.path("branches.onnx")).write()
    try check(["branches.onnx", "branches.onnx.data"], in: scratch)
    let outcome = try DrawVerification(contentsOf: scratch.path("branches.onnx")).run()
    #expect(outcome.different.isEmpty && outcome.equal == 4)
    // The bytes of a draw are those of its path alone, wherever the file has it.
    let back = try Checkpoint(contentsOf: scratch.path("branches.onnx"))
    #expect(back.entries.map(\.name) == template.entries.map(\.name))
    for (number, law) in [(1, "w"), (4, "k#2")] {
      let parameter = try #require(network.parameters.firstIndex { $0.path == law })
      let entry = laws.entries[parameter]
      let spec = try #require(network.parameters[parameter].spec)
      let drawn = try #require(entry.law)
      let numbers = [Float](unsafeUninitializedCapacity: spec.shape.count) { buffer, count in
        drawn.fill(
          ElementBuffer(UnsafeMutableBufferPointer(rebasing: buffer[..<spec.shape.count])), from: 0,
          of: spec, stream: ParameterStream(seed: 0, path: law), threads: .single)
        count = spec.shape.count
      }
      #expect(try back.entries[number].tensor().floats == numbers)
    }
  }

  @Test("numbers that lay in a file of external data lie in one again")
  func external() throws {
    let path = Golden.folder.appendingPathComponent("modelfiles/external.onnx").path
    let model = try ONNXModel(contentsOf: path)
    let template = try Checkpoint(contentsOf: path)
    let plan = try CheckpointPlan(
      template.entries.map { .init($0.name, $0.type, $0.shape, draw: nil, template: $0) }, seed: 0)
    let scratch = try Scratch()
    let writer = try ONNXWriter(plan, graphOf: model, to: scratch.path("external.onnx"))
    try writer.write()
    #expect(scratch.names == ["external.onnx", "external.onnx.data"])
    try check(scratch.names, in: scratch)
    let back = try Checkpoint(contentsOf: scratch.path("external.onnx"))
    #expect(back.entries.map(\.name) == template.entries.map(\.name))
    for (new, old) in zip(back.entries, template.entries) {
      let isSame = try new.tensor().littleEndianBytes.array == old.tensor().littleEndianBytes.array
      #expect(isSame, "\(new.name)")
    }
  }
}
