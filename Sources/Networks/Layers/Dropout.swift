import Operators

/// A share of the numbers dropped in training, everything kept in evaluation.
///
/// Forward passes evaluate: the layer hands its input on.
///
/// - Source: N. Srivastava et al., JMLR 15, 2014, <https://jmlr.org/papers/v15/srivastava14a.html>.
public struct Dropout: Layer {
  /// The share that training drops.
  public let share: Double
  /// What its operator is called.
  public let name: String?

  /// A layer that drops a share of the numbers in training.
  public init(_ share: Double, name: String? = nil) {
    self.share = share
    self.name = name
  }

  /// Adds the operator.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for a share that is not from 0 to less than 1.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    guard share >= 0, share < 1 else {
      throw .layer(path, "share \(share), a number from 0 to less than 1 was expected")
    }
    try plan.apply(Operators.Dropout(), to: [plan.last], name: path)
  }
}

extension Dropout: DescribableLayer {
  /// `dropout`.
  public static let spelling = LayerSpelling(
    "dropout", "a share of the numbers dropped in training, everything kept in evaluation",
    .value("share", "the share that is dropped, from 0 to less than 1"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(try arguments.number("share"), name: try arguments.name)
  }
}
