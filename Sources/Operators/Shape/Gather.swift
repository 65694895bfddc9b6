import CKernels
import Initializers
import Tensors
import Threads

/// Slices of a tensor, chosen by indices along an axis: rows of an embedding.
///
/// ## Shapes
/// | value | shape |
/// |---|---|
/// | input | before × length × after |
/// | indices | any |
/// | output | before × the indices' shape × after |
///
/// Indices are known numbers of the operator, or a second input of whole numbers.
///
/// ## Edge cases
/// Negative indices count from the end. An index of the second input that is out of range, or no
/// whole number, gives a slice of NaN; a known one is refused. Of a length beyond 2^24, Float32
/// indices cannot name every slice.
///
/// ## Gradient
/// A slice's is the sum of those of all places that chose it, in their order, 0 where none did. What
/// was NaN for its index gives nothing.
public struct Gather: AxisMovingOperator, DifferentiableOperator {
  /// `gather`.
  public static let name = "gather"
  /// `Gather`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Gather")
  /// Elements stay what they are.
  public static let isExactOnIntegers = true

  /// The axis, counted from the last where negative.
  public let axis: Int
  /// The indices where they are known, row by row.
  public let indices: [Int]?
  private let indexShape: Shape

  /// Slices with indices that are the second input.
  public init(axis: Int = 0) {
    self.axis = axis
    indices = nil
    indexShape = []
  }

  /// Slices with known indices.
  ///
  /// - Precondition: there are as many indices as the shape has elements.
  public init(axis: Int = 0, indices: [Int], shape: Shape) {
    precondition(
      indices.count == shape.count,
      "gather: \(indices.count) indices, \(shape.count) for shape \(shape) were expected")
    self.axis = axis
    self.indices = indices
    indexShape = shape
  }

  /// The node's indices are known or an input.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let axis = try node.integer("axis", default: 0)
    let input = try node.input(1)
    guard let known = input.constant else {
      return ImportedOperator(Self(axis: axis), inputs: [0, 1])
    }
    let indices = try node.knownIntegers(1)!
    return ImportedOperator(
      Self(axis: axis, indices: indices, shape: known.shape), inputs: [0])
  }

  /// Of a table that is looked up along its first axis: entries × units.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    guard input == 0, shapes[0].rank == 2, axis == 0 || axis == -2 else { return nil }
    return ParameterSlot(
      "weight", .embedding(vocabulary: shapes[0][0], dimension: shapes[0][1]))
  }

  /// Nothing can be said: slices may be taken twice or not at all.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { nil }

  /// before × the indices' shape × after.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, or `.shapes` where there is no such axis or
  ///   a known index is out of range; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let expected = indices == nil ? 2 : 1
    guard inputs.count == expected else {
      throw .inputCount(
        of: Self.name, inputs.count, expected: expected == 1 ? "1 was" : "2 were")
    }
    let input = inputs[0]
    let axis = try axis(axis, of: input)
    let length = input[axis]
    if let wrong = indices?.first(where: { !(-length..<length).contains($0) }) {
      throw .shapes(
        of: Self.name, "index \(wrong) along axis \(self.axis) of input \(input)",
        expected: length == 0
          ? "an axis with elements was" : "one from \(-length) to \(length - 1) was")
    }
    let chosen = indices == nil ? inputs[1] : indexShape
    try checkRank(input.rank + chosen.rank - 1)
    return [try shape(input.lengths[..<axis] + chosen.lengths + input.lengths[(axis + 1)...])]
  }

  /// Where each slice comes from, for known indices; memory for the gradient's sums for others.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    indices == nil ? ChosenRows() : lookup(inputs)
  }

  private func lookup(_ inputs: [Shape]) -> IndexedCopies? {
    guard let indices, let axis = try? axis(axis, of: inputs[0]),
      let output = try? outputShapes(inputs),
      output[0].count > 0
    else { return nil }
    var tables = [[Int]?](repeating: nil, count: inputs[0].rank)
    tables[axis] = indices.map { $0 < 0 ? $0 + inputs[0][axis] : $0 }
    return IndexedCopies(IndexedCopy(input: inputs[0], indices: tables))
  }

  /// Copies the slices.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0 else { return }
    if indices != nil {
      (call.state as? IndexedCopies ?? lookup(call.inputs.map(\.shape)))?.run(call)
      return
    }
    let shape = call.input.shape
    let work = Rows(call: call, axis: axis < 0 ? axis + shape.rank : axis)
    call.threads.run(count: work.ranges.count, work)
  }

  /// The indices, where they are an input.
  public func readsInBackward(input: Int) -> Bool { input == 1 }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// Adds up the gradients of each slice.
  public func backward(_ call: BackwardCall) {
    if indices != nil {
      backward(call, call.state as? IndexedCopies ?? lookup(call.inputs.map(\.shape)))
      return
    }
    guard let gradient = call.inputGradient, gradient.shape.count > 0 else { return }
    let lengths = gradient.shape.lengths
    let place = axis < 0 ? axis + lengths.count : axis
    let indices = call.inputs[1]
    let sizes = ChosenRows.Sizes(
      outer: lengths[..<place].reduce(1, *), rowCount: lengths[place],
      placeCount: indices.shape.count, block: lengths[(place + 1)...].reduce(1, *))
    let rows = call.state as? ChosenRows ?? ChosenRows()
    rows.run(call.outputGradient.pointer, into: gradient.pointer, sizes, call.threads) {
      xv_choose_rows(indices.pointer, sizes.placeCount, sizes.rowCount, $0)
    }
  }

  private struct Rows: ParallelWork {
    let call: ForwardCall
    let length: Int
    let block: Int
    let ranges: ParallelRanges

    init(call: ForwardCall, axis: Int) {
      self.call = call
      length = call.input.shape[axis]
      var block = 1
      for length in call.input.shape.lengths[(axis + 1)...] { block *= length }
      self.block = block
      ranges = ParallelRanges(
        total: call.output.shape.count / block, grain: max(StridedCopy.grain / block, 1),
        threads: call.threads)
    }

    func perform(_ index: Int) {
      let range = ranges[index]
      xv_gather_rows(
        call.input.pointer, call.inputs[1].pointer, call.output.pointer,
        call.inputs[1].shape.count, length, block, range.lowerBound, range.upperBound)
    }
  }
}

