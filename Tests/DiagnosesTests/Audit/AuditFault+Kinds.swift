import Diagnoses
import Initializers
import Recipes
import Tensors

extension AuditFault {
  static let all: [AuditFault] = numbers + copies + scales + laws + training

  private static let numbers = [
    AuditFault("one number is NaN", "not-finite", [conv]) {
      try changed(conv, $0) { floats, _ in floats[217] = .nan }
    },
    AuditFault("one number is infinite", "not-finite", [down]) {
      try changed(down, $0) { floats, _ in floats[floats.count - 1] = -.infinity }
    },
    AuditFault("a weight of zeros", "zero-weight", [conv]) {
      try changed(conv, $0) { floats, _ in floats = floats.map { _ in 0 } }
    },
    AuditFault(
      "queries, keys and values of zeros", "zero-weight", ["blocks.0.attn.in_proj_weight"]
    ) {
      try changed("blocks.0.attn.in_proj_weight", comparing: "glorotNormal", $0) { floats, _ in
        floats = floats.map { _ in 0 }
      }
    },
    AuditFault("a weight of one number", "constant-weight", ["head.weight"]) {
      try changed("head.weight", $0) { floats, _ in floats = floats.map { _ in 0.01 } }
    },
    AuditFault("some denormal numbers", "denormal", [conv]) {
      try changed(conv, $0) { floats, _ in
        for index in stride(from: 5, to: 60, by: 7) { floats[index] = 1e-41 }
      }
    },
    AuditFault("memory that nobody wrote", "uninitialized", ["head.weight"]) {
      try changed("head.weight", $0) { floats, _ in
        // Addresses of a 64-bit machine, their upper halves denormal.
        for index in floats.indices {
          floats[index] = Float(
            bitPattern: index % 2 == 1
              ? 0x7f3a : index % 5 == 0 ? UInt32(truncatingIfNeeded: index &* 2_654_435_761) : 0)
        }
      }
    },
    AuditFault("one number 40 deviations out", "outliers", ["head.weight"]) {
      try changed("head.weight", $0) { floats, _ in floats[99] = 40 * 0.116 }
    },
    AuditFault("a hundredth of a truncated law on its bounds of ±2", "outliers", [down]) {
      try changed(down, by: "truncatedNormal:0.02", $0) { floats, _ in
        for index in stride(from: 3, to: floats.count, by: 131) { floats[index] = -2 }
      }
    },
  ]

  private static let copies = [
    AuditFault(
      "a block that is a copy of another", "equal-layers",
      ["blocks.0.mlp.up.weight", "blocks.1.mlp.up.weight", "blocks.0.attn.in_proj_weight"]
    ) { seed in
      let parameters = try AuditModel.layers()
      let drawn = try AuditModel.drawn(
        parameters, by: try RecipeCatalog.recipe(spelled: "heNormal"), seed: seed)
      let copied = try drawn.map { source in
        guard source.name.hasPrefix("blocks.1.") else { return source }
        let other = "blocks.0." + source.name.dropFirst("blocks.1.".count)
        return AuditSource(
          source.name, try drawn.first { $0.name == other }!.contents())
      }
      return try AuditModel.audit(copied, parameters)
    },
    AuditFault("two tensors of other names that are equal", "duplicate", ["a.weight", "b.weight"]) {
      seed in
      let parameters = [AuditModel.dense("a.weight", 60, 35), AuditModel.dense("b.weight", 60, 35)]
      let one = try AuditModel.source(parameters[0], try Normal(standardDeviation: 0.1), seed: seed)
      let other = AuditSource("b.weight", one.type, one.shape, contents: one.contents)
      return try AuditModel.audit([one, other], parameters)
    },
    AuditFault("two equal rows", "equal-units", ["head.weight"]) {
      try changed("head.weight", $0) { floats, shape in
        for column in 0..<shape[1] {
          floats[70 * shape[1] + column] = floats[3 * shape[1] + column]
        }
      }
    },
    AuditFault("half of the rows twice", "equal-units", [conv]) {
      try changed(conv, $0) { floats, shape in
        let row = shape.count / shape[0]
        for index in 0..<shape[0] / 2 * row {
          floats[floats.count - 1 - index] = floats[shape[0] / 2 * row - 1 - index]
        }
      }
    },
    AuditFault("two equal columns", "equal-units", [down]) {
      try changed(down, $0) { floats, shape in
        for row in 0..<shape[0] { floats[row * shape[1] + 90] = floats[row * shape[1] + 2] }
      }
    },
  ]

  private static func law(_ family: LawKind, _ variance: Double) throws -> any Law {
    switch family {
    case .uniform: try Uniform(variance: variance)
    case .normal: try Normal(variance: variance)
    }
  }

  private enum LawKind { case uniform, normal }

