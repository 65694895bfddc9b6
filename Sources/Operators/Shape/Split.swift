import Tensors

/// The parts of a tensor along an axis, each an output.
///
/// ## Shapes
/// Output k has the k-th length along the axis and the input's lengths along the others. Without
/// lengths all parts are equal, the last one shorter where the number of parts does not divide the
/// axis.
///
/// ## Gradient
/// The parts' gradients one after another; a part that nothing depends on gives 0.
public struct Split: StridedOperator {
  /// `split`.
  public static let name = "split"
  /// `Split`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Split")

  /// The axis, counted from the last where negative.
  public let axis: Int
  /// The lengths of the parts; `nil` for equal ones.
  public let lengths: [Int]?
  /// The number of parts.
  public let count: Int
  /// Whether the last of equal parts may be shorter.
  public let allowsShorterLast: Bool

  /// Parts of the given lengths.
  public init(axis: Int = 0, lengths: [Int]) {
    self.init(axis: axis, lengths: lengths, count: lengths.count, allowsShorterLast: false)
  }

  /// So many parts.
  public init(axis: Int = 0, count: Int, allowsShorterLast: Bool = false) {
    self.init(axis: axis, lengths: nil, count: count, allowsShorterLast: allowsShorterLast)
  }

  private init(axis: Int, lengths: [Int]?, count: Int, allowsShorterLast: Bool) {
    self.axis = axis
    self.lengths = lengths
    self.count = count
    self.allowsShorterLast = allowsShorterLast
  }

  /// The lengths are an attribute up to version 12 of the operator set, then the second input;
  /// without them there are as many parts as outputs, from version 18 on the last one shorter.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let axis = try node.integer("axis", default: 0)
    let lengths = try node.opset < 13 ? node.integers("split") : node.knownIntegers(1)
    let outputs = node.wantsOutput.count
    var count = outputs
    if let lengths {
      count = lengths.count
    } else if let number = try node.integer("num_outputs") {
      count = number
    }
    guard count == outputs else {
      throw .unsupported(node, "\(count) parts for \(outputs) outputs, as many were expected")
    }
    return ImportedOperator(
      Self(axis: axis, lengths: lengths, count: count, allowsShorterLast: node.opset >= 18),
      inputs: [0])
  }

  /// The parts' shapes.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no such axis, or the parts do not
  ///   make up its length.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    let axis = try axis(axis, of: input)
    var shapes: [Shape] = []
    for length in try parts(of: input, axis) {
      var part = input.lengths
      part[axis] = length
      shapes.append(try shape(part))
    }
    return shapes
  }

  private func parts(of input: Shape, _ axis: Int) throws(OperatorError) -> [Int] {
    let total = input[axis]
    if let lengths {
      var rest = total
      for length in lengths {
        guard length >= 0, length <= rest else { throw mismatch(input, axis) }
        rest -= length
      }
      guard rest == 0, !lengths.isEmpty else { throw mismatch(input, axis) }
      return lengths
    }
    guard count >= 1 else { throw mismatch(input, axis) }
    let length = total / count + (total % count == 0 ? 0 : 1)
    let (whole, overflows) = length.multipliedReportingOverflow(by: count - 1)
    guard !overflows, whole <= total, allowsShorterLast || total % count == 0 else {
      throw mismatch(input, axis)
    }
    return Array(repeating: length, count: count - 1) + [total - whole]
  }

  private func mismatch(_ input: Shape, _ axis: Int) -> OperatorError {
    .shapes(
      of: Self.name,
      lengths.map { "parts \($0) of axis \(axis) of input \(input)" }
        ?? "\(count) parts of axis \(axis) of input \(input)",
      expected: lengths == nil
        ? "a number that divides \(input[axis]) was" : "lengths with sum \(input[axis]) were")
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let strides = inputs[0].strides
    let axis = axis < 0 ? axis + inputs[0].rank : axis
    var start = 0
    return outputs.enumerated().map { number, output in
      defer { start += output[axis] }
      return StridedCopy(
        output: number, lengths: output.lengths, inputStrides: strides,
        outputStrides: output.strides, inputStart: output.count == 0 ? 0 : start * strides[axis])
    }
  }
}

extension Split: ElementMovingMoments {
  /// The same elements, some of them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let parts = call.parts()
    let axis = axis < 0 ? axis + call.shapes[0].rank : axis
    guard let pieces = call.signal(0).pieces, pieces.axis == axis,
      pieces.lengths == call.outputShapes.map({ $0[axis] })
    else { return parts }
    return zip(parts, pieces.forms).map { $0.with($1) }
  }

  /// The output's at the elements that were taken, 0 at others.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.partGradients()
  }
}
