import Initializers
import Networks
import Tensors

// Vectors: statistics, normalizations, slopes and biases.

extension NameReader {
  private static let means: Set = ["running_mean", "moving_mean"]
  private static let variances: Set = ["running_var", "moving_variance", "moving_var"]
  private static let buffers: Set = [
    "num_batches_tracked", "inv_freq", "position_ids", "masked_bias", "token_type_ids",
    "relative_position_index", "attn_mask", "causal_mask", "original_inv_freq",
  ]

  /// Running statistics, and what modules keep beside their parameters.
  func statistics(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    func vector(_ use: ParameterUse, _ reason: String) -> NameReading {
      let spec = ParameterSpec.bias(out: shape.count).stored(as: shape)
      return NameReading(spec: spec, use: use, reason: reason)
    }
    if Self.buffers.contains(name.leaf) || Self.buffers.contains("\(name.module)_\(name.leaf)") {
      return .unknown("\(name.leaf): kept by the module, not a parameter")
    }
    if name.leaf == "bias", shape.rank == 4, shape[0] == 1, shape[1] == 1, shape[2] == shape[3],
      shape[2] > 1
    {
      return .unknown("a mask of attention, not a parameter")
    }
    let isFlax = name.modules.contains("batch_stats")
    if Self.means.contains(name.leaf) || isFlax && name.leaf == "mean" {
      return vector(.runningMean, "name ends in \(name.leaf)")
    }
    if Self.variances.contains(name.leaf) || isFlax && name.leaf == "var" {
      return vector(.runningVariance, "name ends in \(name.leaf)")
    }
    return nil
  }

  /// Whether a module is called a normalization.
  static func isNormalization(_ module: String) -> Bool {
    let module = module.lowercased()
    if module.contains("norm") { return true }
    let words = module.split { $0 == "_" || $0 == "-" }
    return words.contains { word in
      let letters = word.prefix { !$0.isNumber }
      return (letters == "ln" || letters == "bn" || letters == "gn")
        && word.dropFirst(2).allSatisfy(\.isNumber)
    }
  }

  /// Whether the factor of a normalization lies in a tensor's module.
  private func isFactor(_ number: Int) -> Bool {
    let (name, shape) = (names[number], shapes[number])
    switch name.leaf {
    case "gamma", "scale":
      return shape.rank == 1 && !Self.scalesLayers(name)
    case "weight":
      if Self.isNormalization(name.module) {
        return shape.rank == 1 || sibling(number, "bias").map { shapes[$0] == shape } == true
      }
      guard shape.rank == 1, !Self.isRectifier(name.module) else { return false }
      return shape.count > 1 || sibling(number, "bias", "running_mean") != nil
    default: return false
    }
  }

  // LayerScale and its like multiply a branch, not what a normalization gives.
  private static func scalesLayers(_ name: TensorName) -> Bool {
    let module = name.module
    return module.contains("layer_scale") || module.contains("layerscale")
      || module == "ls1" || module == "ls2" || name.isJoined && name.leaf == "gamma"
  }

  private static func isRectifier(_ module: String) -> Bool {
    let words = module.split { $0 == "_" || $0.isNumber }
    return words.contains { ["act", "prelu", "relu", "activation"].contains($0) }
  }

  /// Factors and shifts of normalizations.
  func normalization(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    if isFactor(number) {
      let spec = ParameterSpec.normalizationScale(out: shape.count).stored(as: shape)
      return NameReading(
        spec: spec, use: .normalizationScale,
        reason: Self.isNormalization(name.module)
          ? "module \(name.modules.last ?? "") is a normalization"
          : "name ends in .\(name.leaf), 1 axis: factor of a normalization")
    }
    let isShift =
      switch name.leaf {
      case "beta": !name.isJoined || sibling(number, "gamma") != nil
      case "bias":
        sibling(number, "weight", "scale", "gamma").map { isFactor($0) }
          ?? (sibling(number, "running_mean") != nil
            || Self.isNormalization(name.module) && sibling(number, "kernel") == nil)
      default: false
      }
    guard isShift else { return nil }
    let spec = ParameterSpec.normalizationShift(out: shape.count).stored(as: shape)
    return NameReading(spec: spec, use: .normalizationShift, reason: "shift of a normalization")
  }

  /// Slopes of leaky rectifiers.
  func slope(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    let isSlope =
      name.leaf == "weight"
      && (shape.rank == 1 && (Self.isRectifier(name.module) || shape.count == 1))
      || name.leaf == "alpha" && name.module.contains("prelu")
      || name.leaf == "negative_slope"
    guard isSlope else { return nil }
    let spec = ParameterSpec.bias(out: shape.count).stored(as: shape)
    return NameReading(spec: spec, use: .slope, reason: "slope of a leaky rectifier")
  }

  /// Vectors that are added to what a map gives.
  mutating func bias(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    guard name.leaf == "bias" || name.leaf == "b" && sibling(number, "w", "weight") != nil,
      shape.lengths.contains(shape.count)
    else { return nil }
    let spec = ParameterSpec.bias(out: shape.count).stored(as: shape)
    let weight = sibling(number, "weight", "kernel", "w", "pointwise_kernel", "depthwise_kernel")
    var use: WeightUse?
    if let weight, case .weight(let found) = reading(of: weight).use { use = found }
    return NameReading(
      spec: spec, use: .bias(use),
      reason: weight.map { "bias of \(names[$0].path.shown)" } ?? "name ends in \(name.leaf)")
  }
}
