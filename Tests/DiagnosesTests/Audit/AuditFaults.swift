import Diagnoses
import Initializers
import ModelFiles
import Recipes
import Tensors
import TestSupport

/// A fault planted in one place of a checkpoint, and the finding that should name it.
struct AuditFault: Sendable {
  let name: String
  let code: String
  /// The tensors that are at fault, all of which the finding has to name.
  let tensors: [String]
  let plant: @Sendable (_ seed: UInt64) throws -> AuditResult

  init(
    _ name: String, _ code: String, _ tensors: [String],
    plant: @escaping @Sendable (UInt64) throws -> AuditResult
  ) {
    (self.name, self.code, self.tensors, self.plant) = (name, code, tensors, plant)
  }

  static let conv = "conv.weight"
  static let down = "blocks.1.mlp.down.weight"

  /// A model drawn by a recipe, with the numbers of one tensor changed.
  static func changed(
    _ name: String, by recipe: String = "glorotNormal", comparing: String? = nil, _ seed: UInt64,
    _ change: (inout [Float], Shape) -> Void
  ) throws -> AuditResult {
    let parameters = try AuditModel.layers()
    var sources = try AuditModel.drawn(
      parameters, by: try RecipeCatalog.recipe(spelled: recipe), seed: seed)
    let place = sources.firstIndex { $0.name == name }!
    let tensor = try sources[place].contents()
    var floats = tensor.floats
    change(&floats, tensor.shape)
    sources[place] = AuditSource(name, StoredTensor(tensor.shape, floats: floats))
    return try AuditModel.audit(
      sources, parameters, recipe: try comparing.map { try RecipeCatalog.recipe(spelled: $0) })
  }

  /// A model drawn by a recipe, with one tensor drawn by another law.
  static func redrawn(
    _ name: String, by recipe: String, as law: any Law, comparing: String? = nil, _ seed: UInt64
  ) throws -> AuditResult {
    let parameters = try AuditModel.layers()
    var sources = try AuditModel.drawn(
      parameters, by: try RecipeCatalog.recipe(spelled: recipe), seed: seed)
    let place = sources.firstIndex { $0.name == name }!
    let parameter = parameters.first { $0.path == name }!
    sources[place] = try AuditModel.source(parameter, law, seed: seed &+ 1000)
    return try AuditModel.audit(
      sources, parameters, recipe: try comparing.map { try RecipeCatalog.recipe(spelled: $0) })
  }

  /// A small network that PyTorch trained, with the numbers of one tensor changed.
  static func trained(
    _ name: String, _ seed: UInt64, _ change: (ModelParameter) throws -> [Float]
  ) throws -> AuditResult {
    let (sources, parameters) = try GoldenCheckpoint.load("trained")
    let parameter = parameters.first { $0.path == name }!
    let changed = try sources.map {
      $0.name == name ? AuditModel.source(parameter, try change(parameter)) : $0
    }
    return try AuditModel.audit(changed, parameters)
  }

  static func gpt2(_ seed: UInt64, scaling: @escaping (Int, Double) -> Double) throws -> AuditResult
  {
    var parameters: [ModelParameter] = []
    var sources: [AuditSource] = []
    let layers = 4
    for index in 0..<layers {
      for (path, inputs, outputs) in [
        ("attn.c_attn", 48, 144), ("attn.c_proj", 48, 48), ("mlp.c_fc", 48, 192),
        ("mlp.c_proj", 192, 48),
      ] {
        let isEnd = path.hasSuffix("c_proj")
        let parameter = AuditModel.dense(
          "h.\(index).\(path).weight", inputs, outputs, isEnd ? .residualEnd : .inside)
        parameters.append(parameter)
        let root = (2 * Double(layers)).squareRoot()
        let deviation = isEnd ? scaling(index, root) : 0.02
        sources.append(
          try AuditModel.source(parameter, try Normal(standardDeviation: deviation), seed: seed))
      }
    }
    return try AuditModel.audit(sources, parameters)
  }
}

/// Checkpoints that the reference library wrote.
enum GoldenCheckpoint {
  static func load(_ name: String) throws -> ([AuditSource], [ModelParameter]) {
    let path = Golden.folder.appendingPathComponent("audit/\(name).safetensors").path
    let checkpoint = try Checkpoint(contentsOf: path)
    return (
      checkpoint.entries.map { AuditSource($0) },
      try checkpoint.entries.map { try parameter($0.name, $0.shape) }
    )
  }

  static func audit(_ name: String) throws -> AuditResult {
    let (sources, parameters) = try load(name)
    return try AuditModel.audit(sources, parameters)
  }

  // What PyTorch's names say, as far as these files need it.
  private static func parameter(_ name: String, _ shape: Shape) throws -> ModelParameter {
    let lengths = shape.lengths
    if name.hasSuffix("in_proj_weight") {
      let spec = try ParameterSpec.fusedProjections(
        in: lengths[1], out: Array(repeating: lengths[0] / 3, count: 3), layout: .pytorch)
      return AuditModel.weight(name, .attentionInput, spec)
    }
    if name.contains("_ih_") {
      let spec = try ParameterSpec.fusedGates(
        in: lengths[1], out: lengths[0] / 4, gates: 4, layout: .pytorch)
      return AuditModel.weight(name, .recurrentInput, spec)
    }
    if name == "up.weight" {
      let spec = try ParameterSpec.transposedConvolution(
        in: lengths[0], out: lengths[1], kernel: Array(lengths.dropFirst(2)), stride: [2, 2],
        layout: .pytorch)
      return AuditModel.weight(name, .transposedConvolution, spec)
    }
    if name == "depthwise.weight" {
      let spec = try ParameterSpec.depthwiseConvolution(
        channels: lengths[0], kernel: Array(lengths.dropFirst(2)), layout: .pytorch)
      return AuditModel.weight(name, .depthwiseConvolution, spec)
    }
    if name.contains(".c_") && shape.rank == 2 {
      return AuditModel.weight(
        name, .dense, .dense(in: lengths[0], out: lengths[1]),
        name.hasSuffix("c_proj.weight") ? .residualEnd : .inside)
    }
    if shape.rank == 2 {
      let isEnd = name.hasSuffix("out_proj.weight") || name.hasSuffix("linear2.weight")
      return AuditModel.dense(name, lengths[1], lengths[0], isEnd ? .residualEnd : .inside)
    }
    if name.hasSuffix("bias") { return AuditModel.vector(name, shape.count, .bias(nil)) }
    return AuditModel.vector(name, shape.count, .normalizationScale)
  }
}
