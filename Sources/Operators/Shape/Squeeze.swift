import Initializers
import Tensors

/// The same elements without axes of length 1.
///
/// ## Edge cases
/// Without a list of axes every axis of length 1 goes. An axis that is named has length 1.
///
/// ## Gradient
/// The output's, element by element.
public struct Squeeze: ReshapingOperator, AxisMovingOperator {
  /// `squeeze`.
  public static let name = "squeeze"
  /// `Squeeze`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Squeeze")

  /// The axes to take out, counted from the last where negative; `nil` for all of length 1.
  public let axes: [Int]?

  /// A shape without the given axes.
  public init(axes: [Int]? = nil) { self.axes = axes }

  /// The axes are an attribute up to version 12 of the operator set, then the second input.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(
      Self(axes: try node.opset < 13 ? node.integers("axes") : node.knownIntegers(1)), inputs: [0])
  }

  /// The lengths of the other axes.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no such axis, or it is not of
  ///   length 1.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard let axes else { return [try shape(input.lengths.filter { $0 != 1 })] }
    var stays = [Bool](repeating: true, count: input.rank)
    for number in axes {
      let axis = try axis(number, of: input)
      guard input[axis] == 1 else {
        throw .shapes(of: Self.name, "axis \(number) of input \(input)", expected: "length 1 was")
      }
      stays[axis] = false
    }
    return [try shape(input.lengths.indices.filter { stays[$0] }.map { input[$0] })]
  }

  /// What the output is for, stored in the input's shape.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { output.stored(as: shapes[0]) }
}

extension Squeeze: ElementMovingMoments, ReshapingPlace {
  /// The same elements, each axis with the factors of those it is made of.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.reshaped()] }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
