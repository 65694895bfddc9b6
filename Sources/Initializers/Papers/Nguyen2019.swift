/// Small starts of transformers: attention with the variance of the feed-forward maps, and tiny
/// embeddings that are normalized.
///
/// - Source: T. Nguyen, J. Salazar, "Transformers without tears: improving the normalization of
///   self-attention", IWSLT 2019, <https://arxiv.org/abs/1910.05895>. The embeddings are no
///   paper's: B. Peng, SmallInitEmb, <https://github.com/BlinkDL/SmallInitEmb>.
public enum Nguyen2019 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "smallNormal", equation: "W ~ N(0, 2 / (5 fanIn))",
      assumes: "square maps of attention of the width d = fanIn: 2 / (d + 4 d) is Glorot's "
        + "variance of the feed-forward maps, which they now share",
      use: "queries, keys, values and outputs of attention, with normalization before each branch",
      avoid: "feed-forward maps from 4 d to d, whose fan in is not d: glorotNormal gives them "
        + "2 / (5 d)",
      source: "T. Nguyen, J. Salazar, IWSLT 2019, https://arxiv.org/abs/1910.05895",
      falseFriends: "GPT-NeoX's small_init gives every map 2 / (5 d), d the width of the model"
    ) { _ in .smallNormal },
    InitializerEntry(
      "smallEmbeddingUniform", [InitializerArgument("BOUND", "bound", fallback: 1e-4)],
      equation: "W ~ U(-BOUND, BOUND), variance BOUND² / 3",
      assumes: "a layer normalization right behind the embedding, which makes up for the size: "
        + "small steps then turn the vectors far",
      use: "embeddings that are normalized at once",
      avoid: "embeddings without that normalization; embeddings tied to the map to logits",
      source: "B. Peng, SmallInitEmb, https://github.com/BlinkDL/SmallInitEmb"
    ) { numbers throws(InitializerError) in try .smallEmbeddingUniform(bound: numbers[0]) },
  ]
}

extension Initializer where Self == VarianceScaling {
  /// Maps of attention with Glorot's variance of the feed-forward maps beside them:
  /// N(0, 2 / (5 n_in)), because 2 / (d + 4 d) = 2 / (5 d).
  ///
  /// - Source: T. Nguyen, J. Salazar, "Transformers without tears: improving the normalization of
  ///   self-attention", IWSLT 2019, <https://arxiv.org/abs/1910.05895>.
  public static var smallNormal: VarianceScaling {
    VarianceScaling(scale: 0.4, mode: .fanIn, distribution: .normal, name: "smallNormal")
  }
}

extension Initializer where Self == FixedLaw {
  /// Tiny embeddings in front of a layer normalization: U(-bound, bound).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the bound is negative or not a finite
  ///   Float32.
  /// - Source: B. Peng, SmallInitEmb, <https://github.com/BlinkDL/SmallInitEmb>.
  public static func smallEmbeddingUniform(
    bound: Double = 1e-4
  ) throws(InitializerError) -> FixedLaw {
    let suffix = bound == 1e-4 ? "" : ":\(bound.spelled)"
    return FixedLaw(name: "smallEmbeddingUniform\(suffix)", law: try Uniform(bound: bound))
  }
}
