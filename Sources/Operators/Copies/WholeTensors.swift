import Tensors
import Threads

// Elements of a plain copy that one thread moves in about the time it takes to hand work to another.
private let plainGrain = 65_536

/// Writes zeros, shared among threads.
func fillWithZeros(
  _ to: UnsafeMutablePointer<Float>, _ count: Int, _ threads: ThreadPool
) {
  let work = PlainCopy(
    from: nil, to: to, ranges: ParallelRanges(total: count, grain: plainGrain, threads: threads))
  threads.run(count: work.ranges.count, work)
}

/// Copies elements, shared among threads.
func copyElements(
  _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, _ count: Int,
  _ threads: ThreadPool
) {
  let work = PlainCopy(
    from: from, to: to, ranges: ParallelRanges(total: count, grain: plainGrain, threads: threads))
  threads.run(count: work.ranges.count, work)
}

private struct PlainCopy: ParallelWork {
  // Nothing for zeros.
  let from: UnsafePointer<Float>?
  let to: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    if let from {
      (to + range.lowerBound).update(from: from + range.lowerBound, count: range.count)
    } else {
      (to + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }
}
