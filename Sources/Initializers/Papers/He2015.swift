extension Initializer where Self == VarianceScaling {
  /// A uniform law with He's variance: U(-a, a), a = sqrt(6 / n_in), hence Var[W] = 2 / n_in.
  ///
  /// It keeps the second moment of signals through ReLU, which halves it.
  ///
  /// - Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers", ICCV 2015, equation
  ///   10, <https://arxiv.org/abs/1502.01852>. The paper draws from a normal law.
  public static var heUniform: VarianceScaling { .he(.uniform, "heUniform") }

  /// Weights that keep the second moment of signals through ReLU: N(0, 2 / n_in).
  ///
  /// - Source: equation 10 of the same paper.
  public static var heNormal: VarianceScaling { .he(.normal, "heNormal") }

  /// The normal law cut at two standard deviations, rescaled to He's variance 2 / n_in.
  ///
  /// What Keras and JAX call `he_normal`.
  ///
  /// - Source: equation 10 of the same paper.
  public static var heTruncatedNormal: VarianceScaling {
    .he(.truncatedNormal, "heTruncatedNormal")
  }

  /// Another name of ``heUniform``.
  public static var kaimingUniform: VarianceScaling { .heUniform }

  /// Another name of ``heNormal``.
  public static var kaimingNormal: VarianceScaling { .heNormal }

  private static func he(
    _ distribution: VarianceScaling.Distribution, _ name: String
  ) -> VarianceScaling {
    VarianceScaling(scale: 2, mode: .fanIn, distribution: distribution, name: name)
  }
}
