/// The start of self-normalizing networks: LeCun's variance with the activation SELU.
///
/// ## Law
///     SELU(x) = lambda x for x > 0,   lambda alpha (exp(x) - 1) else,   W ~ N(0, 1 / n_in)
/// With these constants the mean 0 and the variance 1 of a layer's inputs are a fixed point, which
/// attracts those near it.
///
/// - Source: G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, "Self-normalizing neural
///   networks", NeurIPS 2017, <https://arxiv.org/abs/1706.02515>.
public enum Klambauer2017 {
  /// The slope of SELU for positive inputs.
  public static let lambda = 1.05070098735548049342
  /// SELU tends to -lambda alpha far below 0.
  public static let alpha = 1.67326324235437728482

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "seluNormal", equation: "W ~ N(0, 1 / fanIn)",
      assumes: "SELU with its own two constants, inputs with mean 0 and variance 1, biases of 0",
      use: "deep networks of dense layers with SELU and without normalization, with alpha dropout",
      avoid: "any other activation; SELU in a residual branch, where the sum is no fixed point",
      source: "G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, NeurIPS 2017, "
        + "https://arxiv.org/abs/1706.02515",
      falseFriends: "PyTorch's calculate_gain('selu') is 3/4, with which the variance falls to "
        + "0.023 instead of staying 1; the law that normalizes itself has gain 1 (lecunNormal)"
    ) { _ in .seluNormal }
  ]
}

extension Initializer where Self == VarianceScaling {
  /// The law with which SELU keeps mean 0 and variance 1: N(0, 1 / n_in), LeCun's.
  ///
  /// PyTorch's `calculate_gain('selu')` is 3/4, which does not: the variance of pre-activations
  /// falls to 0.023.
  ///
  /// - Source: G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, "Self-normalizing neural
  ///   networks", NeurIPS 2017, <https://arxiv.org/abs/1706.02515>.
  public static var seluNormal: VarianceScaling {
    VarianceScaling(scale: 1, mode: .fanIn, distribution: .normal, name: "seluNormal")
  }
}
