extension Initializer where Self == VarianceScaling {
  /// A uniform law with LeCun's variance: U(-a, a), a = sqrt(3 / n_in), hence Var[W] = 1 / n_in.
  ///
  /// It keeps the variance of signals through linear units.
  ///
  /// - Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp", Neural Networks:
  ///   Tricks of the Trade, 1998, section 4.6, for the activation 1.7159 tanh(2 x / 3).
  public static var lecunUniform: VarianceScaling { .lecun(.uniform, "lecunUniform") }

  /// Weights that keep the variance of signals through linear units: N(0, 1 / n_in).
  ///
  /// - Source: section 4.6 of the same paper.
  public static var lecunNormal: VarianceScaling { .lecun(.normal, "lecunNormal") }

  /// The normal law cut at two standard deviations, rescaled to LeCun's variance 1 / n_in.
  ///
  /// What Keras and JAX call `lecun_normal`, the start that SELU is made for.
  ///
  /// - Source: section 4.6 of the same paper.
  public static var lecunTruncatedNormal: VarianceScaling {
    .lecun(.truncatedNormal, "lecunTruncatedNormal")
  }

  private static func lecun(
    _ distribution: VarianceScaling.Distribution, _ name: String
  ) -> VarianceScaling {
    VarianceScaling(scale: 1, mode: .fanIn, distribution: distribution, name: name)
  }
}
