/// DeepNet: transformers of a thousand layers, normalized after each sum.
///
/// - Source: H. Wang, S. Ma, L. Dong, S. Huang, D. Zhang, F. Wei, "DeepNet: scaling transformers to
///   1,000 layers", 2022, <https://arxiv.org/abs/2203.00555>.
public enum Wang2022DeepNet {
  private static func entry(
    _ name: String, _ arguments: [InitializerArgument], _ gain: String, _ multiplier: String,
    _ network: String, _ friends: String = "",
    _ make: @escaping @Sendable ([Double]) throws(InitializerError) -> DeepNorm
  ) -> InitializerEntry {
    InitializerEntry(
      name, arguments, equation: "W ~ U(-a, a), a² = 6 f² / (fanIn + fanOut), f = \(gain)",
      assumes: "layers that give LayerNorm(\(multiplier) x + branch(x)): the multiplier belongs to "
        + "the law",
      use: "values, outputs of attention and feed-forward maps of \(network); queries and keys "
        + "keep glorotUniform",
      avoid: "transformers that normalize before each branch (gpt2ResidualNormal, subLNUniform)",
      source: "H. Wang, S. Ma, L. Dong, S. Huang, D. Zhang, F. Wei, 2022, "
        + "https://arxiv.org/abs/2203.00555; uniform as in the authors' torchscale, normal in the "
        + "paper's listing",
      falseFriends: friends
    ) { numbers throws(InitializerError) in try make(numbers).uniform }
  }
  private static let layers = InitializerArgument("LAYERS", "number of layers", .count(from: 1))
  private static let decoderLayers = InitializerArgument(
    "DECODER_LAYERS", "number of layers of the decoder", .count(from: 1))

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    entry(
      "deepNormUniform", [layers], "(8 LAYERS)^(-1/4)", "(2 LAYERS)^(1/4)",
      "an encoder or a decoder by itself"
    ) { numbers throws(InitializerError) in try .encoderOnly(layers: Int(numbers[0])) },
    entry(
      "deepNormEncoderUniform", [layers, decoderLayers],
      "0.87 (LAYERS^4 DECODER_LAYERS)^(-1/16)", "0.81 (LAYERS^4 DECODER_LAYERS)^(1/16)",
      "the encoder before a decoder",
      "torchscale divides by (LAYERS^4 DECODER_LAYERS)^(1/16) / 1.15, a factor of 0.8696, not 0.87"
    ) { numbers throws(InitializerError) in
      try .encoder(layers: Int(numbers[0]), decoderLayers: Int(numbers[1]))
    },
    entry(
      "deepNormDecoderUniform", [layers], "(12 LAYERS)^(-1/4)", "(3 LAYERS)^(1/4)",
      "the decoder behind an encoder"
    ) { numbers throws(InitializerError) in try .decoder(layers: Int(numbers[0])) },
  ]
}

/// The two numbers of a stack of layers that are normalized after each sum.
///
///     x' = LayerNorm(alpha x + branch(x))
/// where `alpha` is ``residualMultiplier``, and the values, the output of attention and the
/// feed-forward maps have Glorot's law times ``gain``; queries and keys have Glorot's law itself.
///
/// | stack | alpha | gain |
/// |---|---|---|
/// | encoder or decoder alone, N layers | (2 N)^(1/4) | (8 N)^(-1/4) |
/// | encoder of N layers before a decoder of M | 0.81 (N^4 M)^(1/16) | 0.87 (N^4 M)^(-1/16) |
/// | decoder of M layers behind an encoder | (3 M)^(1/4) | (12 M)^(-1/4) |
///
/// - Source: H. Wang, S. Ma, L. Dong, S. Huang, D. Zhang, F. Wei, "DeepNet: scaling transformers to
///   1,000 layers", 2022, <https://arxiv.org/abs/2203.00555>.
public struct DeepNorm: Sendable, Hashable {
  /// What the stream is multiplied by before a branch is added: alpha.
  public let residualMultiplier: Double
  /// What Glorot's weights are multiplied by: beta.
  public let gain: Double
  private let spelled: String

  private init(_ residualMultiplier: Double, _ gain: Double, _ spelled: String) {
    self.residualMultiplier = residualMultiplier
    self.gain = gain
    self.spelled = spelled
  }

  /// An encoder without a decoder.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  public static func encoderOnly(layers: Int) throws(InitializerError) -> DeepNorm {
    let count = try InitializerError.checkedCount(layers, "layers")
    return DeepNorm(
      (2 * count).fourthRoot, 1 / (8 * count).fourthRoot, "deepNormUniform:\(layers)")
  }

  /// A decoder without an encoder: the same numbers.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  public static func decoderOnly(layers: Int) throws(InitializerError) -> DeepNorm {
    try encoderOnly(layers: layers)
  }

  /// The encoder of a network that also has a decoder.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  public static func encoder(
    layers: Int, decoderLayers: Int
  ) throws(InitializerError) -> DeepNorm {
    let count = try InitializerError.checkedCount(layers, "encoder layers")
    let others = try InitializerError.checkedCount(decoderLayers, "decoder layers")
    // (N^4 M)^(1/16), without N^4.
    let root = count.fourthRoot * others.fourthRoot.fourthRoot
    return DeepNorm(
      0.81 * root, 0.87 / root, "deepNormEncoderUniform:\(layers),\(decoderLayers)")
  }

  /// The decoder of a network that also has an encoder.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  public static func decoder(layers: Int) throws(InitializerError) -> DeepNorm {
    let count = try InitializerError.checkedCount(layers, "decoder layers")
    return DeepNorm(
      (3 * count).fourthRoot, 1 / (12 * count).fourthRoot, "deepNormDecoderUniform:\(layers)")
  }

  /// Glorot's uniform law times the gain, as the authors' code draws.
  public var uniform: VarianceScaling { law(.uniform, spelled) }

  /// Glorot's normal law times the gain, as the paper's listing draws.
  public var normal: VarianceScaling { law(.normal, nil) }

  private func law(
    _ distribution: VarianceScaling.Distribution, _ name: String?
  ) -> VarianceScaling {
    VarianceScaling(
      scale: gain * gain, mode: .fanAverage, distribution: distribution, name: name)
  }
}

extension Initializer where Self == VarianceScaling {
  /// Values, outputs of attention and feed-forward maps of DeepNet: Glorot's uniform law times
  /// (8 N)^(-1/4), N the number of layers of an encoder or a decoder by itself.
  ///
  /// ``DeepNorm`` has the multiplier that belongs to it, and the laws of networks with both.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: H. Wang, S. Ma, L. Dong, S. Huang, D. Zhang, F. Wei, "DeepNet: scaling transformers
  ///   to 1,000 layers", 2022, <https://arxiv.org/abs/2203.00555>.
  public static func deepNormUniform(layers: Int) throws(InitializerError) -> VarianceScaling {
    try DeepNorm.encoderOnly(layers: layers).uniform
  }
}

extension Double {
  fileprivate var fourthRoot: Double { squareRoot().squareRoot() }
}
