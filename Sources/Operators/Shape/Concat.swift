import Tensors

/// Tensors one after another along an axis.
///
/// ## Shapes
/// All inputs have the same lengths but along the axis, where the output has their sum.
///
/// ## Gradient
/// Each input's is its part of the output's.
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

  /// Channels-last where one input lies so.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    guard inputs[0].rank >= 3, found.contains(.channelsLast) else { return .rowMajor(inputs) }
    return Arrangements(inputs: inputs.map { _ in .channelsLast }, outputs: .channelsLast)
  }

  /// The order in which elements move, in both arrangements.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { Joins(self, inputs) }

  /// Copies all inputs.
  public func forward(_ call: ForwardCall) {
    let joins = call.state as? Joins ?? Joins(self, call.inputs.map(\.shape))
    let isLast = call.output.arrangement == .channelsLast
    (isLast ? joins.channelsLast ?? joins.rowMajor : joins.rowMajor).run(call)
  }

  /// Copies each input's part.
  public func backward(_ call: BackwardCall) {
    let joins = call.state as? Joins ?? Joins(self, call.inputs.map(\.shape))
    let isLast = call.output.arrangement == .channelsLast
    (isLast ? joins.channelsLast ?? joins.rowMajor : joins.rowMajor).backward(call)
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    copies(inputs, outputs[0], along: axis < 0 ? axis + outputs[0].rank : axis)
  }

  fileprivate func copies(_ inputs: [Shape], _ output: Shape, along axis: Int) -> [StridedCopy] {
    let strides = output.strides
    var start = 0
    return inputs.enumerated().map { number, input in
      defer { start += input[axis] }
      return StridedCopy(
        input: number, lengths: input.lengths, inputStrides: input.strides, outputStrides: strides,
        outputStart: input.count == 0 ? 0 : start * strides[axis])
    }
  }
}

/// The copies for values that lie row-major, and for those that lie channels-last.
private final class Joins: OperatorState {
  let rowMajor: StridedCopies
  let channelsLast: StridedCopies?

  init(_ function: Concat, _ inputs: [Shape]) {
    let counts = inputs.map(\.count)
    guard let output = try? function.outputShapes(inputs)[0] else {
      rowMajor = StridedCopies([], inputCounts: counts)
      channelsLast = nil
      return
    }
    rowMajor = StridedCopies(function.copies(inputs, [output]), inputCounts: counts)
    guard output.rank >= 3 else {
      channelsLast = nil
      return
    }
    let axis = function.axis < 0 ? function.axis + output.rank : function.axis
    channelsLast = StridedCopies(
      function.copies(
        inputs.map { $0.stored(.channelsLast) }, output.stored(.channelsLast),
        along: output.storedAxis(axis, .channelsLast)), inputCounts: counts)
  }

  func parametersDidChange() {}
}

extension Concat: ElementMovingMoments {
  /// One law with the mean and the variance of all elements.
  package func moved(_ parameters: [ParameterMoments]) -> ParameterMoments? {
    let counts = parameters.map { Double($0.shape.count) }
    let total = counts.reduce(0, +)
    guard total > 0 else { return parameters[0] }
    let mean = zip(parameters, counts).reduce(0) { $0 + $1.0.mean * $1.1 / total }
    let square = zip(parameters, counts).reduce(0) { $0 + $1.0.secondMoment * $1.1 / total }
    return ParameterMoments(
      shape: parameters[0].shape, mean: mean, variance: max(square - mean * mean, 0),
      isDrawn: parameters.allSatisfy { $0.isDrawn || $0.variance == 0 })
  }

  /// The mixture of all parts by their lengths.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.joined(along: axis < 0 ? axis + call.outputShapes[0].rank : axis)]
  }

  /// The output's, as if it were the same for all parts.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.forward.inputs.map { _ in call.outputGradient }
  }
}
