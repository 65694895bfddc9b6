import Tensors

extension Law {
  /// Refuses an element type in which the law would not be the one asked for.
  ///
  /// - Throws: ``InitializerError`` with code `.elementType` when a draw may lie beyond the type's
  ///   largest number, when a value other than 0 rounds to 0, or when rounding changes the variance
  ///   by more than one per cent.
  public func check(
    _ type: ElementType, for spec: ParameterSpec
  ) throws(InitializerError) {
    guard type != .float64 else { return }
    for spread in spreads(of: spec) { try check(type, spread) }
  }

  private func check(_ type: ElementType, _ spread: Spread) throws(InitializerError) {
    for end in [spread.support.lowerBound, spread.support.upperBound] {
      guard type.rounded(end).isFinite else {
        throw .elementType(
          type, "\(name) reaches \(end.brief), at most \(type.largest.brief) was expected")
      }
    }
    if spread.standardDeviation == 0 {
      guard spread.mean == 0 || type.rounded(spread.mean) != 0 else {
        throw .elementType(
          type,
          "\(spread.mean.brief) rounds to 0, at least \(type.smallestPositive.brief) was "
            + "expected")
      }
      return
    }
    let change = spread.varianceChange(as: type)
    guard abs(change) <= 0.01 else {
      throw .elementType(
        type,
        "rounding changes the variance of \(name) with standard deviation "
          + "\(spread.standardDeviation.brief) by \((100 * change).brief) %, "
          + "at most 1 % was expected")
    }
  }
}

extension Double {
  /// With three significant digits: `0.0442`, `-100`, `5.96e-8`.
  package var brief: String {
    guard isFinite, self != 0 else { return spelled }
    var (mantissa, exponent) = (abs(self), 0)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    var digits = (mantissa * 100).rounded()
    if digits == 1000 { (digits, exponent) = (100, exponent + 1) }
    let sign = self < 0 ? "-" : ""
    guard -4...5 ~= exponent else { return "\(sign)\((digits / 100).spelled)e\(exponent)" }
    var power = 1.0
    for _ in 0..<abs(exponent - 2) { power *= 10 }
    return sign + (exponent < 2 ? digits / power : digits * power).spelled
  }
}
