extension ScalarFunction {
  /// ``leakyReLU(slope:)`` with its usual slope, 0.01.
  public static let leakyReLU = leakyReLU(slope: 0.01)

  /// The input, with a slope below 0: f(x) = x for x > 0, else slope x.
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else slope
  ///
  /// - Source: A. Maas, A. Hannun, A. Ng, ICML workshop 2013.
  ///
  /// - Parameter slope: the slope below 0.
  public static func leakyReLU(slope: Double) -> ScalarFunction {
    rectifier(spelled("leakyReLU", slope, usual: 0.01), "x for x > 0, else slope x", slope)
  }

  /// A rectifier that lets a share of what is below 0 through.
  static func rectifier(_ name: String, _ equation: String, _ slope: Double) -> ScalarFunction {
    ScalarFunction(name, equation: equation, kinks: [0], isHomogeneous: true) { x in
      x > 0 ? x : slope * x
    } slope: { x in
      x > 0 ? 1 : slope
    }
  }
}
