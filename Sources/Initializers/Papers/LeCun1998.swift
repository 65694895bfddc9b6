/// Weights that keep the variance of signals through linear units.
///
/// - Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp", Neural Networks:
///   Tricks of the Trade, 1998, section 4.6.
public enum LeCun1998 {
  private static let gain = InitializerArgument("GAIN", "gain", fallback: 1)

  private static func entry(
    _ name: String, _ law: String, _ friends: String = "",
    _ make: @escaping @Sendable (Double) -> any Initializer
  ) -> InitializerEntry {
    InitializerEntry(
      name, [gain], equation: law,
      assumes:
        "inputs with mean 0 and variance 1, the activation 1.7159 tanh(2 x / 3), biases of 0",
      use: "linear layers, SELU (Klambauer et al. 2017), and any activation whose gain is given",
      avoid:
        "deep ReLU networks without normalization: the second moment halves in each layer (He)",
      source: "Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp, 1998, section 4.6",
      falseFriends: friends
    ) { numbers in make(numbers[0]) }
  }

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    entry("lecunUniform", "W ~ U(-a, a), a² = 3 gain² / fanIn") {
      .lecunUniform.named(withGain: $0)
    },
    entry(
      "lecunNormal", "W ~ N(0, gain² / fanIn)",
      "Keras and JAX call the truncated law lecun_normal, here lecunTruncatedNormal"
    ) { .lecunNormal.named(withGain: $0) },
    entry(
      "lecunTruncatedNormal", "W ~ N(0, gain² / fanIn) cut at two deviations of its parent",
      "this is what Keras and JAX call lecun_normal; Flux's lecun_normal cuts at ±2 absolute, which "
        + "cuts nothing"
    ) { .lecunTruncatedNormal.named(withGain: $0) },
  ]
}

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
  /// What Keras and JAX call `lecun_normal`.
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
