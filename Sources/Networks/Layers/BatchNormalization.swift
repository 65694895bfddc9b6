import Initializers
import Operators
import Tensors

/// Each channel brought to mean 0 and variance 1 over the examples, then scaled and shifted.
///
/// Forward passes evaluate, with the running mean and variance: 0 and 1 in a network that was not
/// trained, so that nothing but ε changes its input.
///
/// ## Shapes
/// Examples of channels × positions, of any number of axes or none. All four parameters, `weight`,
/// `bias`, `runningMean` and `runningVariance`, have one number for each channel; no initializer
/// draws the running ones.
///
/// - Source: S. Ioffe, C. Szegedy, ICML 2015, arXiv:1502.03167.
public struct BatchNormalization: Layer {
  /// ε, which is added to the variance.
  public let epsilon: Double
  /// What is kept of the running mean and variance in a step of training.
  public let momentum: Double
  /// What draws the factor.
  public let initializer: any Initializer
  /// What draws the shift.
  public let biasInitializer: any Initializer
  /// The path of its parameters.
  public let name: String?

  /// A normalization of channels over the examples.
  public init(
    epsilon: Double = 1e-5, momentum: Double = 0.9, initializer: some Initializer = .ones,
    biasInitializer: some Initializer = .zeros, name: String? = nil
  ) {
    self.epsilon = epsilon
    self.momentum = momentum
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.name = name
  }

  /// Adds the normalization.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples without an axis, an epsilon that is not
  ///   positive or a momentum outside 0 to 1; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.checkEpsilon(epsilon, path)
    guard 0...1 ~= momentum else {
      throw .layer(path, "momentum \(momentum), a number from 0 to 1 was expected")
    }
    let input = plan.last
    let channels = try plan.normalizedLength(plan.axis(0, of: input, path), path)
    let running = { (value: Double) in
      StoredTensor.filled(type: .float32, shape: [channels], value: value)
    }
    let operands = [
      input,
      try plan.parameter(
        "\(path).weight", .normalizationScale(out: channels), drawnBy: initializer),
      try plan.parameter(
        "\(path).bias", .normalizationShift(out: channels), drawnBy: biasInitializer),
      try plan.parameter("\(path).runningMean", stored: running(0)),
      try plan.parameter("\(path).runningVariance", stored: running(1)),
    ]
    try plan.apply(
      Operators.BatchNormalization(epsilon: Float(epsilon), momentum: Float(momentum)),
      to: operands, name: path)
  }
}

extension BatchNormalization: DescribableLayer {
  /// `batchNormalization`.
  public static let spelling = LayerSpelling(
    "batchNormalization", "each channel brought to mean 0 and variance 1 over the examples",
    .epsilon, .optional("momentum", "what is kept of the running statistics, 0.9 if left out"),
    .initializer("ones"), .biasInitializer)

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      epsilon: try arguments.number("epsilon", default: 1e-5),
      momentum: try arguments.number("momentum", default: 0.9),
      initializer: try arguments.initializer(default: .ones),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      name: try arguments.name)
  }
}
