import Operators

/// The axes of an example in another order.
///
/// ## Shapes
///     output[i] = input[order[i]]
/// of the axes of one example: `[1, 0]` makes time × feature of channels × positions.
public struct Transpose: Layer {
  /// For each axis of the output, the axis of the input; from 0, each once.
  public let order: [Int]
  /// What its operator is called.
  public let name: String?

  /// A layer that puts the axes of an example in another order.
  public init(_ order: [Int], name: String? = nil) {
    self.order = order
    self.name = name
  }

  /// Adds the change of order.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the order does not name each axis once.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let example = plan.shape(of: plan.last).example
    guard order.sorted() == Array(0..<example.rank) else {
      throw .layer(
        path,
        "order \(order) for examples of shape \(example), "
          + "each of \(example.rank) axes from 0 once was expected")
    }
    try plan.apply(
      Operators.Transpose([0] + order.map { $0 + 1 }), to: [plan.last], name: path)
  }
}

extension Transpose: DescribableLayer {
  /// `transpose`.
  public static let spelling = LayerSpelling(
    "transpose", "the axes of an example in another order",
    .value("order", "for each axis of the output, the axis of the input, from 0"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(try arguments.integers("order"), name: try arguments.name)
  }
}
