/// The functions that a user can name, one line each.
public enum FunctionCatalog {
  /// One function: how it is spelled and made.
  public struct Entry: Sendable {
    /// How it is spelled, without its argument.
    public let name: String
    /// What stands after a colon, where something may.
    public let argument: Argument?
    let make: @Sendable (Double) -> ScalarFunction

    init(_ function: ScalarFunction) {
      name = function.name
      argument = nil
      make = { _ in function }
    }

    init(
      _ name: String, _ argument: Argument,
      _ make: @escaping @Sendable (Double) -> ScalarFunction
    ) {
      self.name = name
      self.argument = argument
      self.make = make
    }

    /// The function with its usual argument.
    public var function: ScalarFunction { make(argument?.fallback ?? 0) }
  }

  /// The number after a function's name.
  public struct Argument: Sendable {
    /// What it means.
    public let meaning: String
    /// Its value when none is given.
    public let fallback: Double
    /// Whether it has to be above 0; else any finite number will do.
    public let isPositive: Bool
  }

  private static let slope = Argument(meaning: "slope below 0", fallback: 0.01, isPositive: false)
  private static let alpha = Argument(
    meaning: "value that it falls to, negated", fallback: 1, isPositive: true)

  private static func threshold(_ usual: Double) -> Argument {
    Argument(meaning: "threshold", fallback: usual, isPositive: true)
  }

  /// Every function, in the order it is listed to the user.
  public static let entries: [Entry] = [
    Entry(.identity),
    Entry(.relu),
    Entry("leakyReLU", slope) { .leakyReLU(slope: $0) },
    Entry(
      "prelu", Argument(meaning: "slope below 0", fallback: 0.25, isPositive: false)
    ) { .prelu(slope: $0) },
    Entry(.rrelu),
    Entry("elu", alpha) { .elu(alpha: $0) },
    Entry("celu", alpha) { .celu(alpha: $0) },
    Entry(.selu),
    Entry(.gelu),
    Entry(.geluTanh),
    Entry(.quickGELU),
    Entry(.silu),
    Entry(.mish),
    Entry(.softplus),
    Entry(.softsign),
    Entry(.tanh),
    Entry(.lecunTanh),
    Entry(.sigmoid),
    Entry(.hardSigmoid),
    Entry(.hardSigmoidONNX),
    Entry(.hardTanh),
    Entry(.hardSwish),
    Entry(.relu6),
    Entry(.erf),
    Entry(.sin),
    Entry(.cos),
    Entry(.atan),
    Entry(.asinh),
    Entry(.logSigmoid),
    Entry(.tanhshrink),
    Entry("softshrink", threshold(0.5)) { .softshrink(threshold: $0) },
    Entry("hardshrink", threshold(0.5)) { .hardshrink(threshold: $0) },
    Entry(.reluSquared),
    Entry("thresholdedReLU", threshold(1)) { .thresholdedReLU(threshold: $0) },
    Entry(
      "squareplus", Argument(meaning: "width of the bend", fallback: 4, isPositive: true)
    ) { .squareplus(b: $0) },
    Entry(.exponential),
    Entry(.abs),
    Entry(.square),
  ]

  /// Other names of functions.
  public static let synonyms = [
    "linear": "identity", "swish": "silu", "logistic": "sigmoid", "sine": "sin",
    "quickGelu": "quickGELU", "geluApproximate": "geluTanh", "squaredReLU": "reluSquared",
    "clip": "hardTanh", "exp": "exponential",
  ]

  /// The function spelled so: `tanh`, `leakyReLU:0.2`, `swish`.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.name` for an unknown name, `.argument` for an
  ///   argument that is not wanted or not a number in range.
  public static func function(spelled: String) throws(GaussianIntegralError) -> ScalarFunction {
    let parts = spelled.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let entry = entries.first(where: { $0.name == synonyms[name] ?? name }) else {
      throw .name(name, known: entries.map { $0.name })
    }
    guard parts.count > 1 else { return entry.function }
    guard let argument = entry.argument else {
      throw .argument(spelled, expected: "\(name) without an argument")
    }
    guard let number = Double(parts[1]), number.isFinite, number > 0 || !argument.isPositive else {
      let kind = argument.isPositive ? "a finite number above 0" : "a finite number"
      throw .argument(spelled, expected: "\(kind) as \(argument.meaning)")
    }
    return entry.make(number)
  }
}