extension Gather: ElementMovingMoments {
  // The probability that two places have the same token, all tokens alike.
  private func agreement(
    _ call: MomentCall, _ tokens: SignalMoments, _ vocabulary: Double
  ) -> MomentKernel {
    let bits = tokens.axes.bits | MomentRole.example.bit
    var result = MomentKernel(repeating: 1)
    for r in 0..<16 {
      var given = 1.0
      if r & MomentRole.position.bit & bits != 0 { given *= call.agreement.positions }
      if r & MomentRole.example.bit & bits != 0 { given *= call.agreement.examples }
      result[r] = given + (1 - given) / vocabulary
    }
    return result
  }

  private func lookup(
    _ call: MomentCall, _ table: ParameterMoments, _ tokens: SignalMoments
  ) -> SignalMoments {
    let place = axis < 0 ? axis + call.shapes[0].rank : axis
    let vocabulary = Double(max(call.shapes[0][place], 1))
    var axes = call.shapes[0].lengths.map { [MomentFactor(.feature, $0)] }
    axes.replaceSubrange(place...place, with: tokens.axes.axes)
    let same = agreement(call, tokens, vocabulary)
    var products = MomentKernel(repeating: table.mean * table.mean)
    for r in 0..<16 where r & MomentRole.feature.bit == 0 {
      products[r] += table.variance * same[r]
    }
    let form = call.space.unrelated(
      mean: table.mean, products: products, isNormal: table.isNormal,
      isExact: (table.isDrawn || table.variance == 0)
        && call.space.weightUses[table.identity ?? -1] == nil)
    call.space.remember(nil, table, input: tokens.form, output: form, [])
    return SignalMoments(form, MomentAxes(axes))
  }

  /// Rows of a drawn table, which two places share where they have the same token; of a value the
  /// same elements, some of them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    if indices == nil, case .parameter(let table) = call.inputs[0],
      case .signal(let tokens) = call.inputs[1]
    {
      return [lookup(call, table, tokens)]
    }
    let x = call.signal(0)
    let place = axis < 0 ? axis + call.shapes[0].rank : axis
    let chosen = call.outputShapes[0].rank - call.shapes[0].rank + 1
    guard chosen == 1 || chosen == 0 else { return FallbackMoments.moments(call) }
    if chosen == 1 { return call.parts() }
    var axes = x.axes.axes
    axes.remove(at: place)
    return [call.part(x, axes: MomentAxes(axes), call.outputShapes[0])]
  }

  /// The sum over the places of each token, all alike; of a value the output's at the elements that
  /// were taken.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let forward = call.forward
    guard indices == nil, case .parameter(let table) = forward.inputs[0],
      case .signal(let tokens) = forward.inputs[1]
    else { return call.partGradients() }
    let vocabulary = Double(
      max(forward.shapes[0][axis < 0 ? axis + forward.shapes[0].rank : axis], 1))
    let isShared = table.isShared
    let counts = tokens.axes.counts
    let n = counts.product
    let met = call.outputProducts * agreement(forward, tokens, vocabulary)
    var kernel = MomentKernel.zero
    kernel[0] = n * n * met.averaged(over: counts, remaining: 0).own / vocabulary
    return [
      call.gradients.source(
        kernel, isExact: call.gradients.isExact(call.outputGradient) && !isShared), nil,
    ]
  }
}
