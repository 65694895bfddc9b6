import Tensors

extension Law {
  /// Refuses an element type in which the law would not be the one asked for.
  ///
  /// - Throws: ``InitializerError`` with code `.elementType` when a draw may lie beyond the type's
  ///   largest number, when a value other than 0 rounds to 0, or when rounding changes the variance
  ///   by more than one per cent.
  func check(_ type: ElementType, for spec: ParameterSpec) throws(InitializerError) {
    guard type != .float64, let spread = spread(of: spec) else { return }
    for end in [spread.support.lowerBound, spread.support.upperBound] {
      guard type.rounded(end).isFinite else {
        throw .elementType(
          type, "\(name) reaches \(end.brief), at most \(type.largest.brief) was expected")
      }
    }
    if spread.standardDeviation == 0 {
      guard spread.mean == 0 || type.rounded(spread.mean) != 0 else {
        throw .elementType(
          type, "\(spread.mean.brief) rounds to 0, at least \(type.smallestPositive.brief) was "
            + "expected")
      }
      return
    }
    let change = spread.varianceChange(as: type)
    guard abs(change) <= 0.01 else {
      throw .elementType(
        type, "rounding changes the variance of \(name) with standard deviation "
          + "\(spread.standardDeviation.brief) by \((100 * change).brief) %, "
          + "at most 1 % was expected")
    }
  }
}

extension Double {
  /// With three significant digits.
  var brief: String {
    guard isFinite, self != 0 else { return spelled }
    var (digits, exponent) = (abs(self), 0)
    if digits >= 1e5 || digits < 1e-4 {
      while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
      while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    }
    var unit = 0.01
    while digits / unit >= 1000 { unit *= 10 }
    while digits / unit < 100 { unit /= 10 }
    let inverse = (1 / unit).rounded()
    let rounded = unit < 1 ? (digits * inverse).rounded() / inverse : digits.rounded()
    return (self < 0 ? "-" : "") + rounded.spelled + (exponent == 0 ? "" : "e\(exponent)")
  }
}
