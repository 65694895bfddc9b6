/// What the papers' rules ask of their numbers.
extension InitializerError {
  /// `value` where it is a finite number above 0.
  static func checkedPositive(
    _ value: Double, _ what: String
  ) throws(InitializerError) -> Double {
    guard value > 0, Float(value) > 0, Float(value).isFinite else {
      throw InitializerError(
        code: .scale,
        description: "\(what): \(value.spelled), a finite number above 0 was expected")
    }
    return value
  }

  /// `count` as a number where it is at least `least`.
  static func checkedCount(
    _ count: Int, _ what: String, from least: Int = 1
  ) throws(InitializerError) -> Double {
    guard count >= least else {
      throw InitializerError(
        code: .argument,
        description: "\(what): \(count), a whole number that is at least \(least) was expected")
    }
    return Double(count)
  }

  /// `gain` where it is a scale.
  static func checkedGain(_ gain: Double) throws(InitializerError) -> Double {
    guard gain >= 0, Float(gain).isFinite else { throw .scale("gain", gain) }
    return gain
  }
}
