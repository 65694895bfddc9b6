import CKernels
import Tensors
import Threads

/// An operator that makes one number of all elements along some axes.
///
/// Terms are added in float64 in an order that depends on the shape alone.
protocol ReductionOperator: DifferentiableOperator {
  static var reducer: xv_reducer { get }
  /// The version of ONNX's operator set from which on the axes are an input.
  static var axesAreInputSince: Int { get }
  var axes: ReductionAxes { get }
  init(_ axes: ReductionAxes)
  /// Writes the gradient; there is an element at least.
  func differentiate(_ gradient: ReductionGradient)
}

/// The loops over the axes of one shape.
final class Reduction: OperatorState, @unchecked Sendable {
  let plan: xv_reduction
  /// The input's shape with 1 for the lengths of the reduced axes, and how it is repeated.
  let kept: Shape
  let repetition: xv_broadcast
  /// What gradients need besides, once they have been asked for.
  let gradients = LocalGradients()
  private var numbers: UnsafeMutablePointer<Float>?

  /// `nil` where reduced and other axes alternate too often.
  init?(_ shape: Shape, mask: UInt64) {
    var plan = xv_reduction()
    guard xv_reduction_plan(&plan, shape.rank, shape.lengths, mask) else { return nil }
    self.plan = plan
    let lengths = shape.lengths.enumerated().map { axis, length in
      (mask >> UInt64(axis)) & 1 == 0 ? length : 1
    }
    kept = Shape(lengths)
    guard let repetition = Broadcast.plan(shape, [shape, kept, kept], .rowMajor) else {
      return nil
    }
    self.repetition = repetition
  }

  deinit { numbers?.deallocate() }

  func parametersDidChange() {}

  /// Memory for two numbers for each output.
  var twoEach: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) {
    let memory = numbers ?? .allocate(capacity: max(2 * kept.count, 1))
    numbers = memory
    return (memory, memory + kept.count)
  }
}

extension ReductionOperator {
  static var axesAreInputSince: Int { 18 }

  /// The operator along the node's axes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(
      Self(try ReductionAxes(node, inputVersion: axesAreInputSince)), inputs: [0])
  }

  /// The input's shape without the reduced axes, or with 1 for their lengths.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` for an input without the axes, `.shapes` where
  ///   reduced and other axes alternate too often.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard let mask = axes.mask(input) else {
      let list = (axes.axes ?? []).map(String.init).joined(separator: ", ")
      throw .rank(of: Self.name, expected: "axes \(list) were", found: input)
    }
    guard Reduction(input, mask: mask) != nil else {
      throw .shapes(
        of: Self.name, "input \(input)", expected: "fewer alternations of reduced axes were")
    }
    return [try shape(axes.outputLengths(input, mask: mask))]
  }

  /// The loops.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let input = inputs.first, let mask = axes.mask(input) else { return nil }
    return Reduction(input, mask: mask)
  }

  /// Each output, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    guard let state = reduction(call.state, call.input.shape) else { return }
    let grain = max(elementwiseGrain / max(state.plan.terms, 1), 1)
    let work = Ranges(
      reducer: Self.reducer, reduction: state, x: call.input.pointer, y: call.output.pointer,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: grain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// The gradient of each element, shared among threads in ranges.
  public func backward(_ call: BackwardCall) {
    guard let to = call.inputGradient, to.shape.count > 0,
      let state = reduction(call.state, call.input.shape)
    else { return }
    differentiate(ReductionGradient(reduction: state, call: call, dx: to))
  }

  private func reduction(_ state: (any OperatorState)?, _ shape: Shape) -> Reduction? {
    state as? Reduction ?? axes.mask(shape).flatMap { Reduction(shape, mask: $0) }
  }
}

private struct Ranges: ParallelWork {
  let reducer: xv_reducer
  let reduction: Reduction
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    withUnsafePointer(to: reduction.plan) {
      xv_reduce(reducer, $0, x, y, range.lowerBound, range.upperBound)
    }
  }
}
