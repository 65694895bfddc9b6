/// Weights that balance the variance of signals and of gradients.
///
/// - Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward
///   neural networks", AISTATS 2010, <https://proceedings.mlr.press/v9/glorot10a.html>.
public enum Glorot2010 {
  private static let source =
    "X. Glorot, Y. Bengio, AISTATS 2010, equations 12 and 16, "
    + "https://proceedings.mlr.press/v9/glorot10a.html"
  private static let assumes =
    "an odd activation with slope 1 at 0, biases of 0, independent weights: each layer is in its "
    + "linear regime"
  private static let use =
    "tanh, softsign and linear layers, attention projections; layers whose fans differ much, where "
    + "neither direction may be sacrificed"
  private static let avoid =
    "deep ReLU networks without normalization: the second moment halves in each layer (He); "
    + "sigmoid, whose mean is not 0"
  private static let gain = InitializerArgument("GAIN", "gain", fallback: 1)

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "glorotUniform", [gain], equation: "W ~ U(-a, a), a² = 6 gain² / (fanIn + fanOut)",
      assumes: assumes, use: use, avoid: avoid, source: source,
      falseFriends: "some texts print the variance 1 / (fanIn + fanOut), half of Glorot's: the "
        + "variance of signals then halves in every square linear layer"
    ) { numbers throws(InitializerError) in .glorotUniform.named(withGain: numbers[0]) },
    InitializerEntry(
      "glorotNormal", [gain], equation: "W ~ N(0, 2 gain² / (fanIn + fanOut))",
      assumes: assumes, use: use, avoid: avoid,
      source: source + "; the paper draws from a uniform law",
      falseFriends: "Keras and JAX call the truncated law glorot_normal, here "
        + "glorotTruncatedNormal; PyTorch's xavier_normal_ is this one"
    ) { numbers throws(InitializerError) in .glorotNormal.named(withGain: numbers[0]) },
    InitializerEntry(
      "glorotTruncatedNormal", [gain],
      equation: "W ~ N(0, 2 gain² / (fanIn + fanOut)) cut at two deviations of its parent",
      assumes: assumes, use: use, avoid: avoid,
      source: source + "; the paper draws from a uniform law",
      falseFriends: "this is what Keras and JAX call glorot_normal"
    ) { numbers throws(InitializerError) in .glorotTruncatedNormal.named(withGain: numbers[0]) },
    InitializerEntry(
      "standardUniform", equation: "W ~ U(-a, a), a² = 1 / fanIn, variance 1 / (3 fanIn)",
      assumes: "nothing about depth: it is the start that the paper improves on",
      use: "comparisons: it is the default of PyTorch's linear and convolutional layers, written "
        + "there as kaiming_uniform_ with a = sqrt(5)",
      avoid: "deep networks: the variance of signals falls to a third in every linear layer, to a "
        + "sixth in every ReLU layer",
      source: "X. Glorot, Y. Bengio, AISTATS 2010, equations 1 and 15"
    ) { _ in .standardUniform },
  ]
}

extension Initializer where Self == VarianceScaling {
  /// Weights drawn evenly from an interval that balances the forward and the backward variance.
  ///
  /// ## Law
  ///     W ~ U(-a, a),   a = sqrt(6 / (n_in + n_out)),   hence Var[W] = 2 / (n_in + n_out)
  /// where `n_in` is the fan in and `n_out` the fan out.
  ///
  /// It assumes an activation with slope 1 at 0 and no bias, such as tanh. Some texts print the
  /// variance 1 / (n_in + n_out): that is half of it, and halves the variance of signals in every
  /// square linear layer.
  ///
  /// - Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward
  ///   neural networks", AISTATS 2010, equation 16 (law) and equation 12 (variance),
  ///   <https://proceedings.mlr.press/v9/glorot10a.html>.
  public static var glorotUniform: VarianceScaling { .glorot(.uniform, "glorotUniform") }

  /// The normal law with Glorot's variance: N(0, 2 / (n_in + n_out)).
  ///
  /// - Source: equation 12 of the same paper, which itself gives only the uniform law.
  public static var glorotNormal: VarianceScaling { .glorot(.normal, "glorotNormal") }

  /// The normal law cut at two standard deviations, rescaled to Glorot's variance 2 / (n_in +
  /// n_out).
  ///
  /// What Keras and JAX call `glorot_normal`.
  ///
  /// - Source: equation 12 of the same paper.
  public static var glorotTruncatedNormal: VarianceScaling {
    .glorot(.truncatedNormal, "glorotTruncatedNormal")
  }

  /// The start that the paper improves on: U(-1 / sqrt(n_in), 1 / sqrt(n_in)), variance 1 / (3
  /// n_in).
  ///
  /// With it the variance of signals falls to a third in every linear layer. It is the default of
  /// PyTorch's linear and convolutional layers.
  ///
  /// - Source: equation 1 (law) and equation 15 (variance) of the same paper.
  public static var standardUniform: VarianceScaling {
    VarianceScaling(
      scale: 1.0 / 3, mode: .fanIn, distribution: .uniform, name: "standardUniform")
  }

  /// Another name of ``glorotUniform``.
  public static var xavierUniform: VarianceScaling { .glorotUniform }

  /// Another name of ``glorotNormal``.
  public static var xavierNormal: VarianceScaling { .glorotNormal }

  private static func glorot(
    _ distribution: VarianceScaling.Distribution, _ name: String
  ) -> VarianceScaling {
    VarianceScaling(scale: 1, mode: .fanAverage, distribution: distribution, name: name)
  }
}
