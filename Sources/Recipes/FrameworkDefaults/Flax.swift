import Initializers

/// What Flax's layers start with: `flax.linen`.
///
/// ## Laws
/// | parameter | law |
/// |---|---|
/// | weight | normal cut at two deviations, variance 1 / n, n the inputs of a unit |
/// | ConvTranspose | the same, whatever the stride |
/// | state's weight | orthonormal, each gate by itself |
/// | bias | 0, that of the forget gate too |
/// | Embed | N(0, 1 / dimension) |
/// | normalizations, PReLU | 1 and 0; 0.01 |
///
/// - Source: Flax 0.12, `flax/linen`, drawn anew for `Tests/Golden/framework_defaults.json`.
public struct FlaxDefaults: Recipe, FrameworkDefaults {
  /// The recipe.
  public init() {}

  /// `flax`.
  public var name: String { "flax" }

  func start(_ use: ParameterUse, _ spec: ParameterSpec) throws(InitializerError) -> Start? {
    switch use {
    case .weight(let weight):
      if weight.layer == .recurrentState {
        return Start(.orthogonal, "orthonormal, each gate by itself")
      }
      return Start(
        try VarianceScaling.counting(weight.fanIn, 0, by: .lecunTruncatedNormal, for: weight.spec),
        "lecun_normal, fan in \(Int(weight.fanIn))")
    case .bias, .recurrentBias: return Start(.zeros, "bias")
    case .embedding(let dimension, _):
      let deviation = (1 / Double(dimension)).squareRoot()
      return Start(try .normal(standardDeviation: deviation), "Embed: 1 / \(dimension)")
    case .normalizationScale: return Start(.ones, "factor of a normalization")
    case .normalizationShift: return Start(.zeros, "shift of a normalization")
    case .runningMean: return Start(.zeros, "running mean")
    case .runningVariance: return Start(.ones, "running variance")
    case .slope: return Start(.constant(0.01), "PReLU")
    case .undeclared: return nil
    }
  }
}
