/// The maximal update parametrization, with which settings tuned at one width hold at every width.
///
/// - Source: G. Yang, E. Hu, I. Babuschkin, S. Sidor, X. Liu, D. Farhi, N. Ryder, J. Pachocki,
///   W. Chen, J. Gao, "Tensor programs V: tuning large neural networks via zero-shot hyperparameter
///   transfer", 2022, tables 3 and 8, <https://arxiv.org/abs/2203.03466>.
public enum Yang2022 {
  private static let source =
    "G. Yang, E. Hu, I. Babuschkin and others, 2022, tables 3 and 8, "
    + "https://arxiv.org/abs/2203.03466"
  private static let assumes =
    "weights, multipliers and learning rates of one table throughout: the law alone is not muP"
  private static let avoid =
    "networks whose learning rates do not follow the table, where it is LeCun's law or less"
  private static let gain = InitializerArgument("GAIN", "gain", fallback: 1)

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "muPInputNormal", [gain], equation: "W ~ N(0, GAIN² / fanIn), fanIn the same at every width",
      assumes: assumes,
      use: "weights between the data and the width, embeddings; learning rate times the width for "
        + "SGD, unchanged for Adam; biases have the same rates and start with zeros",
      avoid: avoid, source: source
    ) { numbers throws(InitializerError) in .muPInputNormal.named(withGain: numbers[0]) },
    InitializerEntry(
      "muPHiddenNormal", [gain], equation: "W ~ N(0, GAIN² / fanIn)", assumes: assumes,
      use: "weights both of whose fans grow with the width; learning rate unchanged for SGD, "
        + "divided by the width for Adam; logits of attention are divided by the head's width, "
        + "not its root",
      avoid: avoid, source: source
    ) { numbers throws(InitializerError) in .muPHiddenNormal.named(withGain: numbers[0]) },
    InitializerEntry(
      "muPOutputNormal",
      [InitializerArgument("BASE", "fan in at the width tuned", fallback: 1), gain],
      equation: "W ~ N(0, GAIN² BASE / fanIn²): LeCun's variance at fanIn = BASE (table 3)",
      assumes: assumes,
      use: "weights from the width to the logits; learning rate divided by the width for SGD and "
        + "for Adam. The paper recommends zeros here and for queries",
      avoid: avoid + "; table 8 and the package mup, whose readout keeps its variance and is "
        + "divided by the width instead", source: source,
      falseFriends: "the package mup applies table 8, with base widths: the same training, other "
        + "stored weights and rates"
    ) { numbers throws(InitializerError) in
      try .muPOutputNormal(baseFanIn: numbers[0], gain: numbers[1])
    },
  ]
}

/// What the maximal update parametrization gives to each kind of parameter at one width.
///
/// Everything is relative to a base width, at which it is the usual parametrization: variance
/// 1 / n_in, multiplier 1, the learning rate as tuned. With `m` = width / base width:
///
/// | | input weights, biases | hidden weights | output weights, table 3 | table 8 |
/// |---|---|---|---|---|
/// | variance x n_in | 1 | 1 | 1 / m | m |
/// | multiplier | 1 | 1 | 1 | 1 / m |
/// | rate for SGD | m | 1 | 1 / m | m |
/// | rate for Adam | 1 | 1 / m | 1 / m | 1 |
///
/// Both tables give the same training. Biases start at 0; the paper recommends that the output
/// weights do too.
///
/// - Source: G. Yang, E. Hu and others, "Tensor programs V", 2022, tables 3 and 8,
///   <https://arxiv.org/abs/2203.03466>.
public struct MaximalUpdate: Sendable, Hashable {
  /// Which fans of a parameter grow with the width.
  public enum Place: String, Sendable, Hashable, CaseIterable {
    /// The fan out alone: weights of the data, embeddings, and all biases and scales.
    case input
    /// Both fans.
    case hidden
    /// The fan in alone: weights to the logits.
    case output
  }

  /// What turns gradients into updates.
  public enum Optimizer: String, Sendable, Hashable, CaseIterable {
    /// Updates in proportion to the gradient, with momentum or without.
    case sgd
    /// Updates of the size of the learning rate, whatever the gradient's.
    case adam
  }

