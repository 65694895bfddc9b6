import CKernels
import Tensors
import Threads

/// The gradient of a combination with respect to one of its inputs, before it is summed over axes
/// along which that one is repeated: f(u, v, w) of the output's gradient u and two of the inputs.
struct LocalGradient {
  let function: xv_local_function
  /// The numbers of the inputs that are v and w; the function may need neither.
  let v: Int
  let w: Int
  /// Whether the gradient is that of w, else that of v.
  let isOfSecond: Bool
  /// What the sum is divided by.
  let divisor: Double

  init(
    _ function: xv_local_function, v: Int, w: Int, isOfSecond: Bool = false, divisor: Double = 1
  ) {
    self.function = function
    self.v = v
    self.w = w
    self.isOfSecond = isOfSecond
    self.divisor = divisor
  }
}

/// The loops of the gradients of one operator, made when they are first asked for, and memory for
/// the parts of sums that several threads share.
///
/// Not for several calls at once, as any state of an operator.
final class LocalGradients: @unchecked Sendable {
  private struct Key: Hashable {
    let place: Int
    let arrangement: Arrangement
  }

  /// The loops over all elements, and over those that are summed.
  private struct Plan {
    let whole: xv_broadcast
    let sum: xv_local_sum
    /// The number of parts that each sum is cut into; depends on the shape alone.
    let parts: Int
  }

  private var plans: [Key: Plan] = [:]
  private var partSums: UnsafeMutablePointer<Double>?
  private var partSumCount = 0

  deinit { partSums?.deallocate() }

  /// Writes the gradient with respect to v or w, which are repeated to the shape of u.
  ///
  /// `place` is a number of one's own for each gradient of an operator: its loops are kept under it.
  func write(
    _ local: LocalGradient, of place: Int, _ u: TensorView, _ v: TensorView, _ w: TensorView,
    into gradient: MutableTensorView, threads: ThreadPool
  ) {
    let count = gradient.shape.count
    guard count > 0 else { return }
    guard u.shape.count > 0 else { return gradient.pointer.update(repeating: 0, count: count) }
    let key = Key(place: place, arrangement: u.arrangement)
    guard let plan = plan(key, u, v, w, target: local.isOfSecond ? 2 : 1) else { return }
    if plan.sum.terms > 1 {
      sum(local, plan, u, v, w, into: gradient, threads)
      return
    }
    let ranges = ParallelRanges(total: count, grain: elementwiseGrain, threads: threads)
    guard local.function == XV_LOCAL_FIRST else {
      let work = WholeRanges(
        function: local.function, plan: plan.whole, u: u.pointer, v: v.pointer, w: w.pointer,
        y: gradient.pointer, ranges: ranges)
      return threads.run(count: ranges.count, work)
    }
    guard local.divisor != 1 else {
      let work = CopyRanges(x: u.pointer, y: gradient.pointer, ranges: ranges)
      return threads.run(count: ranges.count, work)
    }
    var division = xv_broadcast()
    (division.run, division.steps.0) = (count, 1)
    withUnsafePointer(to: Float(local.divisor)) {
      let work = WholeRanges(
        function: XV_LOCAL_QUOTIENT, plan: division, u: u.pointer, v: $0, w: $0,
        y: gradient.pointer, ranges: ranges)
      threads.run(count: ranges.count, work)
    }
  }

  private func plan(
    _ key: Key, _ u: TensorView, _ v: TensorView, _ w: TensorView, target: Int
  ) -> Plan? {
    if let plan = plans[key] { return plan }
    guard
      let whole = Broadcast.plan(u.shape, [u.shape, v.shape, w.shape], key.arrangement)
    else { return nil }
    var sum = xv_local_sum()
    withUnsafePointer(to: whole) { xv_local_sum_plan(&sum, $0, target) }
    let plan = Plan(whole: whole, sum: sum, parts: Self.parts(sum))
    plans[key] = plan
    return plan
  }

  // Sums that are few are cut, so that there is work for many threads.
  private static func parts(_ sum: xv_local_sum) -> Int {
    let width = 256
    let units =
      sum.runs_are_summed ? sum.outputs : sum.outputs / sum.run * ((sum.run + width - 1) / width)
    guard units < 16 else { return 1 }
    let (most, grains) = (32 / units, sum.outputs * sum.terms / elementwiseGrain)
    return max(min(most, grains, sum.spans), 1)
  }

  private func sum(
    _ local: LocalGradient, _ plan: Plan, _ u: TensorView, _ v: TensorView, _ w: TensorView,
    into gradient: MutableTensorView, _ threads: ThreadPool
  ) {
    let outputs = plan.sum.outputs
    let least = plan.sum.runs_are_summed ? 1 : min(plan.sum.run, 256)
    let grain = max(elementwiseGrain * plan.parts / plan.sum.terms, least)
    if plan.parts > 1, partSumCount < plan.parts * outputs {
      partSums?.deallocate()
      partSumCount = plan.parts * outputs
      partSums = .allocate(capacity: partSumCount)
    }
    let work = SumRanges(
      local: local, plan: plan.sum, u: u.pointer, v: v.pointer, w: w.pointer,
      y: gradient.pointer, parts: plan.parts, partSums: partSums,
      ranges: ParallelRanges(total: outputs, grain: grain, threads: threads))
    threads.run(count: work.ranges.count * plan.parts, work)
    guard plan.parts > 1, let partSums else { return }
    for output in 0..<outputs {
      var sum = 0.0
      for part in 0..<plan.parts { sum += partSums[part * outputs + output] }
      gradient.pointer[output] = Float(sum / local.divisor)
    }
  }
}

private struct WholeRanges: ParallelWork {
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

private struct SumRanges: ParallelWork {
  let local: LocalGradient
  let plan: xv_local_sum
  let u: UnsafePointer<Float>
  let v: UnsafePointer<Float>
  let w: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let parts: Int
  let partSums: UnsafeMutablePointer<Double>?
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let (part, place) = index.quotientAndRemainder(dividingBy: ranges.count)
    let (first, last) = (ranges[place].lowerBound, ranges[place].upperBound)
    withUnsafePointer(to: plan) { plan in
      guard parts > 1, let partSums else {
        xv_local_sums(local.function, plan, local.divisor, u, v, w, y, first, last)
        return
      }
      // Each part has as many spans as its neighbours, or one more.
      let spans = plan.pointee.spans
      func start(_ part: Int) -> Int { spans / parts * part + min(spans % parts, part) }
      xv_local_part(
        local.function, plan, u, v, w, partSums + part * plan.pointee.outputs + first, first, last,
        start(part), start(part + 1))
    }
  }
}

/// Copies of ranges of elements.
struct CopyRanges: ParallelWork {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    (y + range.lowerBound).update(from: x + range.lowerBound, count: range.count)
  }
}
