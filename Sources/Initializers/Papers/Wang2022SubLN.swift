#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sub-LN: transformers that normalize before each branch and once more within it.
///
/// ## Rule
/// Values, the output of attention and both feed-forward maps have Glorot's uniform law times
///
/// | stack | gain |
/// |---|---|
/// | encoder or decoder alone, N layers | sqrt(ln 2 N) |
/// | encoder of N layers before a decoder of M | sqrt(ln 3 M ln 2 N / 3) |
/// | decoder of M layers behind an encoder | sqrt(ln 3 M) |
///
/// Queries and keys have Glorot's law itself.
///
/// - Source: H. Wang, S. Ma, S. Huang, L. Dong and others, "Foundation transformers" (Magneto),
///   2022, <https://arxiv.org/abs/2210.06423>.
public enum Wang2022SubLN {
  private static func entry(
    _ name: String, _ arguments: [InitializerArgument], _ gain: String, _ network: String,
    _ make: @escaping @Sendable ([Double]) throws(InitializerError) -> VarianceScaling
  ) -> InitializerEntry {
    InitializerEntry(
      name, arguments, equation: "W ~ U(-a, a), a² = 6 f² / (fanIn + fanOut), f = \(gain)",
      assumes: "layers x + branch(x) with a layer normalization at the start of each branch and "
        + "one more before its last map",
      use: "values, outputs of attention and feed-forward maps of \(network); queries and keys "
        + "keep glorotUniform",
      avoid: "transformers without the second normalization, whose branches the gain makes grow "
        + "with depth (deepNormUniform, gpt2ResidualNormal)",
      source: "H. Wang, S. Ma, S. Huang, L. Dong and others, Foundation transformers, 2022, "
        + "https://arxiv.org/abs/2210.06423",
      falseFriends: "the gain grows with depth, DeepNorm's falls"
    ) { numbers throws(InitializerError) in try make(numbers) }
  }
  private static let layers = InitializerArgument("LAYERS", "number of layers", .count(from: 1))
  private static let decoderLayers = InitializerArgument(
    "DECODER_LAYERS", "number of layers of the decoder", .count(from: 1))

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    entry("subLNUniform", [layers], "sqrt(ln(2 LAYERS))", "an encoder or a decoder by itself") {
      numbers throws(InitializerError) in try .subLNUniform(layers: Int(numbers[0]))
    },
    entry(
      "subLNEncoderUniform", [layers, decoderLayers],
      "sqrt(ln(3 DECODER_LAYERS) ln(2 LAYERS) / 3)", "the encoder before a decoder"
    ) { numbers throws(InitializerError) in
      try .subLNEncoderUniform(layers: Int(numbers[0]), decoderLayers: Int(numbers[1]))
    },
    entry(
      "subLNDecoderUniform", [layers], "sqrt(ln(3 LAYERS))", "the decoder behind an encoder"
    ) { numbers throws(InitializerError) in try .subLNDecoderUniform(layers: Int(numbers[0])) },
  ]
}

extension Initializer where Self == VarianceScaling {
  /// Glorot's uniform law times sqrt(ln 2 N), N the number of layers of an encoder or a decoder by
  /// itself.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: H. Wang, S. Ma, S. Huang, L. Dong and others, "Foundation transformers", 2022,
  ///   <https://arxiv.org/abs/2210.06423>.
  public static func subLNUniform(layers: Int) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(layers, "layers")
    return .subLN(log(2 * count), "subLNUniform:\(layers)")
  }

  /// Glorot's uniform law times sqrt(ln 3 M ln 2 N / 3), for an encoder of N layers before a
  /// decoder of M.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: the same paper.
  public static func subLNEncoderUniform(
    layers: Int, decoderLayers: Int
  ) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(layers, "encoder layers")
    let others = try InitializerError.checkedCount(decoderLayers, "decoder layers")
    return .subLN(
      log(3 * others) * log(2 * count) / 3, "subLNEncoderUniform:\(layers),\(decoderLayers)")
  }

  /// Glorot's uniform law times sqrt(ln 3 M), for a decoder of M layers behind an encoder.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: the same paper.
  public static func subLNDecoderUniform(layers: Int) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(layers, "decoder layers")
    return .subLN(log(3 * count), "subLNDecoderUniform:\(layers)")
  }

  private static func subLN(_ squaredGain: Double, _ name: String) -> VarianceScaling {
    VarianceScaling(scale: squaredGain, mode: .fanAverage, distribution: .uniform, name: name)
  }
}
