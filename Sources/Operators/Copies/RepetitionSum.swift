import CKernels
import Tensors
import Threads

/// The sum over all copies of each element, in float64.
struct RepetitionSum: Sendable {
  /// The number of the input.
  let input: Int
  /// The number of the output.
  let output: Int
  private let count: Int
  private let way: Way

  private enum Way: Sendable {
    case reduction(Plan)
    case strided(StridedSum)
  }

  private struct Plan: @unchecked Sendable {
    let plan: xv_reduction
  }

  /// The transpose of a copy that repeats elements; its source's elements are in one piece.
  init(_ copy: StridedCopy) {
    input = copy.input
    output = copy.output
    let axes = copy.lengths.indices.filter { copy.lengths[$0] != 1 }
    let lengths = axes.map { copy.lengths[$0] }
    var mask: UInt64 = 0
    for (place, axis) in axes.enumerated() where copy.inputStrides[axis] == 0 {
      mask |= 1 << UInt64(place)
    }
    count = axes.reduce(1) { copy.inputStrides[$1] == 0 ? $0 : $0 * copy.lengths[$1] }
    var plan = xv_reduction()
    if xv_reduction_plan(&plan, lengths.count, lengths, mask) {
      way = .reduction(Plan(plan: plan))
    } else {
      func taken(_ isSummed: Bool) -> [StridedSum.Axis] {
        axes.filter { (copy.inputStrides[$0] == 0) == isSummed }.map {
          .init(length: copy.lengths[$0], stride: copy.outputStrides[$0])
        }
      }
      way = .strided(StridedSum(kept: taken(false), summed: taken(true)))
    }
  }

  /// Writes the sums.
  func run(
    _ from: UnsafePointer<Float>, into to: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    switch way {
    case .strided(let sum): sum.run(from, into: to, threads)
    case .reduction(let plan):
      let work = Work(
        plan: plan.plan, from: from, to: to,
        ranges: ParallelRanges(
          total: count, grain: max(StridedCopy.grain / max(plan.plan.terms, 1), 1),
          threads: threads))
      threads.run(count: work.ranges.count, work)
    }
  }

  private struct Work: ParallelWork {
    let plan: xv_reduction
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let range = ranges[index]
      withUnsafePointer(to: plan) {
        xv_reduce(XV_SUM, $0, from, to, range.lowerBound, range.upperBound)
      }
    }
  }
}
