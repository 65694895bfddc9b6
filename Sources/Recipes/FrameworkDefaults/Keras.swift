import Initializers

/// What Keras's layers start with: `keras.layers`.
///
/// ## Laws
/// | parameter | law |
/// |---|---|
/// | weight | U(±sqrt(6 / (in + out))), in and out counted on the stored shape |
/// | the shape of a depthwise kernel | inputs of all channels |
/// | of a grouped one | outputs of all groups |
/// | of a recurrent layer's | outputs of all gates |
/// | state's weight | orthonormal as one matrix of all gates: each gate has 1 / sqrt(gates) of the size |
/// | bias | 0; 1 for the forget gate of an LSTM |
/// | Embedding | U(±0.05) |
/// | normalizations, PReLU | 1 and 0; 0 |
///
/// - Source: Keras 3.15, `keras/src/layers`, drawn anew for `Tests/Golden/framework_defaults.json`.
public struct KerasDefaults: Recipe, FrameworkDefaults {
  /// The recipe.
  public init() {}

  /// `keras`.
  public var name: String { "keras" }

  func start(_ use: ParameterUse, _ spec: ParameterSpec) throws(InitializerError) -> Start? {
    switch use {
    case .weight(let weight): return try start(weight)
    case .bias: return Start(.zeros, "bias")
    case .recurrentBias(_, let gates, let vectors, let forget):
      guard let forget else { return Start(.zeros, "bias") }
      return Start(
        OpenForgetGates(gates: gates * vectors, forget: forget), "bias, 1 for the forget gate")
    case .embedding: return Start(try .uniform(bound: 0.05), "Embedding")
    case .normalizationScale: return Start(.ones, "factor of a normalization")
    case .normalizationShift: return Start(.zeros, "shift of a normalization")
    case .runningMean: return Start(.zeros, "running mean")
    case .runningVariance: return Start(.ones, "running variance")
    case .slope: return Start(.zeros, "PReLU")
    case .undeclared: return nil
    }
  }

  private func start(_ weight: WeightUse) throws(InitializerError) -> Start {
    if weight.layer == .recurrentState {
      return Start(FusedOrthogonal(), "orthonormal, all gates as one matrix")
    }
    let (fanIn, fanOut) = counted(weight)
    return Start(
      try VarianceScaling.counting(fanIn, fanOut, by: .glorotUniform, for: weight.spec),
      "glorot_uniform, fans \(Int(fanIn)) and \(Int(fanOut))")
  }

  // Keras takes the last two axes of a kernel for inputs and outputs.
  private func counted(_ weight: WeightUse) -> (fanIn: Double, fanOut: Double) {
    switch weight.layer {
    case .depthwiseConvolution:
      return (weight.fanIn * Double(weight.groups), weight.fanOut)
    case .transposedConvolution:
      return (weight.fanOut, weight.fanIn * Double(weight.groups))
    case .convolution: return (weight.fanIn, weight.fanOut * Double(weight.groups))
    case .recurrentInput: return (weight.fanIn, weight.fanOut * Double(weight.gates))
    case .dense, .attentionInput, .attentionOutput, .recurrentState:
      return (weight.fanIn, weight.fanOut)
    }
  }
}
