import Initializers
import Operators

/// Units with a cell that gates write, keep and read, step by step.
///
///     i, o, f = sigmoid(x W + h R + b),   g = tanh(x W + h R + b)
///     c' = f c + i g,   h' = o tanh(c')
/// where every gate and g has parts of W, R and b of its own.
///
/// ## Shapes
/// Examples of time × feature become time × units, or units where only the last step's output is
/// given. `inputWeight` is feature × 4·units, `recurrentWeight` units × 4·units, `bias` 4·units;
/// gates lie in the order input, output, forget, cell.
/// The state begins at 0.
///
/// - Source: S. Hochreiter, J. Schmidhuber, Neural Computation 9 (1997); the forget gate by F. Gers et
///   al., Neural Computation 12 (2000).
public struct LSTM: RecurrentLayer {
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
    let cell = LSTMCell(
      activations: [.sigmoid, .tanh, .tanh], clip: nil, couplesGates: false)
    try lower(cell, gates: 4, states: 2, into: &plan, path: path)
  }
}

extension LSTM: DescribableLayer {
  /// `lstm`.
  public static let spelling = LayerSpelling(
    "lstm", "units with a cell that gates write, keep and read",
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
