import Xavier

/// A network that has what a verdict says, and what the verdict is taken on.
struct VerdictExample: Sendable {
  /// The verdict or quantity: `collapsed`, `correlation`.
  let name: String
  /// What is drawn, as an axis is titled.
  let axis: String
  /// Whether it is a share, from 0 to 1.
  let isShare: Bool
  /// Where findings begin, the one that decides first.
  let limits: [Limit]
  /// The network, its first recipe the one that does it.
  let state: LabState

  /// A value from which on something is found.
  struct Limit: Encodable, Sendable {
    let value: Double
    let name: String
  }

  /// The example of a verdict or a quantity; `nil` where there is none.
  static func named(_ name: String) -> VerdictExample? { all.first { $0.name == name } }

  /// Every verdict, and every quantity but the trunk, which is no number.
  static let all = verdicts + quantities

  private init(
    _ name: String, _ axis: String, isShare: Bool = false, limits: [Limit] = [], depth: Int = 30,
    width: Int = 100, _ activation: String, _ recipes: String...
  ) {
    self.name = name
    self.axis = axis
    self.isShare = isShare
    self.limits = limits
    state = .with {
      ($0.depth, $0.width) = (depth, width)
      ($0.activation, $0.recipes) = (activation, recipes)
    }
  }

  private static func above(_ limit: Thresholds.Limit) -> [Limit] {
    [
      Limit(value: limit.verdict, name: "above: decides"),
      Limit(value: limit.note, name: "above: a note"),
    ]
  }

  private static func below(_ limit: Thresholds.Limit) -> [Limit] {
    [
      Limit(value: limit.verdict, name: "below: decides"),
      Limit(value: limit.note, name: "below: a note"),
    ]
  }

  private static let length = "q / q of the first layer"
  private static let square = "q, mean square of an element"

  private static let verdicts = [
    VerdictExample(
      "nonfinite", square,
      limits: [Limit(value: largestSquare, name: "the largest Float32, squared")],
      "relu", "normal:5", "auto"),
    VerdictExample(
      "symmetric", "share of units with a twin", isShare: true,
      limits: [Limit(value: Thresholds.twinShare, name: "above: decides")], depth: 6, width: 64,
      "tanh", "constant:0.1", "auto"),
    VerdictExample(
      "dead", "share of channels that are always 0", isShare: true,
      limits: above(Thresholds.deadShare), depth: 8, "relu", "uniformBetween:-0.2,0", "auto"),
    VerdictExample(
      "saturated", "share of numbers without a slope", isShare: true,
      limits: above(Thresholds.saturatedShare), depth: 6, "tanh", "normal:1", "auto"),
    VerdictExample(
      "exploding", length, limits: above(Thresholds.signalGrowth), "relu", "normal:0.3", "auto"),
    VerdictExample(
      "vanishing", length, limits: below(Thresholds.signalFall), "relu", "lecunNormal", "auto"),
    VerdictExample(
      "chaotic", "R / R of the last layer, R = q G", limits: above(Thresholds.gradientGrowth),
      "tanh", "sigma:2.5,0", "auto"),
    VerdictExample(
      "collapsed", "D, what is left of what tells inputs apart", limits: below(Thresholds.collapse),
      depth: 8, "relu", "pytorch", "auto"),
    VerdictExample(
      "bias-dominated", "share of the mean square from biases", isShare: true,
      limits: above(Thresholds.biasShare), depth: 8, "relu", "pytorch", "auto"),
    VerdictExample(
      "unstable", "growth of an error in the length", limits: above(Thresholds.lengthSensitivity),
      depth: 36, "gelu", "sigma:1.5335,0", "auto"),
    VerdictExample(
      "too-deep-for-width", "variance of the length’s logarithm",
      limits: above(Thresholds.logLengthVariance), depth: 60, width: 16, "relu", "heNormal", "auto"),
    VerdictExample(
      "healthy", length,
      limits: [
        Limit(value: Thresholds.signalGrowth.verdict, name: "above: exploding"),
        Limit(value: Thresholds.signalFall.verdict, name: "below: vanishing"),
      ], "tanh", "auto"),
  ]

  private static let quantities = [
    VerdictExample("second-moment", square, "relu", "lecunNormal", "auto"),
    VerdictExample(
      "correlation", "c, mean cosine of two inputs", isShare: true, "relu", "pytorch", "auto"),
    VerdictExample(
      "gradient-length", "G, squared length of the gradient", "tanh", "sigma:2.5,0", "auto"),
    VerdictExample(
      "relative-gradient", "R = q G", "tanh", "sigma:2.5,0", "auto"),
  ]

  private static let largestSquare =
    Double(Float.greatestFiniteMagnitude) * Double(Float.greatestFiniteMagnitude)
}
