/// Weights that keep the second moment of signals, or of gradients, through rectifiers.
///
/// - Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers", ICCV 2015,
///   <https://arxiv.org/abs/1502.01852>.
public enum He2015 {
  private static let source =
    "K. He, X. Zhang, S. Ren, J. Sun, ICCV 2015, equations 10, 14 and 15, "
    + "https://arxiv.org/abs/1502.01852"
  private static let slope = InitializerArgument(
    "SLOPE", "slope of the leaky rectifier for negative inputs", .number, fallback: 0)
  private static let avoid =
    "tanh and other odd activations (Glorot), GELU and SiLU (their gains are 1.53 and 1.68, not "
    + "1.41), SELU (LeCun)"

  private static func entry(
    _ name: String, _ law: String, _ mode: VarianceScaling.Mode, _ friends: String = "",
    _ make: @escaping @Sendable (Double) throws(InitializerError) -> any Initializer
  ) -> InitializerEntry {
    let isForward = mode == .fanIn
    return InitializerEntry(
      name, [slope], equation: law,
      assumes: "ReLU or a leaky rectifier, biases of 0, symmetric weights",
      use: isForward
        ? "ReLU and leaky ReLU networks of any depth; the usual choice for convolutions"
        : "ReLU networks whose gradients must keep their size, as residual networks' "
          + "convolutions are usually started",
      avoid: avoid,
      source: source + (law.contains("U(") ? "; the paper draws from a normal law" : ""),
      falseFriends: friends
    ) { numbers throws(InitializerError) in try make(numbers[0]) }
  }

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    entry("heUniform", "W ~ U(-a, a), a² = 6 / ((1 + slope²) fanIn)", .fanIn) {
      slope throws(InitializerError) in try .heUniform(slope: slope)
    },
    entry(
      "heNormal", "W ~ N(0, 2 / ((1 + slope²) fanIn))", .fanIn,
      "he_normal is a truncated law in Keras and JAX (here heTruncatedNormal), a plain one in "
        + "PyTorch (kaiming_normal_), and in MLX has gain 1, so that it is LeCun's"
    ) { slope throws(InitializerError) in try .heNormal(slope: slope) },
    entry(
      "heTruncatedNormal",
      "W ~ N(0, 2 / ((1 + slope²) fanIn)) cut at two deviations of its parent", .fanIn,
      "this is what Keras and JAX call he_normal"
    ) { slope throws(InitializerError) in try .heTruncatedNormal(slope: slope) },
    entry("heFanOutUniform", "W ~ U(-a, a), a² = 6 / ((1 + slope²) fanOut)", .fanOut) {
      slope throws(InitializerError) in try .heUniform(slope: slope, mode: .fanOut)
    },
    entry("heFanOutNormal", "W ~ N(0, 2 / ((1 + slope²) fanOut))", .fanOut) {
      slope throws(InitializerError) in try .heNormal(slope: slope, mode: .fanOut)
    },
  ]
}

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

  /// He's uniform law for a leaky rectifier: Var[W] = 2 / ((1 + slope^2) n), n the fan in, which
  /// keeps signals, or the fan out, which keeps gradients.
  ///
  /// - Throws: ``InitializerError`` with code `.number` when the slope is not finite.
  /// - Source: equations 14 (fan out) and 15 (leaky) of the same paper.
  public static func heUniform(
    slope: Double, mode: VarianceScaling.Mode = .fanIn
  ) throws(InitializerError) -> VarianceScaling { try .he(.uniform, "Uniform", slope, mode) }

  /// He's normal law for a leaky rectifier: Var[W] = 2 / ((1 + slope^2) n).
  ///
  /// - Throws: ``InitializerError`` with code `.number` when the slope is not finite.
  /// - Source: equations 14 (fan out) and 15 (leaky) of the same paper.
  public static func heNormal(
    slope: Double, mode: VarianceScaling.Mode = .fanIn
  ) throws(InitializerError) -> VarianceScaling { try .he(.normal, "Normal", slope, mode) }

  /// He's truncated normal law for a leaky rectifier: Var[W] = 2 / ((1 + slope^2) n).
  ///
  /// - Throws: ``InitializerError`` with code `.number` when the slope is not finite.
  /// - Source: equations 14 (fan out) and 15 (leaky) of the same paper.
  public static func heTruncatedNormal(
    slope: Double, mode: VarianceScaling.Mode = .fanIn
  ) throws(InitializerError) -> VarianceScaling {
    try .he(.truncatedNormal, "TruncatedNormal", slope, mode)
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

  private static func he(
    _ distribution: VarianceScaling.Distribution, _ law: String, _ slope: Double,
    _ mode: VarianceScaling.Mode
  ) throws(InitializerError) -> VarianceScaling {
    guard Float(slope).isFinite else { throw .number("slope", slope) }
    let rule = mode == .fanOut ? "heFanOut" : "he"
    let isNamed = mode == .fanIn || mode == .fanOut && distribution != .truncatedNormal
    let name = slope == 0 ? rule + law : "\(rule)\(law):\(slope.spelled)"
    return VarianceScaling(
      scale: 2 / (1 + slope * slope), mode: mode, distribution: distribution,
      name: isNamed ? name : nil)
  }
}
