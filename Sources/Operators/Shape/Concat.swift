import Tensors

/// Tensors one after another along an axis.
///
/// ## Shapes
/// All inputs have the same lengths but along the axis, where the output has their sum.
public struct Concat: StridedOperator {
  /// `concat`.
  public static let name = "concat"
  /// `Concat`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Concat")

  /// The axis along which they follow each other, counted from the last where negative.
  public let axis: Int

  /// Tensors one after another along the given axis.
  public init(axis: Int) { self.axis = axis }

  /// All inputs of the node, along its axis.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let axis = try node.integer("axis") else {
      throw .attribute(node, "axis", "left out", expected: "a whole number was")
    }
    return ImportedOperator(Self(axis: axis), allInputsOf: node)
  }

  /// The lengths with the sum along the axis.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for no input, `.shapes` where another
  ///   length differs or there is no such axis; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard let first = inputs.first else {
      throw .inputCount(of: Self.name, 0, expected: "at least 1 was")
    }
    let axis = try axis(axis, of: first)
    var lengths = first.lengths
    for input in inputs.dropFirst() {
      var same = input.lengths
      if input.rank == first.rank { same[axis] = first[axis] }
      guard same == first.lengths else {
        throw .shapes(
          of: Self.name, "input \(input) after \(first)",
          expected: "equal lengths but along axis \(axis) were")
      }
      lengths[axis] = try sum(lengths[axis], input[axis])
    }
    return [try shape(lengths)]
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let axis = axis < 0 ? axis + outputs[0].rank : axis
    let strides = outputs[0].strides
    var start = 0
    return inputs.enumerated().map { number, input in
      defer { start += input[axis] }
      return StridedCopy(
        input: number, lengths: input.lengths, inputStrides: input.strides, outputStrides: strides,
        outputStart: input.count == 0 ? 0 : start * strides[axis])
    }
  }
}
