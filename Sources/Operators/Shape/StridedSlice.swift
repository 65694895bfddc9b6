import Tensors

/// A part of a tensor: along each axis from a start to before an end, in steps.
///
/// ## Shapes
///     output[axis] = ceil((end - start) / step), 0 where that is negative
///
/// ## Edge cases
/// Negative starts and ends count from the end of the axis; those beyond it mean its ends. A negative
/// step goes backwards: with `Int.min` as its end it reaches the first element.
///
/// ## Gradient
/// The output's at the elements that are taken, 0 at the others.
public struct StridedSlice: StridedOperator {
  /// `slice`.
  public static let name = "slice"
  /// `Slice`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Slice")

  /// What is taken along one axis.
  public struct Range: Sendable, Hashable {
    /// The axis, counted from the last where negative.
    public let axis: Int
    /// The first index.
    public let start: Int
    /// The index that is no longer taken.
    public let end: Int
    /// How far apart indices are; not 0.
    public let step: Int

    /// Every `step`-th index of `start ..< end` along an axis.
    public init(axis: Int, start: Int, end: Int, step: Int = 1) {
      self.axis = axis
      self.start = start
      self.end = end
      self.step = step
    }
  }

  /// What is taken along some axes; of the others all is.
  public let ranges: [Range]

  /// A part of a tensor.
  public init(_ ranges: [Range]) { self.ranges = ranges }

  /// Starts, ends and axes are attributes up to version 9 of the operator set, then inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let isOld = node.opset < 10
    guard let starts = try isOld ? node.integers("starts") : node.knownIntegers(1),
      let ends = try isOld ? node.integers("ends") : node.knownIntegers(2)
    else {
      if isOld { throw .attribute(node, "starts and ends", "left out", expected: "lists were") }
      throw .missingInput(node, node.hasInput(1) ? 2 : 1)
    }
    // Checked before a list of axes as long as the starts is made up.
    let rank = try node.input(0).shape.rank
    let axes = try isOld ? node.integers("axes") : node.knownIntegers(3)
    let steps = try isOld ? nil : node.knownIntegers(4)
    guard starts.count == ends.count, axes.map({ $0.count == starts.count }) ?? true,
      steps.map({ $0.count == starts.count }) ?? true, starts.count <= rank
    else {
      throw .unsupported(
        node,
        "\(starts.count) starts, \(ends.count) ends, \(axes?.count ?? starts.count) axes, "
          + "\(steps?.count ?? starts.count) steps, as many of each and at most \(rank) were "
          + "expected")
    }
    let ranges = starts.indices.map {
      Range(axis: axes?[$0] ?? $0, start: starts[$0], end: ends[$0], step: steps?[$0] ?? 1)
    }
    return ImportedOperator(Self(ranges), inputs: [0])
  }

  /// How many indices are taken of each axis.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no such axis, it is named twice,
  ///   or a step is 0.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    return [try shape(taken(of: input).map(\.count))]
  }

  private struct Taken {
    var start = 0
    var step = 1
    var count: Int
  }

  private func taken(of input: Shape) throws(OperatorError) -> [Taken] {
    var taken = input.lengths.map { Taken(count: $0) }
    var isNamed = [Bool](repeating: false, count: input.rank)
    for range in ranges {
      let axis = try axis(range.axis, of: input)
      guard range.step != 0 else {
        throw .shapes(of: Self.name, "step 0 of axis \(range.axis)", expected: "another number was")
      }
      guard !isNamed[axis] else {
        throw .shapes(of: Self.name, "axis \(range.axis) twice", expected: "once was")
      }
      isNamed[axis] = true
      taken[axis] = Self.taken(range, of: input[axis])
    }
    return taken
  }

  private static func taken(_ range: Range, of length: Int) -> Taken {
    let isForward = range.step > 0
    // The places that starts and ends are moved to where they are beyond the axis.
    let (low, high) = isForward ? (0, length) : (-1, length - 1)
    func place(_ index: Int, _ low: Int) -> Int {
      min(max(index < 0 ? index + length : index, low), high)
    }
    let start = place(range.start, isForward ? low : min(0, high))
    let end = place(range.end, low)
    let distance = isForward ? end - start : start - end
    guard distance > 0 else { return Taken(count: 0) }
    let steps = UInt(distance - 1) / range.step.magnitude
    return Taken(start: start, step: range.step, count: Int(steps) + 1)
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    guard outputs[0].count > 0, let taken = try? taken(of: inputs[0]) else { return [] }
    let strides = inputs[0].strides
    return [
      StridedCopy(
        lengths: outputs[0].lengths,
        // One index has no neighbour, so its step may be any number.
        inputStrides: taken.indices.map {
          taken[$0].count == 1 ? 0 : taken[$0].step * strides[$0]
        }, outputStrides: outputs[0].strides,
        inputStart: taken.indices.reduce(0) { $0 + taken[$1].start * strides[$1] })
    ]
  }
}

extension StridedSlice: ElementMovingMoments {
  /// The same elements, some of them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    call.parts()
  }

  /// The output's at the elements that were taken, 0 at others.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.partGradients()
  }
}
