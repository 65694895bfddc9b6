import Files
import Foundation
import Initializers
import ModelFiles
import Recipes
import Tensors
import TestSupport
import Testing

@Suite("Weights of Keras that are written")
struct KerasWriterTests {
  private static func plan(
    _ file: String, _ change: (inout DrawOptions) -> Void = { _ in }
  ) throws -> (plan: CheckpointPlan, template: Checkpoint) {
    let template = try Checkpoint(contentsOf: KerasGolden.path(file))
    let named = template.namedParameters()
    var options = DrawOptions()
    options.seed = 3
    change(&options)
    let laws = try KerasDefaults().plan(for: named.parameters)
    return (try CheckpointPlan(named.parameters, laws, template: template, options), template)
  }

  private static func write(_ plan: CheckpointPlan, _ template: Checkpoint?, to path: String) throws
  {
    try KerasWeightsWriter(plan, groupsOf: template, to: path).write()
  }

  private static func numbers(_ path: String) throws -> [String: [UInt8]] {
    var numbers: [String: [UInt8]] = [:]
    for entry in try Checkpoint(contentsOf: path).entries {
      numbers[entry.name] = try entry.tensor().littleEndianBytes.array
    }
    return numbers
  }

  @Test(
    "have the template's groups, the numbers of safetensors, and can be verified",
    arguments: KerasGolden.models.map { "\($0).keras" } + ["nested.weights.h5", "deflated.keras"])
  func written(_ file: String) throws {
    let scratch = try Scratch()
    let (plan, template) = try Self.plan(file)
    let (path, plain) = (scratch.path("m.weights.h5"), scratch.path("m.safetensors"))
    try Self.write(plan, template, to: path)
    _ = try SafetensorsWriter(plan, to: plain).write()
    #expect(try Self.numbers(path) == Self.numbers(plain))
    let found = try Checkpoint(contentsOf: path)
    #expect(found.keras?.paths == template.keras?.paths)
    #expect(found.entries.map(\.shape) == template.entries.map(\.shape))
    #expect(found.entries.map(\.type) == template.entries.map(\.type))
    let outcome = try DrawVerification(contentsOf: path).run()
    #expect(outcome.equal == plan.tensors.count && outcome.different.isEmpty)
    #expect(outcome.equal == template.entries.count)
  }

  @Test("have the same bytes for the same draw, and others for another seed")
  func bytes() throws {
    let scratch = try Scratch()
    for (name, seed) in [("a", 3), ("b", 3), ("c", 4)] as [(String, UInt64)] {
      // A time in the file would count seconds.
      usleep(1_100_000)
      let (plan, template) = try Self.plan("nested.keras") { $0.seed = seed }
      try Self.write(plan, template, to: scratch.path("\(name).weights.h5"))
    }
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: scratch.path("\(name).weights.h5")))
    }
    #expect(try data("a") == data("b"))
    #expect(try data("a") != data("c"))
    #expect(Set(scratch.names) == ["a.weights.h5", "b.weights.h5", "c.weights.h5"])
  }

  @Test("say how they were drawn, under the keys of safetensors but for the one of PyTorch")
  func metadata() throws {
    let scratch = try Scratch()
    let (plan, template) = try Self.plan("nested.keras")
    try Self.write(plan, template, to: scratch.path("m.weights.h5"))
    let metadata = try Checkpoint(contentsOf: scratch.path("m.weights.h5")).metadata
    #expect(
      metadata.keys.sorted() == [
        "xavier.draws", "xavier.recipe", "xavier.seed", "xavier.stream", "xavier.version",
      ])
    #expect(metadata["xavier.seed"] == "3" && metadata["xavier.recipe"] == "keras")
  }

  @Test("keep the numbers that are not asked for, and take another type of floats")
  func copied() throws {
    let scratch = try Scratch()
    let (plan, template) = try Self.plan("nested.keras") {
      $0.isDrawn = { $0.hasPrefix("layers/dense/") }
    }
    try Self.write(plan, template, to: scratch.path("m.weights.h5"))
    let (old, new) = (
      try Self.numbers(KerasGolden.path("nested.keras")),
      try Self.numbers(scratch.path("m.weights.h5"))
    )
    for (name, bytes) in old {
      #expect((new[name] == bytes) != name.hasPrefix("layers/dense/"), "\(name)")
    }
    for type in [ElementType.float16, .bfloat16, .float64] {
      let (plan, template) = try Self.plan("nested.keras") { $0.type = type }
      try Self.write(plan, template, to: scratch.path("t.weights.h5"))
      let found = try Checkpoint(contentsOf: scratch.path("t.weights.h5"))
      #expect(found.entries.allSatisfy { $0.type == StoredType(type) })
      #expect(
        try DrawVerification(contentsOf: scratch.path("t.weights.h5")).run().different.isEmpty)
    }
  }

  @Test("are refused where nothing says their groups, or Keras has no such type")
  func refused() throws {
    let (plan, _) = try Self.plan("nested.keras")
    let template = try Checkpoint(contentsOf: KerasGolden.path("older.h5"))
    for other in [template, nil] {
      let error = #expect(throws: CheckpointPlanError.self) {
        try KerasWeightsWriter(plan, groupsOf: other, to: "m.weights.h5")
      }
      #expect(
        error?.description
          == "m.weights.h5: weights of a model whose groups nothing says, a MODEL in .keras or "
          + ".weights.h5 of Keras 3 was expected")
    }
    let (small, own) = try Self.plan("nested.keras") {
      $0.type = .float8E5M2
      $0.isDrawn = { $0 == "layers/dense/vars/1" }
    }
    let error = #expect(throws: CheckpointPlanError.self) {
      try KerasWeightsWriter(small, groupsOf: own, to: "m.weights.h5")
    }
    #expect(
      error?.description.hasSuffix("one that Keras writes was expected; safetensors has it") == true
    )
  }

  @Test("are nowhere where they cannot be written")
  func whole() throws {
    let scratch = try Scratch()
    let (plan, template) = try Self.plan("nested.keras")
    try FileManager.default.createDirectory(
      at: scratch.folder.appendingPathComponent("m.weights.h5"), withIntermediateDirectories: false)
    let error = #expect(throws: FileError.self) {
      try Self.write(plan, template, to: scratch.path("m.weights.h5"))
    }
    #expect(
      error?.description.hasSuffix(
        "m.weights.h5: a directory, a path that can be written was expected") == true)
    #expect(scratch.names == ["m.weights.h5"])
  }
}
