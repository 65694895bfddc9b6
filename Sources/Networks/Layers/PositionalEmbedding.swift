import Initializers
import Operators

/// A learned vector added at each position of a sequence.
///
/// ## Shapes
/// Examples of time × feature keep their shape; so has the weight.
public struct PositionalEmbedding: Layer {
  /// What draws the table; ``Initializers/VarianceScaling/lecunNormal`` is the standard normal law
  /// here, where fan in is 1.
  public let initializer: any Initializer
  /// The path of its table.
  public let name: String?

  /// A vector for each position that the examples have.
  public init(initializer: some Initializer = .lecunNormal, name: String? = nil) {
    self.initializer = initializer
    self.name = name
  }

  /// Adds the sum.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are not time × feature; as its
  ///   parameter does.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let input = plan.last
    let example = plan.shape(of: input).example
    guard example.rank == 2 else {
      throw .layer(
        path,
        "positional embedding of examples of shape \(example), "
          + "time and feature were expected")
    }
    let weight = try plan.parameter(
      "\(path).weight", .embedding(vocabulary: example[0], dimension: example[1]),
      drawnBy: initializer)
    try plan.apply(Operators.Add(), to: [input, weight], name: path)
  }
}

extension PositionalEmbedding: DescribableLayer {
  /// `positionalEmbedding`.
  public static let spelling = LayerSpelling(
    "positionalEmbedding", "a learned vector added at each position of a sequence",
    .initializer("lecunNormal"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      initializer: try arguments.initializer(default: .lecunNormal), name: try arguments.name)
  }
}
