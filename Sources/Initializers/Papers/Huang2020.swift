/// T-Fixup: transformers that train without layer normalization and without warm-up.
///
/// ## Rule
/// N is the number of layers of the encoder, and of the decoder. All matrices have Glorot's uniform
/// law; values, the output of attention and both feed-forward maps are then multiplied by
/// 0.67 N^(-1/4) in the encoder, by (9 N)^(-1/4) in the decoder, whose attention to the encoder is
/// too. Embeddings are drawn with the standard deviation d^(-1/2) and multiplied by (9 N)^(-1/4).
/// Queries and keys keep Glorot's law, and nothing is normalized.
///
/// - Source: X. Huang, F. Pérez, J. Ba, M. Volkovs, "Improving transformer optimization through
///   better initialization", ICML 2020, <https://proceedings.mlr.press/v119/huang20f.html>.
public enum Huang2020 {
  private static let layers = InitializerArgument(
    "LAYERS", "number of layers of the encoder, and of the decoder", .count(from: 1))
  private static let source =
    "X. Huang, F. Pérez, J. Ba, M. Volkovs, ICML 2020, "
    + "https://proceedings.mlr.press/v119/huang20f.html"
  private static let assumes =
    "a transformer without layer normalization, as many layers in the encoder as in the decoder, "
    + "Adam without warm-up"
  private static let avoid =
    "queries and keys (glorotUniform); transformers with layer normalization (deepNormUniform, "
    + "subLNUniform, gpt2ResidualNormal)"
  private static let friends =
    "fairseq multiplies fused queries, keys and values by 1/sqrt(2), so that the authors' code "
    + "multiplies values by sqrt(2) again; each section of fused projections has fans of its own here"

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "tFixupEmbeddingNormal", [layers],
      equation: "W ~ N(0, s²), s = d^(-1/2) (9 LAYERS)^(-1/4), d numbers a vector",
      assumes: assumes, use: "embeddings of the encoder and of the decoder",
      avoid: "transformers with layer normalization after the embedding, which undoes the factor",
      source: source,
      falseFriends: "d^(-1/2) is the standard deviation, not the variance"
    ) { numbers throws(InitializerError) in try .tFixupEmbeddingNormal(layers: Int(numbers[0])) },
    InitializerEntry(
      "tFixupEncoderUniform", [layers],
      equation: "W ~ U(-a, a), a² = 6 f² / (fanIn + fanOut), f = 0.67 LAYERS^(-1/4)",
      assumes: assumes,
      use: "in the encoder: values, the output of attention, both feed-forward maps",
      avoid: avoid, source: source, falseFriends: friends
    ) { numbers throws(InitializerError) in try .tFixupEncoderUniform(layers: Int(numbers[0])) },
    InitializerEntry(
      "tFixupDecoderUniform", [layers],
      equation: "W ~ U(-a, a), a² = 6 f² / (fanIn + fanOut), f = (9 LAYERS)^(-1/4)",
      assumes: assumes,
      use: "in the decoder: values and outputs of both attentions, both feed-forward maps",
      avoid: avoid, source: source, falseFriends: friends
    ) { numbers throws(InitializerError) in try .tFixupDecoderUniform(layers: Int(numbers[0])) },
  ]
}

extension Initializer where Self == VarianceScaling {
  /// Values, outputs of attention and feed-forward maps of T-Fixup's encoder: Glorot's uniform law
  /// times 0.67 N^(-1/4), N the number of its layers.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: X. Huang, F. Pérez, J. Ba, M. Volkovs, "Improving transformer optimization through
  ///   better initialization", ICML 2020, <https://proceedings.mlr.press/v119/huang20f.html>.
  public static func tFixupEncoderUniform(
    layers: Int
  ) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(layers, "encoder layers")
    return VarianceScaling(
      scale: 0.67 * 0.67 / count.squareRoot(), mode: .fanAverage, distribution: .uniform,
      name: "tFixupEncoderUniform:\(layers)")
  }

  /// Values, outputs of attention and feed-forward maps of T-Fixup's decoder: Glorot's uniform law
  /// times (9 N)^(-1/4), N the number of its layers.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: the same paper.
  public static func tFixupDecoderUniform(
    layers: Int
  ) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(layers, "decoder layers")
    return VarianceScaling(
      scale: 1 / (9 * count).squareRoot(), mode: .fanAverage, distribution: .uniform,
      name: "tFixupDecoderUniform:\(layers)")
  }
}

extension Initializer where Self == VarianceRule {
  /// T-Fixup's embeddings: normal with the standard deviation d^(-1/2) (9 N)^(-1/4).
  ///
  /// `d` is how many numbers a vector has: the outputs of a table that is looked up, the fan in of
  /// any other parameter, such as an embedding tied to the map to logits.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1.
  /// - Source: X. Huang, F. Pérez, J. Ba, M. Volkovs, "Improving transformer optimization through
  ///   better initialization", ICML 2020, <https://proceedings.mlr.press/v119/huang20f.html>.
  public static func tFixupEmbeddingNormal(layers: Int) throws(InitializerError) -> VarianceRule {
    let count = try InitializerError.checkedCount(layers, "encoder layers")
    return VarianceRule(name: "tFixupEmbeddingNormal:\(layers)", distribution: .normal) {
      piece throws(InitializerError) in
      let isTable = piece.factors.contains { $0.axis == .lookup }
      let dimension = isTable ? piece.fans.fanOut : piece.fans.fanIn
      guard dimension > 0 else { throw .zeroFan(piece.fans, mode: isTable ? .fanOut : .fanIn) }
      return 1 / (dimension * (9 * count).squareRoot())
    }
  }
}
