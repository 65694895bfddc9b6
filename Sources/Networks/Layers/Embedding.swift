import Initializers
import Operators

/// A vector for each token: whole numbers in, their rows of a table out.
///
/// ## Shapes
/// Examples of any axes, such as positions, to those axes × dimension. The weight is
/// vocabulary × dimension.
///
/// ## Edge cases
/// Tokens are whole numbers from 0 to vocabulary - 1; negative ones count from the end, any other
/// number gives a vector of NaN.
///
/// A network whose first layer this is has an input of whole numbers:
/// ```swift
/// Network(input: [128], of: .int64) {
///   Embedding(vocabulary: 50_257, dimension: 768)
/// }
/// ```
public struct Embedding: Layer {
  /// The number of tokens.
  public let vocabulary: Int
  /// The length of a vector.
  public let dimension: Int
  /// What draws the table; ``Initializers/VarianceScaling/lecunNormal`` is the standard normal law
  /// here, where fan in is 1.
  public let initializer: any Initializer
  /// The path of its table.
  public let name: String?

  /// A table of vectors.
  public init(
    vocabulary: Int, dimension: Int, initializer: some Initializer = .lecunNormal,
    name: String? = nil
  ) {
    self.vocabulary = vocabulary
    self.dimension = dimension
    self.initializer = initializer
    self.name = name
  }

  /// Adds the look-up.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for an empty table, or one of more than 2^24 tokens,
  ///   which Float32 cannot count; as its parameter does.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.check("tokens", vocabulary, path, in: 1...1 << 24)
    try plan.check("numbers in a vector", dimension, path)
    let tokens = plan.last
    let weight = try plan.parameter(
      "\(path).weight", .embedding(vocabulary: vocabulary, dimension: dimension),
      drawnBy: initializer)
    try plan.apply(Gather(), to: [weight, tokens], name: path)
  }
}

extension Embedding: DescribableLayer {
  /// `embedding`.
  public static let spelling = LayerSpelling(
    "embedding", "a vector for each token: whole numbers in, rows of a table out",
    .required("vocabulary", "the number of tokens"),
    .required("dimension", "the length of a vector"), .initializer("lecunNormal"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      vocabulary: try arguments.integer("vocabulary"),
      dimension: try arguments.integer("dimension"),
      initializer: try arguments.initializer(default: .lecunNormal), name: try arguments.name)
  }
}
