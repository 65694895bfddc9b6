import Initializers
import Tensors

/// The same elements as a matrix: the axes before one as rows, the others as columns.
///
/// ## Shapes
///     output = product of the lengths before the axis × product of those from it on
///
/// ## Edge cases
/// Axis 0 gives one row. No axes have product 1, so that a scalar becomes 1×1.
///
/// ## Gradient
/// The output's, element by element.
public struct Flatten: ReshapingOperator, AxisMovingOperator {
  /// `flatten`.
  public static let name = "flatten"
  /// `Flatten`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Flatten")

  /// The first axis of the columns, from 0 to the input's rank, counted from the end where negative.
  public let axis: Int

  /// A matrix whose columns start with the given axis.
  public init(axis: Int = 1) { self.axis = axis }

  /// The node's axis, 1 where it has none.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(axis: try node.integer("axis", default: 1)), inputs: [0])
  }

  /// Rows × columns.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no such axis; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard -input.rank...input.rank ~= axis else {
      throw .shapes(
        of: Self.name, "axis \(axis) of input \(input)",
        expected: "one from \(-input.rank) to \(input.rank) was")
    }
    let first = axis < 0 ? axis + input.rank : axis
    let rows = try product(input.lengths[..<first])
    return [try shape([rows, try product(input.lengths[first...])])]
  }

  /// What the output is for, stored in the input's shape.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { output.stored(as: shapes[0]) }
}

extension Flatten: ElementMovingMoments, ReshapingPlace {
  /// The same elements, each axis with the factors of those it is made of.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.reshaped()] }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
