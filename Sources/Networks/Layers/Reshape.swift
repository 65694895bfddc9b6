import Operators
import Tensors

/// The numbers of an example in the same order, in another shape.
public struct Reshape: Layer {
  /// The lengths of an example's axes; -1, once at most, for what is left.
  public let lengths: [Int]
  /// What its operator is called.
  public let name: String?

  /// A layer that gives an example other axes.
  public init(_ lengths: [Int], name: String? = nil) {
    self.lengths = lengths
    self.name = name
  }

  /// Adds the change of shape.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for a length below 1 that is not one -1, or lengths
  ///   that do not make up the example's number of elements.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let known = lengths.filter { $0 != -1 }
    guard known.count >= lengths.count - 1 else {
      throw .layer(path, "lengths \(lengths), -1 once at most was expected")
    }
    for length in known { try plan.check("positions along an axis", length, path) }
    try plan.checkCount(known, path: path)
    let example = plan.shape(of: plan.last).example
    let count = known.reduce(1, *)
    guard known.count < lengths.count ? example.count % count == 0 : example.count == count else {
      throw .layer(
        path,
        "lengths \(lengths) for examples of shape \(example), "
          + "as many elements as the \(example.count) there are were expected")
    }
    try plan.apply(Operators.Reshape([0] + lengths), to: [plan.last], name: path)
  }
}

extension Reshape: DescribableLayer {
  /// `reshape`.
  public static let spelling = LayerSpelling(
    "reshape", "the numbers of an example in another shape",
    .value("shape", "the lengths of an example's axes, -1 for what is left"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(try arguments.integers("shape"), name: try arguments.name)
  }
}
