import Initializers
import Operators

/// Units whose gates say how much of their state is reset and how much updated, step by step.
///
///     z, r = sigmoid(x W + h R + b),   n = tanh(x W + (r h) R + b)
///     h' = (1 - z) n + z h
/// where each of z, r and n has parts of W, R and b of its own.
///
/// ## Shapes
/// Examples of time × feature become time × units, or units where only the last step's output is
/// given. `inputWeight` is feature × 3·units, `recurrentWeight` units × 3·units, `bias` 3·units;
/// gates lie in the order update, reset, new.
/// The state begins at 0.
///
/// - Source: K. Cho et al., EMNLP 2014.
public struct GRU: RecurrentLayer {
  /// The number of units.
  public let units: Int
  /// Whether the outputs of all steps are given, else the last one's.
  public let givesSequence: Bool
  /// Whether sequences are read from their end.
  public let isReversed: Bool
  /// What draws the input's weight.
  public let initializer: any Initializer
  /// What draws the state's weight.
  public let recurrentInitializer: any Initializer
  /// What draws the bias.
  public let biasInitializer: any Initializer
  /// The path of its parameters.
  public let name: String?

  /// A layer of `units` units.
  public init(
    _ units: Int, givesSequence: Bool = true, isReversed: Bool = false,
    initializer: some Initializer = .glorotUniform,
    recurrentInitializer: some Initializer = .orthogonal,
    biasInitializer: some Initializer = .zeros, name: String? = nil
  ) {
    self.units = units
    self.givesSequence = givesSequence
    self.isReversed = isReversed
    self.initializer = initializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.name = name
  }

  /// Adds the weights, the input's product for all steps, and the steps.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the examples are not time × feature, `.path`
  ///   or `.initializer` as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let cell = GRUCell(
      activations: [.sigmoid, .tanh], clip: nil, resetsAfterProduct: false)
    try lower(cell, gates: 3, states: 1, into: &plan, path: path)
  }
}

extension GRU: DescribableLayer {
  /// `gru`.
  public static let spelling = LayerSpelling(
    "gru", "units whose gates reset and update their state",
    .value("units", "the number of units"), .givesSequence, .isReversed,
    .initializer("glorotUniform"), .recurrentInitializer, .biasInitializer)

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.integer("units"),
      givesSequence: try arguments.flag("givesSequence", default: true),
      isReversed: try arguments.flag("isReversed", default: false),
      initializer: try arguments.initializer(default: .glorotUniform),
      recurrentInitializer: try arguments.initializer(
        "recurrentInitializer", default: .orthogonal),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      name: try arguments.name)
  }
}
