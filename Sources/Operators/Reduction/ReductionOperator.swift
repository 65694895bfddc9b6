import CKernels
import Tensors
import Threads

/// An operator that makes one number of all elements along some axes.
///
/// Terms are added in float64 in an order that depends on the shape alone.
protocol ReductionOperator: Operator {
  static var reducer: xv_reducer { get }
  /// The version of ONNX's operator set from which on the axes are an input.
  static var axesAreInputSince: Int { get }
  var axes: ReductionAxes { get }
  init(_ axes: ReductionAxes)
}

/// The loops over the axes of one shape.
private final class Reduction: OperatorState {
  let plan: xv_reduction

  init?(_ shape: Shape, mask: UInt64) {
    var plan = xv_reduction()
    guard xv_reduction_plan(&plan, shape.rank, shape.lengths, mask) else { return nil }
    self.plan = plan
  }

  func parametersDidChange() {}
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
    let shape = call.input.shape
    let state =
      call.state as? Reduction ?? axes.mask(shape).flatMap { Reduction(shape, mask: $0) }
    guard let state else { return }
    let grain = max(elementwiseGrain / max(state.plan.terms, 1), 1)
    let work = Ranges(
      reducer: Self.reducer, reduction: state, x: call.input.pointer, y: call.output.pointer,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: grain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
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
