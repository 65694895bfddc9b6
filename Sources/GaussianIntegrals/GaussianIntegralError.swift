/// A mistake in what was asked of a Gaussian integral, or a function that has none.
public struct GaussianIntegralError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case variance, number, notANumber, divergent, range, correlation, name, argument
    }
    private let value: Value
    /// A variance is negative or not finite.
    public static let variance = Code(value: .variance)
    /// A number that has to be finite is not.
    public static let number = Code(value: .number)
    /// The function is not a number at some point.
    public static let notANumber = Code(value: .notANumber)
    /// Halving panels does not settle the integral.
    public static let divergent = Code(value: .divergent)
    /// The range to search is empty, or leaves the positive finite numbers.
    public static let range = Code(value: .range)
    /// A correlation is not between -1 and 1.
    public static let correlation = Code(value: .correlation)
    /// No function has this name.
    public static let name = Code(value: .name)
    /// The argument after the name's colon is missing, not wanted, or not a number in range.
    public static let argument = Code(value: .argument)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func variance(_ what: String, _ value: Double) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .variance,
      description: "\(what): \(value), a finite number that is at least 0 was expected")
  }

  static func number(_ what: String, _ value: Double) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .number, description: "\(what): \(value), a finite number was expected")
  }

  static func notANumber(_ function: String, at x: Double) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .notANumber,
      description: "\(function): not a number at x = \(x), a number for every finite x was expected"
    )
  }

  static func divergent(
    _ function: String, variance: Double, error: Double
  ) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .divergent,
      description: "\(function): the integral at variance \(variance) is known to a share of "
        + "\(error), 1e-6 was expected; jumps and kinks have to be declared")
  }

  static func range(_ range: ClosedRange<Double>) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .range,
      description: "range \(range.lowerBound) to \(range.upperBound): "
        + "two different positive finite variances were expected")
  }

  static func correlation(_ value: Double) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .correlation, description: "correlation: \(value), a number from -1 to 1 was expected")
  }

  static func name(_ name: String, known: [String]) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .name,
      description:
        "function \(name): not known, one of \(known.joined(separator: ", ")) was expected")
  }

  static func argument(_ spelled: String, expected: String) -> GaussianIntegralError {
    GaussianIntegralError(
      code: .argument, description: "function \(spelled): \(expected) was expected")
  }

  /// The variance, or the error that it is none.
  static func check(
    variance: Double, _ what: String = "variance"
  ) throws(GaussianIntegralError) {
    guard variance >= 0, variance.isFinite else { throw .variance(what, variance) }
  }
}
