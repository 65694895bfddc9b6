import Initializers
import ModelFiles
import Recipes
import Streams
import Tensors
import TestSupport
import Threads

import Diagnoses

/// A model of one layer of each kind, all fans unequal.
enum AuditModel {
  static func weight(
    _ path: String, _ layer: WeightUse.Layer, _ spec: ParameterSpec,
    _ place: ModelParameter.Place = .inside
  ) -> ModelParameter {
    ModelParameter(
      path: path, shape: spec.shape, spec: spec, use: .weight(WeightUse(layer: layer, spec: spec)),
      place: place)
  }

  static func dense(
    _ path: String, _ inputs: Int, _ outputs: Int, _ place: ModelParameter.Place = .inside
  ) -> ModelParameter {
    weight(path, .dense, .dense(in: inputs, out: outputs, layout: .pytorch), place)
  }

  static func vector(_ path: String, _ count: Int, _ use: ParameterUse) -> ModelParameter {
    let spec: ParameterSpec =
      switch use {
      case .normalizationScale: .normalizationScale(out: count)
      case .normalizationShift: .normalizationShift(out: count)
      default: .bias(out: count)
      }
    return ModelParameter(path: path, shape: spec.shape, spec: spec, use: use)
  }

  static func layers(_ count: Int = 2) throws -> [ModelParameter] {
    var all: [ModelParameter] = [
      ModelParameter(
        path: "embed.weight", shape: [210, 36],
        spec: .embedding(vocabulary: 210, dimension: 36),
        use: .embedding(dimension: 36, isTied: false)),
      weight(
        "conv.weight", .convolution,
        try .convolution(in: 7, out: 45, kernel: [3, 5], layout: .pytorch)),
      weight(
        "grouped.weight", .convolution,
        try .convolution(in: 24, out: 72, kernel: [3, 3], groups: 4, layout: .pytorch)),
      weight(
        "depthwise.weight", .depthwiseConvolution,
        try .depthwiseConvolution(channels: 80, kernel: [5, 5], layout: .pytorch)),
      weight(
        "up.weight", .transposedConvolution,
        try .transposedConvolution(
          in: 12, out: 20, kernel: [4, 4], stride: [2, 2], layout: .pytorch)),
      weight(
        "lstm.weight_ih_l0", .recurrentInput,
        try .fusedGates(in: 35, out: 22, gates: 4, layout: .pytorch)),
      weight(
        "lstm.weight_hh_l0", .recurrentState,
        try .fusedGates(in: 22, out: 22, gates: 4, isRecurrent: true, layout: .pytorch)),
    ]
    for index in 0..<count {
      let block = "blocks.\(index)"
      let qkv = try ParameterSpec.fusedProjections(in: 48, out: [48, 24, 24], layout: .pytorch)
      all += [
        weight("\(block).attn.in_proj_weight", .attentionInput, qkv),
        dense("\(block).attn.out_proj.weight", 48, 48, .residualEnd),
        dense("\(block).mlp.up.weight", 48, 110),
        vector(
          "\(block).mlp.up.bias", 110,
          .bias(WeightUse(layer: .dense, spec: .dense(in: 48, out: 110, layout: .pytorch)))),
        dense("\(block).mlp.down.weight", 110, 48, .residualEnd),
        vector("\(block).norm.weight", 48, .normalizationScale),
        vector("\(block).norm.bias", 48, .normalizationShift),
      ]
    }
    all.append(dense("head.weight", 48, 99, .inside))
    return all
  }

  /// A tensor by tensor draw of what a plan says.
  static func drawn(
    _ parameters: [ModelParameter], by recipe: any Recipe, seed: UInt64,
    as type: ElementType = .float32
  ) throws -> [AuditSource] {
    let plan = try recipe.plan(for: parameters)
    return try zip(parameters, plan.entries).compactMap { parameter, entry in
      guard let law = entry.law else { return nil }
      return try source(parameter, law, seed: seed, as: type)
    }
  }

  static func source(
    _ parameter: ModelParameter, _ law: any Law, seed: UInt64, as type: ElementType = .float32
  ) throws -> AuditSource {
    let spec = parameter.drawnSpec
    let bytes = StoredBytes(count: spec.shape.count * type.size) { memory in
      law.fill(
        ElementBuffer(start: memory.baseAddress, count: spec.shape.count, type: type), from: 0,
        of: spec, stream: ParameterStream(seed: seed, path: parameter.path), threads: .single)
    }
    let stored = StoredType(type)
    return AuditSource(
      parameter.path,
      try StoredTensor(type: stored, shape: spec.shape, bytes: bytes))
  }

  static func source(_ parameter: ModelParameter, _ floats: [Float]) -> AuditSource {
    AuditSource(parameter.path, StoredTensor(parameter.shape, floats: floats))
  }

  static func audit(
    _ sources: [AuditSource], _ parameters: [ModelParameter], recipe: (any Recipe)? = nil
  ) throws -> AuditResult {
    var audit = Audit(sources, parameters: parameters)
    audit.recipe = recipe
    return try audit.run()
  }
}

extension AuditResult {
  /// The codes of what is found, notes left out.
  var faults: [AuditFinding] { findings.filter { $0.severity != .note } }

  func tensor(_ name: String) -> AuditedTensor { tensors.first { $0.name == name }! }
}
