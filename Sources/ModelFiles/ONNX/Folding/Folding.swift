import Operators
import Tensors

/// What a node of a model file gives where its inputs are known: shapes, positions and other whole
/// numbers that operators take as attributes.
///
/// Elements of any type are moved by the operators themselves, applied to the places of elements.
/// Arithmetic on whole numbers wraps around at the width of their type. Floats are computed by the
/// operators, in Float32.
public struct Folding {
  /// The tensors that a node gives, in the order of its outputs.
  ///
  /// - Parameter limit: the most elements that an input or an output may have where it is written
  ///   out; a tensor of one value everywhere may have more.
  /// - Returns: `nil` where an input is not known, nothing here computes such a node, or it is better
  ///   left to an operator: floats beyond the limit.
  /// - Throws: ``OperatorError`` where the node's attributes or inputs are not as its operator wants
  ///   them, or whole numbers are beyond the limit.
  public static func fold(
    _ node: NodeDescription, limit: Int
  ) throws(OperatorError) -> [StoredTensor]? {
    let folded = FoldedNode(node, limit: min(limit, FoldedNode.mostElements))
    if let shapes = try FoldedShapes.fold(folded) { return shapes }
    guard !node.inputs.isEmpty, node.inputs.allSatisfy({ $0 == nil || $0!.constant != nil }) else {
      return nil
    }
    guard let fold = families[node.operatorName] else {
      return try FoldedFloats.fold(folded)
    }
    return try fold(folded)
  }

  /// The names of nodes that are computed where their inputs are known, whether or not there is an
  /// operator of that name.
  static var names: [String] { families.keys + FoldedShapes.names }

  /// Whether a node's outputs follow from the shapes of its inputs.
  static func needsShapesAlone(_ name: String) -> Bool { name == "Shape" || name == "Size" }

  private typealias Fold = @Sendable (FoldedNode) throws(OperatorError) -> [StoredTensor]?

  private static let families: [String: Fold] = {
    let all: [(names: [String], fold: Fold)] = [
      (FoldedRange.names, FoldedRange.fold),
      (FoldedMovement.names, FoldedMovement.fold),
      (FoldedCast.names, FoldedCast.fold),
      (FoldedArithmetic.names, FoldedArithmetic.fold),
      (FoldedElements.names, FoldedElements.fold),
      (FoldedComparison.names, FoldedComparison.fold),
      (FoldedReduction.names, FoldedReduction.fold),
      (FoldedExtremes.names, FoldedExtremes.fold),
      (FoldedSums.names, FoldedSums.fold),
      (FoldedSelection.names, FoldedSelection.fold),
      (FoldedScatter.names, FoldedScatter.fold),
    ]
    return Dictionary(
      uniqueKeysWithValues: all.flatMap { family in family.names.map { ($0, family.fold) } })
  }()
}
