/// Convolutions that start as an orthogonal map of the channels at the middle of the window.
///
/// - Source: L. Xiao, Y. Bahri, J. Sohl-Dickstein, S. Schoenholz, J. Pennington, "Dynamical isometry
///   and a mean field theory of CNNs", ICML 2018, <https://arxiv.org/abs/1806.05393>.
public enum Xiao2018 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "deltaOrthogonal", [InitializerArgument("GAIN", "gain", fallback: 1)],
      equation: "W = gain Q at the middle position of the kernel, 0 elsewhere; Q orthonormal, "
        + "uniform under Haar measure",
      assumes: "a convolution with at most as many inputs as outputs, which then keeps the length "
        + "of every signal; a saturating activation near 0",
      use: "very deep plain convolutional networks with tanh; with gain 1.0247 and biases of "
        + "variance 2.01e-5 tanh is critical",
      avoid: "networks that are to use their windows from the first step; ReLU, which no "
        + "orthogonal matrix makes isometric; residual networks with normalization",
      source: "L. Xiao, Y. Bahri, J. Sohl-Dickstein, S. Schoenholz, J. Pennington, ICML 2018, "
        + "https://arxiv.org/abs/1806.05393",
      falseFriends: "JAX's delta_orthogonal refuses more inputs than outputs; here Q then has "
        + "orthonormal rows, and the map keeps the share outputs / inputs of the mean square"
    ) { numbers throws(InitializerError) in
      numbers[0] == 1 ? .deltaOrthogonal : try .deltaOrthogonal(gain: numbers[0])
    }
  ]
}

extension Initializer where Self == FixedLaw {
  /// Orthonormal maps of the channels at the middle of the kernel, 0 elsewhere.
  ///
  /// With at most as many inputs as outputs the convolution keeps the length of every signal; else
  /// the matrix has orthonormal rows. A matrix without kernel axes is an orthogonal one.
  ///
  /// - Source: L. Xiao, Y. Bahri, J. Sohl-Dickstein, S. Schoenholz, J. Pennington, "Dynamical
  ///   isometry and a mean field theory of CNNs", ICML 2018, <https://arxiv.org/abs/1806.05393>.
  public static var deltaOrthogonal: FixedLaw {
    FixedLaw(name: "deltaOrthogonal", law: Orthogonal(unitGain: .centered))
  }

  /// Orthonormal maps of the channels at the middle of the kernel times a gain, 0 elsewhere.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  /// - Source: the same paper.
  public static func deltaOrthogonal(gain: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(
      name: "deltaOrthogonal:\(gain.spelled)", law: try Orthogonal(gain: gain, kernel: .centered))
  }
}
