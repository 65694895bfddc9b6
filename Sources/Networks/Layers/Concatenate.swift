import Operators

/// Branches side by side: their outputs one after another along an axis.
///
/// ```swift
/// Concatenate {
///   Convolution(64, kernel: 1)
///   Block {
///     Convolution(96, kernel: 1, activation: .relu)
///     Convolution(128, kernel: 3, padding: 1)
///   }
/// }
/// ```
/// Each layer in the braces is a branch and sees the same input; several layers one after another
/// are a ``Block``, and a block without layers is the input itself.
public struct Concatenate: Layer {
  /// The axis of an example, from 0; counted from the last where negative.
  public let axis: Int
  /// The branches.
  public let branches: [any Layer]
  /// What stands before the paths of its branches.
  public let name: String?

  /// Branches whose outputs have the same lengths but along an axis; 0 is that of channels, -1 that
  /// of features.
  public init(axis: Int = 0, name: String? = nil, @LayersBuilder branches: () -> [any Layer]) {
    self.init(branches(), axis: axis, name: name)
  }

  init(_ branches: [any Layer], axis: Int, name: String?) {
    self.axis = axis
    self.branches = branches
    self.name = name
  }

  /// Adds the branches and what joins them.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where there is no branch or no such axis, or other
  ///   lengths differ; of the first layer that does not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let outputs = try plan.applyBranches(branches, under: path)
    let axis = try plan.axis(axis, of: outputs[0], path)
    try plan.apply(Concat(axis: axis), to: outputs, name: path)
  }
}

extension Concatenate: DescribableLayer {
  /// `concatenate`.
  public static let spelling = LayerSpelling(
    "concatenate", "branches whose outputs follow one another along an axis",
    .value("branches", "the branches, each a layer; several in sequence are a block"),
    .optional(
      "axis", "the axis of an example: 0, which it is if left out, for channels, -1 for features"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.layers("branches"), axis: try arguments.integer("axis", default: 0),
      name: try arguments.name)
  }
}