  private static let scales = [
    AuditFault("fans swapped", "fans", ["blocks.0.mlp.up.weight"]) {
      try redrawn(
        "blocks.0.mlp.up.weight", by: "standardUniform", as: law(.uniform, 1.0 / 3 / 110), $0)
    },
    AuditFault("channels of all groups counted as fan out", "fans", ["depthwise.weight"]) {
      try redrawn("depthwise.weight", by: "heNormal", as: law(.normal, 2.0 / (25 * 80)), $0)
    },
    AuditFault("inputs of all groups counted", "fans", ["grouped.weight"]) {
      try redrawn("grouped.weight", by: "lecunNormal", as: law(.normal, 1.0 / (24 * 9)), $0)
    },
    AuditFault(
      "queries, keys and values counted together", "fans", ["blocks.1.attn.in_proj_weight"]
    ) {
      try redrawn(
        "blocks.1.attn.in_proj_weight", by: "glorotUniform", as: law(.uniform, 2.0 / (48 + 96)), $0)
    },
    AuditFault("all gates counted together", "fans", ["lstm.weight_ih_l0"]) {
      try redrawn(
        "lstm.weight_ih_l0", by: "glorotUniform", as: law(.uniform, 2.0 / (35 + 88)), $0)
    },
    AuditFault("the kernel's positions not counted", "fans", [conv]) {
      try redrawn(conv, by: "heNormal", as: law(.normal, 2.0 / 7), $0)
    },
    AuditFault(
      "no scaling for depth", "depth-scaling",
      (0..<4).flatMap { ["h.\($0).attn.c_proj.weight", "h.\($0).mlp.c_proj.weight"] }
    ) { try gpt2($0) { _, _ in 0.02 } },
    AuditFault(
      "no scaling for depth in one block", "depth-scaling",
      ["h.2.attn.c_proj.weight", "h.2.mlp.c_proj.weight"]
    ) { try gpt2($0) { $0 == 2 ? 0.02 : 0.02 / $1 } },
    AuditFault(
      "scaling for depth twice", "depth-scaling",
      (0..<4).flatMap { ["h.\($0).attn.c_proj.weight", "h.\($0).mlp.c_proj.weight"] }
    ) { try gpt2($0) { 0.02 / $1 / $1 + 0 * Double($0) } },
    AuditFault("the fan in of one of four shards", "parallel-degree", ["head.weight"]) {
      try redrawn("head.weight", by: "standardUniform", as: law(.uniform, 4.0 / 3 / 48), $0)
    },
    AuditFault("twice the recipe's deviation", "parallel-degree", ["head.weight"]) {
      try redrawn(
        "head.weight", by: "glorotNormal", as: law(.normal, 4 * 2.0 / (48 + 99)),
        comparing: "glorotNormal", $0)
    },
  ]

  private static let laws = [
    AuditFault("five quarters of the recipe's deviation", "scale", ["head.weight"]) {
      try redrawn(
        "head.weight", by: "glorotNormal", as: law(.normal, 1.5625 * 2.0 / (48 + 99)),
        comparing: "glorotNormal", $0)
    },
    AuditFault("a uniform law for a normal one", "shape", [conv]) {
      try redrawn(
        conv, by: "heNormal", as: law(.uniform, 2.0 / (7 * 15)), comparing: "heNormal", $0)
    },
    AuditFault("a normal law that should be cut", "shape", ["head.weight"]) {
      try redrawn(
        "head.weight", by: "truncatedNormal:0.02", as: law(.normal, 0.0004),
        comparing: "truncatedNormal:0.02", $0)
    },
    AuditFault("an orthogonal law for a normal one", "shape", ["head.weight"]) {
      let orthogonal = try Orthogonal(gain: 1)
      return try redrawn(
        "head.weight", by: "normal:0.1005", as: orthogonal, comparing: "normal:0.1005", $0)
    },
    AuditFault("a bias that is not 0", "value", ["blocks.0.mlp.up.bias"]) {
      try changed("blocks.0.mlp.up.bias", comparing: "glorotNormal", $0) { floats, _ in
        floats = floats.map { _ in 0.1 }
      }
    },
    AuditFault("a mean that is not 0", "shape", [conv]) {
      try changed(conv, comparing: "glorotNormal", $0) { floats, _ in
        floats = floats.map { $0 + 0.02 }
      }
    },
  ]

  private static let training = [
    AuditFault("a trained network's layer drawn anew", "fresh", ["6.weight"]) { seed in
      try trained("6.weight", seed) { parameter in
        try VarianceScaling.standardUniform.draw(parameter.spec!, path: "6.weight", seed: seed)
      }
    },
    AuditFault("a trained network's bias at 0", "fresh", ["3.bias"]) { seed in
      try trained("3.bias", seed) { [Float](repeating: 0, count: $0.shape.count) }
    },
    AuditFault("a trained network's factors at 1", "fresh", ["4.weight"]) { seed in
      try trained("4.weight", seed) { [Float](repeating: 1, count: $0.shape.count) }
    },
    AuditFault(
      "a layer drawn anew, beside the checkpoint it was loaded from", "redrawn", ["6.weight"]
    ) { seed in
      let (sources, parameters) = try GoldenCheckpoint.load("trained")
      let parameter = parameters.first { $0.path == "6.weight" }!
      let anew = try VarianceScaling.standardUniform.draw(
        parameter.spec!, path: "6.weight", seed: seed)
      var audit = Audit(
        sources.map { $0.name == "6.weight" ? AuditModel.source(parameter, anew) : $0 },
        parameters: parameters)
      audit.compare(with: sources, named: "trained.safetensors")
      return try audit.run()
    },
  ]
}
