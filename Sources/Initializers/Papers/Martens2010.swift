/// Weights of which each unit has only a few, so that units differ and do not saturate.
///
/// - Source: J. Martens, "Deep learning via Hessian-free optimization", ICML 2010, section 5.
public enum Martens2010 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "martensSparse",
      [
        InitializerArgument("COUNT", "number of weights of a unit", .count(from: 0), fallback: 15),
        InitializerArgument("DEVIATION", "standard deviation", fallback: 1),
      ],
      equation: "each output unit has COUNT weights ~ N(0, DEVIATION²), the others are 0; "
        + "variance DEVIATION² min(COUNT, fanIn) / fanIn",
      assumes: "units that sum COUNT products whatever the width: the scale does not depend on it",
      use: "deep autoencoders and recurrent networks with tanh or sigmoid",
      avoid: "ReLU networks without normalization, whose signals grow by COUNT / 2 a layer at "
        + "deviation 1: a deviation of sqrt(2 / COUNT) keeps them",
      source: "J. Martens, ICML 2010, section 5",
      falseFriends: "PyTorch's and MLX's sparse take a share of zeros; PyTorch zeroes a share of "
        + "each input's weights, not of each unit's, with a deviation of 0.01"
    ) { numbers throws(InitializerError) in
      try .martensSparse(count: Int(numbers[0]), standardDeviation: numbers[1])
    }
  ]
}

extension Initializer where Self == FixedLaw {
  /// Normal weights, a fixed number for each unit, the rest 0.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the count is negative, or the deviation
  ///   negative or not a finite Float32.
  /// - Source: J. Martens, "Deep learning via Hessian-free optimization", ICML 2010, section 5.
  public static func martensSparse(
    count: Int = 15, standardDeviation: Double = 1
  ) throws(InitializerError) -> FixedLaw {
    let deviation = standardDeviation == 1 ? "" : ",\(standardDeviation.spelled)"
    let isUsual = count == 15 && deviation.isEmpty
    return FixedLaw(
      name: isUsual ? "martensSparse" : "martensSparse:\(count)\(deviation)",
      law: try Sparse(count: count, standardDeviation: standardDeviation))
  }
}
