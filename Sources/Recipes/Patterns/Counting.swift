import Initializers

/// Initializers that count fans by another's lights.
enum Counting {
  /// Whether an initializer's law depends on axes.
  static func needsAxes(_ initializer: any Initializer) -> Bool {
    guard initializer is FixedLaw else { return true }
    // What draws whole matrices needs to know which axis is which.
    let bare = ParameterSpec.bias(out: 2)
    return (try? initializer.law(for: bare)) == nil
  }

  /// The initializer with the fans that a rule asks for.
  ///
  /// - Throws: `InitializerError` where there are no such fans.
  static func initializer(
    _ initializer: any Initializer, _ fans: PatternRule.Fans, _ parameter: ModelParameter,
    _ spec: ParameterSpec
  ) throws(InitializerError) -> any Initializer {
    guard let scaling = initializer as? VarianceScaling else { return initializer }
    switch fans {
    case .declared: return scaling
    case .weight:
      guard case .bias(.some(let weight)) = parameter.use else { return scaling }
      return try VarianceScaling.counting(
        weight.fanIn, weight.fanOut, by: scaling, for: spec)
    case .pytorch, .keras:
      let lengths = spec.shape.lengths.map(Double.init)
      guard lengths.count > 1 else { return scaling }
      let pair = fans == .pytorch ? lengths.prefix(2) : lengths.suffix(2)
      let window = (fans == .pytorch ? lengths.dropFirst(2) : lengths.dropLast(2)).reduce(1, *)
      let (inputs, outputs) =
        fans == .pytorch ? (pair.last!, pair.first!) : (pair.first!, pair.last!)
      return try VarianceScaling.counting(
        inputs * window, outputs * window, by: scaling, for: spec)
    }
  }
}
