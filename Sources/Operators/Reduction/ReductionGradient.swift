import CKernels
import Tensors
import Threads

/// The gradient of a reduction, in the steps that some of them share: numbers for each output, then
/// a function of x and of those for each element.
struct ReductionGradient {
  let reduction: Reduction
  let call: BackwardCall
  let dx: MutableTensorView

  /// The elements, and each output with its gradient, as the reduced axes are repeated.
  var x: TensorView { call.input }
  var y: TensorView { TensorView(reduction.kept, call.output.pointer) }
  var dy: TensorView { TensorView(reduction.kept, call.outputGradient.pointer) }

  /// Memory for two numbers for each output.
  var numbers: (MutableTensorView, MutableTensorView) {
    let (first, second) = reduction.twoEach
    return (
      MutableTensorView(reduction.kept, first), MutableTensorView(reduction.kept, second)
    )
  }

  /// dx = f(x, v, w) for numbers v and w of each output.
  func write(_ function: xv_local_function, _ v: TensorView, _ w: TensorView) {
    apply(function, reduction.repetition, x, v, w, dx)
  }

  /// to = the sum over the reduced axes of f(x, v) for a number v of each output.
  func sum(_ function: xv_local_function, _ v: TensorView, into to: MutableTensorView) {
    reduction.gradients.write(
      LocalGradient(function, v: 0, w: 0), of: 0, x, v, v, into: to, threads: call.threads)
  }

  /// to = a / b for numbers of each output.
  func divide(_ a: TensorView, by b: TensorView, into to: MutableTensorView) {
    var one = xv_broadcast()
    (one.run, one.steps) = (reduction.kept.count, (1, 1, 1))
    apply(XV_LOCAL_QUOTIENT, one, a, b, b, to)
  }

  /// The gradient divided by the number of elements that are as the result is, for each of them.
  func share() {
    let (counts, shares) = numbers
    sum(XV_LOCAL_EQUAL, y, into: counts)
    divide(dy, by: counts.readOnly, into: shares)
    write(XV_LOCAL_CHOSEN, shares.readOnly, y)
  }

  private func apply(
    _ function: xv_local_function, _ plan: xv_broadcast, _ u: TensorView, _ v: TensorView,
    _ w: TensorView, _ to: MutableTensorView
  ) {
    let work = Elements(
      function: function, plan: plan, u: u.pointer, v: v.pointer, w: w.pointer, y: to.pointer,
      ranges: ParallelRanges(
        total: to.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct Elements: ParallelWork {
  let function: xv_local_function
  let plan: xv_broadcast
  let u: UnsafePointer<Float>
  let v: UnsafePointer<Float>
  let w: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    withUnsafePointer(to: plan) {
      xv_local(function, $0, u, v, w, y, range.lowerBound, range.upperBound)
    }
  }
}
