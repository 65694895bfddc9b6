import Initializers
import Recipes
import Tensors

/// One tensor of a checkpoint, and what an audit found of it.
public struct AuditedTensor: Sendable {
  /// Its name.
  public let name: String
  /// How its elements are written.
  public let type: StoredType
  /// The lengths of its axes.
  public let shape: Shape
  /// What its numbers are; `nil` for integers and truth values, which are not looked at.
  public let statistics: Statistics?
  /// The law that its numbers look like they come from; `nil` where there are too few to tell, where
  /// some are not finite, and where its parts have laws of their own.
  public let law: InferredLaw?
  /// The initializer that its law fits; `nil` where it fits none.
  public let initializer: InitializerMatch?
  /// Its sections or gates, where it has any.
  public let parts: [Part]
  /// What the recipe would draw, where there is one.
  public let expected: Expected?
  /// How its numbers are spread; `nil` where they are all one, where none is finite, and where the
  /// audit was not asked for it.
  public private(set) var histogram: NumberHistogram?
  let comparison: [RecipeDifference]
  let bulk: OutlierFacts?
  let parameter: ModelParameter?
  let content: UInt64
  let coincidence: Double
  let equalUnits: EqualUnits?
  let rounding: Double

  /// Counts, moments and extremes; moments and extremes are of the finite numbers.
  public struct Statistics: Sendable {
    /// The number of elements.
    public let count: Int
    /// The mean.
    public let mean: Double
    /// The deviation about the mean.
    public let standardDeviation: Double
    /// The smallest number.
    public let minimum: Double
    /// The largest number.
    public let maximum: Double
    /// The fourth central moment in units of the square of the second: 3 of a normal law.
    public let kurtosis: Double
    /// The largest distance from the mean, in deviations.
    public let largestInDeviations: Double
    /// How many are not a number.
    public let notNumbers: Int
    /// How many are infinite.
    public let infinities: Int
    /// How many are 0.
    public let zeros: Int
    /// How many are not 0 but below the smallest normal number of the type.
    public let denormals: Int
    let huge: Int

    init(_ sums: PowerSums) {
      count = sums.count
      mean = sums.mean
      let variance = sums.secondMoment(about: sums.mean)
      standardDeviation = sums.minimum == sums.maximum ? 0 : variance.squareRoot()
      (minimum, maximum) = (sums.minimum, sums.maximum)
      kurtosis =
        standardDeviation > 0 ? sums.fourthMoment(about: sums.mean) / (variance * variance) : .nan
      largestInDeviations =
        standardDeviation > 0
        ? max(sums.maximum - sums.mean, sums.mean - sums.minimum) / standardDeviation : .nan
      notNumbers = sums.notNumbers
      infinities = sums.infinite
      zeros = sums.zeros
      denormals = sums.denormal
      huge = sums.huge
    }

    /// How many are not finite.
    public var nonfinite: Int { notNumbers + infinities }
  }

  /// A section or a gate.
  public struct Part: Sendable {
    /// What its numbers are.
    public let statistics: Statistics
    /// Its law.
    public let law: InferredLaw?
    /// The initializer that its law fits.
    public let initializer: InitializerMatch?
    let spec: ParameterSpec?
  }

  /// What a recipe draws.
  public struct Expected: Sendable {
    /// The law's name.
    public let law: String
    /// As the command line spells what draws it.
    public let spelling: String
    /// The deviation of the law.
    public let standardDeviation: Double
    /// Why the recipe chose it.
    public let reason: String
  }

  /// Units of a weight whose numbers are equal.
  struct EqualUnits: Sendable {
    let axis: String
    let count: Int
    let total: Int
    let first: (Int, Int)
  }
}

extension AuditedTensor {
  /// What the model does with it, as reports name it; `nil` where nothing says so.
  public var role: String? {
    switch parameter?.use {
    case .weight: parameter?.place == .residualEnd ? "residual end" : "weight"
    case .bias, .recurrentBias: "bias"
    case .embedding: "embedding"
    case .normalizationScale: "normalization scale"
    case .normalizationShift: "normalization shift"
    case .runningMean: "running mean"
    case .runningVariance: "running variance"
    case .slope: "slope"
    case .undeclared, nil: nil
    }
  }

  /// Whether it multiplies or is looked up: by what is known of it, else by its rank.
  package var isWeight: Bool {
    switch parameter?.use {
    case .weight, .embedding: true
    case .undeclared, nil: shape.rank >= 2
    default: false
    }
  }

  var isEmbedding: Bool {
    if case .embedding = parameter?.use { true } else { false }
  }

  /// Of the whole, or of its parts where all have one law.
  var isFresh: Bool {
    parts.isEmpty ? law?.isFresh == true : parts.allSatisfy { $0.law?.isFresh == true }
  }

  var isTrained: Bool {
    parts.isEmpty ? law?.family == .trained : parts.contains { $0.law?.family == .trained }
  }

  /// Whether there are enough numbers to tell fresh ones from trained ones.
  var isTelling: Bool { (statistics?.count ?? 0) >= AuditThresholds.leastTelling }
}
