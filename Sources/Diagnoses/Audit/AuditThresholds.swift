/// What the tests of an audit are held to.
enum AuditThresholds {
  /// The probability that a test calls numbers of a law none of it: with ten tests a tensor one of a
  /// million tensors.
  static let chance = 1e-7
  /// The same in standard errors of a normal number, on either side.
  static let errors = 5.33
  /// Beyond exp(-reach) lie extremes that chance does not bring.
  static let reach = 16.0
  /// Fewer numbers tell no law.
  static let leastCount = 30
  /// Fewer numbers tell no trained tensor from a fresh one.
  static let leastTelling = 256
}
