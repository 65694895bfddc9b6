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
