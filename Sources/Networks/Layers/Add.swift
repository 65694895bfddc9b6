import Operators

/// Branches side by side: the sum of their outputs, element by element.
///
/// Each layer in the braces is a branch and sees the same input; several layers one after another
/// are a Block, and a block without layers is the input itself.
public struct Add: Layer {
  /// The branches.
  public let branches: [any Layer]
  /// What stands before the paths of its branches.
  public let name: String?

  /// Branches whose outputs have one shape.
  public init(name: String? = nil, @LayersBuilder branches: () -> [any Layer]) {
    self.init(branches(), name: name)
  }

  init(_ branches: [any Layer], name: String?) {
    self.branches = branches
    self.name = name
  }

  /// Adds the branches and what joins them.
  ///
  /// - Throws: NetworkError with code `.layer` where there is no branch or their shapes differ; of
  ///   the first layer that does not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let outputs = try plan.applyBranches(branches, under: path)
    try plan.checkEqualShapes(outputs, path)
    plan.last = outputs[0]
    for output in outputs.dropFirst() {
      try plan.apply(Operators.Add(), to: [plan.last, output], name: path)
    }
  }
}

extension Add: DescribableLayer {
  /// `add`.
  public static let spelling = LayerSpelling(
    "add", "branches whose outputs are added",
    .value("branches", "the branches, each a layer; several in sequence are a block"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(try arguments.layers("branches"), name: try arguments.name)
  }
}
