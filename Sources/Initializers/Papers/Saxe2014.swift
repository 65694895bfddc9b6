/// Orthogonal weights, with which a deep linear network learns as fast as a shallow one.
///
/// - Source: A. Saxe, J. McClelland, S. Ganguli, "Exact solutions to the nonlinear dynamics of
///   learning in deep linear neural networks", ICLR 2014, <https://arxiv.org/abs/1312.6120>.
public enum Saxe2014 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "orthogonal", [InitializerArgument("GAIN", "gain", fallback: 1)],
      equation: "W = gain Q, Q orthonormal, uniform under Haar measure; "
        + "variance gain² / max(inputs, outputs)",
      assumes: "linear layers, or saturating ones near 0; a kernel counts as a matrix whose inputs "
        + "are the window's",
      use:
        "deep tanh networks (gain slightly above 1), recurrent weights, where all singular values "
        + "must be alike",
      avoid: "ReLU, which no orthogonal matrix makes isometric; matrices of more than about 4096 "
        + "rows and columns, whose draw takes time",
      source: "A. Saxe, J. McClelland, S. Ganguli, ICLR 2014, https://arxiv.org/abs/1312.6120; "
        + "drawn as G. Stewart 1980",
      falseFriends:
        "PyTorch's draw changes with the number of threads, and refuses 16-bit weights, "
        + "as Keras and JAX do"
    ) { numbers throws(InitializerError) in
      numbers[0] == 1 ? .orthogonal : try .orthogonal(gain: numbers[0])
    }
  ]
}

extension Initializer where Self == FixedLaw {
  /// Random orthonormal matrices, with which a deep linear network learns as fast as a shallow one.
  ///
  /// - Source: A. Saxe, J. McClelland, S. Ganguli, ICLR 2014, <https://arxiv.org/abs/1312.6120>.
  public static var orthogonal: FixedLaw {
    FixedLaw(name: "orthogonal", law: Orthogonal(unitGain: .flattened))
  }

  /// Random orthonormal matrices times a gain; slightly above 1 makes up for what tanh takes away.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  /// - Source: the same paper, on gains above 1 for saturating units.
  public static func orthogonal(gain: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(name: "orthogonal:\(gain.spelled)", law: try Orthogonal(gain: gain))
  }
}
