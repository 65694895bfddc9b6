import Initializers
import Tensors

/// The elements with the axes in another order.
///
/// ## Shapes
///     output[i] = input[order[i]]
///
/// ## Gradient
/// The output's with the axes back in their order.
public struct Transpose: StridedOperator, AxisMovingOperator {
  /// `transpose`.
  public static let name = "transpose"
  /// `Transpose`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Transpose")

  /// For each axis of the output the axis of the input; `nil` for the reverse order.
  public let order: [Int]?

  /// The axes in the given order, the reverse where none is given.
  public init(_ order: [Int]? = nil) { self.order = order }

  /// The node's order.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(try node.integers("perm")), inputs: [0])
  }

  /// The lengths in the order.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where the order does not name each axis once.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    return [try shape(axes(of: input).map { input[$0] })]
  }

  private func axes(of input: Shape) throws(OperatorError) -> [Int] {
    let axes = Array(input.lengths.indices)
    guard let order else { return axes.reversed() }
    guard order.count == axes.count, order.sorted() == axes else {
      throw .shapes(
        of: Self.name, "order \(order) for input \(input)",
        expected: "each of \(input.rank) axes once was")
    }
    return order
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let strides = inputs[0].strides
    let axes = order ?? inputs[0].lengths.indices.reversed()
    return [
      StridedCopy(
        lengths: outputs[0].lengths, inputStrides: axes.map { strides[$0] },
        outputStrides: outputs[0].strides)
    ]
  }

  /// What the output is for, with the axes where they came from.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? {
    guard let axes = try? axes(of: shapes[0]) else { return nil }
    return output.moved(axes: axes.indices.map { axes.firstIndex(of: $0)! })
  }
}

extension Transpose: ElementMovingMoments {
  /// The same elements with their axes in another order.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    var output = call.signal(0)
    let axes = (try? axes(of: call.shapes[0])) ?? []
    let pieces = output.pieces
    output.axes = MomentAxes(axes.map { output.axes.axes[$0] })
    if let pieces, let axis = axes.firstIndex(of: pieces.axis) {
      output.pieces = .init(axis: axis, lengths: pieces.lengths, forms: pieces.forms)
    }
    return [output]
  }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