  /// Where the output weights have their factor.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// In their variance: table 3.
    case scaledVariance
    /// In a multiplier of the map: table 8, which allows tied embeddings.
    case scaledMultiplier
  }

  /// The width at which settings were tuned.
  public let baseWidth: Int
  /// The width of the network.
  public let width: Int
  /// Where the output weights have their factor.
  public let form: Form

  /// The parametrization at `width` of settings tuned at `baseWidth`.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` when a width is less than 1.
  public init(
    baseWidth: Int, width: Int, form: Form = .scaledVariance
  ) throws(InitializerError) {
    _ = try InitializerError.checkedCount(baseWidth, "base width")
    _ = try InitializerError.checkedCount(width, "width")
    self.baseWidth = baseWidth
    self.width = width
    self.form = form
  }

  /// How many times as wide as the base the network is.
  public var widthMultiplier: Double { Double(width) / Double(baseWidth) }

  /// The law of the weights at a place, times the square of a gain.
  ///
  /// A gain that is negative or not finite is refused when a law is asked for.
  public func start(of place: Place, gain: Double = 1) -> VarianceScaling {
    let factor =
      switch (place, form) {
      case (.input, _), (.hidden, _): 1.0
      case (.output, .scaledVariance): 1 / widthMultiplier
      case (.output, .scaledMultiplier): widthMultiplier
      }
    return VarianceScaling(scale: factor, mode: .fanIn, distribution: .normal)
      .scaled(byGain: gain)
  }

  /// What the product with the weights is multiplied by.
  public func multiplier(of place: Place) -> Double {
    place == .output && form == .scaledMultiplier ? 1 / widthMultiplier : 1
  }

  /// What the learning rate tuned at the base width is multiplied by.
  public func learningRateMultiplier(of place: Place, for optimizer: Optimizer) -> Double {
    switch (place, optimizer) {
    case (.input, .sgd): widthMultiplier
    case (.hidden, .sgd), (.input, .adam): 1
    case (.hidden, .adam): 1 / widthMultiplier
    case (.output, .sgd): form == .scaledVariance ? 1 / widthMultiplier : widthMultiplier
    case (.output, .adam): form == .scaledVariance ? 1 / widthMultiplier : 1
    }
  }

  /// What products of queries and keys are multiplied by: sqrt(base) / width of a head, which is
  /// the usual 1 / sqrt(width) at the base width.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` when a width is less than 1.
  public static func attentionMultiplier(
    headWidth: Int, baseHeadWidth: Int
  ) throws(InitializerError) -> Double {
    let base = try InitializerError.checkedCount(baseHeadWidth, "base width of a head")
    return base.squareRoot() / (try InitializerError.checkedCount(headWidth, "width of a head"))
  }
}

extension Initializer where Self == VarianceScaling {
  /// Weights between data of a fixed size and the width: N(0, 1 / n_in).
  ///
  /// - Source: G. Yang, E. Hu and others, "Tensor programs V", 2022, table 3,
  ///   <https://arxiv.org/abs/2203.03466>.
  public static var muPInputNormal: VarianceScaling {
    VarianceScaling(scale: 1, mode: .fanIn, distribution: .normal, name: "muPInputNormal")
  }

  /// Weights both of whose fans grow with the width: N(0, 1 / n_in), learning rates as
  /// ``MaximalUpdate`` gives them.
  ///
  /// - Source: table 3 of the same paper.
  public static var muPHiddenNormal: VarianceScaling {
    VarianceScaling(scale: 1, mode: .fanIn, distribution: .normal, name: "muPHiddenNormal")
  }
}

extension Initializer where Self == VarianceRule {
  /// Weights from the width to the logits: N(0, base / n_in^2), where `base` is the fan in at the
  /// width that settings were tuned at; 1 gives the paper's 1 / n_in^2.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` unless the base is a finite number above 0,
  ///   or when the gain is negative or not a finite Float32.
  /// - Source: G. Yang, E. Hu and others, "Tensor programs V", 2022, table 3,
  ///   <https://arxiv.org/abs/2203.03466>.
  public static func muPOutputNormal(
    baseFanIn: Double = 1, gain: Double = 1
  ) throws(InitializerError) -> VarianceRule {
    let base = try InitializerError.checkedPositive(baseFanIn, "base fan in")
    let scale = base * gain * (try InitializerError.checkedGain(gain))
    let suffix =
      gain == 1
      ? (baseFanIn == 1 ? "" : ":\(baseFanIn.spelled)")
      : ":\(baseFanIn.spelled),\(gain.spelled)"
    return VarianceRule(name: "muPOutputNormal\(suffix)", distribution: .normal) {
      piece throws(InitializerError) in
      let fanIn = try piece.fans.positiveFanIn
      return scale / (fanIn * fanIn)
    }
  }
}
