import Initializers
import Tensors

/// The same elements with more axes, of length 1.
///
/// ## Gradient
/// The output's, element by element.
public struct Unsqueeze: ReshapingOperator, AxisMovingOperator {
  /// `unsqueeze`.
  public static let name = "unsqueeze"
  /// `Unsqueeze`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Unsqueeze")

  /// Where in the output the new axes are, counted from its last where negative, in any order.
  public let axes: [Int]

  /// A shape with new axes at the given places.
  public init(axes: [Int]) { self.axes = axes }

  /// The axes are an attribute up to version 12 of the operator set, then the second input.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let axes = try node.opset < 13 ? node.integers("axes") : node.knownIntegers(1) else {
      if node.opset < 13 { throw .attribute(node, "axes", "left out", expected: "a list was") }
      throw .missingInput(node, 1)
    }
    return ImportedOperator(Self(axes: axes), inputs: [0])
  }

  /// The input's lengths with 1 at the given axes.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where an axis is beyond the output's rank or
  ///   named twice.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    let rank = input.rank + axes.count
    try checkRank(rank)
    var isNew = [Bool](repeating: false, count: rank)
    for number in axes {
      let axis = number < 0 ? number + rank : number
      guard isNew.indices.contains(axis), !isNew[axis] else {
        throw .shapes(
          of: Self.name, "new axes \(axes) for input \(input)",
          expected: "each once, from \(-rank) to \(rank - 1), was")
      }
      isNew[axis] = true
    }
    var lengths = input.lengths[...]
    return [try shape(isNew.map { $0 ? 1 : lengths.removeFirst() })]
  }

  /// What the output is for, stored in the input's shape.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { output.stored(as: shapes[0]) }
}

extension Unsqueeze: ElementMovingMoments, ReshapingPlace {
  /// The same elements, each axis with the factors of those it is made of.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.reshaped()] }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
