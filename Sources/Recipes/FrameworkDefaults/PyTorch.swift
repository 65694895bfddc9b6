import Initializers

/// What PyTorch's layers start with: `torch.nn`.
///
/// ## Laws
/// | parameter | law |
/// |---|---|
/// | weight, bias of Linear and convolutions | U(±1 / sqrt(n)), n the inputs of a unit |
/// | ConvTranspose | the same, n counted over the outputs of a group, whatever the stride |
/// | LSTM, GRU, RNN | U(±1 / sqrt(units)), all of them |
/// | MultiheadAttention, queries, keys and values | U(±sqrt(6 / (in + out))), out of all three together |
/// | its output | as Linear; its biases 0 |
/// | Embedding | N(0, 1) |
/// | normalizations, PReLU | 1 and 0; 0.25 |
///
/// A recurrent layer of PyTorch adds two biases; where the network has one, it gets the variance of
/// their sum.
///
/// - Source: PyTorch 2.15, `torch/nn/modules`, drawn anew for `Tests/Golden/framework_defaults.json`.
public struct PyTorchDefaults: Recipe, FrameworkDefaults {
  /// The recipe.
  public init() {}

  /// `pytorch`.
  public var name: String { "pytorch" }

  func start(_ use: ParameterUse, _ spec: ParameterSpec) throws(InitializerError) -> Start? {
    switch use {
    case .weight(let weight): return try start(weight)
    case .bias(let weight): return try bias(weight)
    case .recurrentBias(let units, _, let vectors, _):
      let bound = (Double(3 - vectors) / Double(units)).squareRoot()
      let reason = "1 / sqrt(\(units) units)"
      return Start(
        try .uniform(bound: bound),
        vectors == 2 ? reason : "\(reason), the variance of the two biases that PyTorch adds")
    case .embedding: return Start(try .normal(standardDeviation: 1), "Embedding")
    case .normalizationScale: return Start(.ones, "factor of a normalization")
    case .normalizationShift: return Start(.zeros, "shift of a normalization")
    case .runningMean: return Start(.zeros, "running mean")
    case .runningVariance: return Start(.ones, "running variance")
    case .slope: return Start(.constant(0.25), "PReLU")
    case .undeclared: return nil
    }
  }

  private func start(_ weight: WeightUse) throws(InitializerError) -> Start {
    let units = weight.outputs
    switch weight.layer {
    case .recurrentInput, .recurrentState:
      let bound = (1 / Double(units)).squareRoot()
      return Start(try .uniform(bound: bound), "1 / sqrt(\(units) units)")
    case .attentionInput:
      // Where all three maps are square they lie in one matrix.
      let fused = weight.inputs == units ? 3.0 : 1.0
      let reason = "MultiheadAttention: xavier_uniform"
      return Start(
        try VarianceScaling.counting(
          weight.fanIn, fused * weight.fanOut, by: .glorotUniform, for: weight.spec),
        fused == 1 ? reason : "\(reason) of queries, keys and values in one matrix")
    case .transposedConvolution:
      let count = countedInputs(weight)
      return Start(
        try VarianceScaling.counting(count, 0, by: .standardUniform, for: weight.spec),
        "1 / sqrt(\(Int(count))), counted over the outputs")
    case .dense, .convolution, .depthwiseConvolution, .attentionOutput:
      let count = countedInputs(weight)
      return Start(
        try VarianceScaling.counting(count, 0, by: .standardUniform, for: weight.spec),
        "1 / sqrt(fan in \(Int(count)))")
    }
  }

  private func bias(_ weight: WeightUse?) throws(InitializerError) -> Start {
    guard let weight else { return Start(.zeros, "bias of no known layer") }
    switch weight.layer {
    case .attentionInput, .attentionOutput: return Start(.zeros, "MultiheadAttention")
    default:
      let count = countedInputs(weight)
      guard count > 0 else { return Start(.zeros, "bias of a layer without inputs") }
      return Start(try .uniform(bound: (1 / count).squareRoot()), "1 / sqrt(\(Int(count)))")
    }
  }

  // PyTorch takes the second axis of a weight for its inputs; of a transposed convolution it holds
  // the outputs.
  private func countedInputs(_ weight: WeightUse) -> Double {
    weight.layer == .transposedConvolution ? weight.fanOut : weight.fanIn
  }
}
