import CKernels

/// Threads that share the iterations of short loops.
///
/// Iterations are handed out one by one, so a thread that loses its processor delays only the
/// iteration it is in. Nothing in the package computes a result that depends on how many threads
/// there are.
public final class ThreadPool: @unchecked Sendable {
  private let pool: OpaquePointer

  /// The pool for kernels that share their own loops; valid as long as this object lives.
  package var raw: OpaquePointer { pool }

  /// A pool with `threadCount` threads, the calling one included.
  ///
  /// - Precondition: `threadCount` is at least 1.
  public init(threadCount: Int) {
    precondition(
      threadCount >= 1, "a thread pool has \(threadCount) threads, at least 1 was expected")
    guard let pool = xv_pool_create(Int32(clamping: threadCount)) else {
      preconditionFailure("no memory for a thread pool")
    }
    self.pool = pool
  }

  deinit { xv_pool_destroy(pool) }

  /// One thread for every processor this process may run on; made at first use.
  public static let shared = ThreadPool(threadCount: processorCount)

  /// The calling thread alone.
  public static let single = ThreadPool(threadCount: 1)

  /// The number of processors that this process may run on.
  public static var processorCount: Int { Int(xv_processor_count()) }

  /// The number of threads that share a loop, the calling one included.
  public var threadCount: Int { Int(xv_pool_thread_count(pool)) }

  /// Performs `work` for each index in `0 ..< count` once, in no particular order, and returns when
  /// all are done.
  ///
  /// A call that finds the pool at work, from another thread or from within a loop, runs in the
  /// calling thread alone. Nothing is allocated.
  public func run(count: Int, _ work: some ParallelWork) {
    guard count > 1, threadCount > 1 else {
      for index in 0..<max(count, 0) { work.perform(index) }
      return
    }
    withUnsafePointer(to: work) { work in
      // An address fits in an existential's own memory, whatever the size of the work.
      var context: any ParallelWork = Addressed(work: work)
      withUnsafeMutablePointer(to: &context) { context in
        xv_pool_run(
          pool, count,
          { context, index in
            context!.assumingMemoryBound(to: (any ParallelWork).self).pointee.perform(index)
          }, context)
      }
    }
  }

  /// Runs `body` for each index in `0 ..< count` once, as the other form does;
  /// with several threads it takes a few words of memory.
  public func run(count: Int, _ body: (Int) -> Void) {
    // Without other threads there is no need to put the body on the heap.
    guard count > 1, threadCount > 1 else { return (0..<max(count, 0)).forEach(body) }
    withoutActuallyEscaping(body) { run(count: count, Closure(body: $0)) }
  }

  /// Runs `body` over ranges that together cover `0 ..< total`, each a multiple of `grain` long but
  /// the last.
  ///
  /// There are at most four ranges for each thread; one range, in the calling thread, where the
  /// pool has one thread or `total` is at most `grain`.
  public func runRanges(total: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let ranges = ParallelRanges(total: total, grain: grain, threads: self)
    run(count: ranges.count) { body(ranges[$0]) }
  }
}

/// What threads do together: one step for each index.
public protocol ParallelWork {
  /// Does the step of one index; called from several threads at once, with different indices.
  func perform(_ index: Int)
}

/// The ranges that a loop over `0 ..< total` is cut into.
public struct ParallelRanges: Sendable, Hashable {
  /// The number of ranges; 0 where there is nothing to do.
  public let count: Int
  private let total: Int
  private let length: Int

  /// At most four ranges for each thread, each a multiple of `grain` long but the last; one where
  /// there is one thread or `total` is at most `grain`.
  public init(total: Int, grain: Int, threads: ThreadPool) {
    self.total = total
    guard threads.threadCount > 1, total > grain else {
      length = total
      count = total > 0 ? 1 : 0
      return
    }
    let grains = (total + grain - 1) / grain
    length = (grains + 4 * threads.threadCount - 1) / (4 * threads.threadCount) * grain
    count = (total + length - 1) / length
  }

  /// The range with the given number, from 0.
  public subscript(index: Int) -> Range<Int> {
    index * length..<min((index + 1) * length, total)
  }
}

private struct Addressed<Work: ParallelWork>: ParallelWork {
  let work: UnsafePointer<Work>
  func perform(_ index: Int) { work.pointee.perform(index) }
}

private struct Closure: ParallelWork {
  let body: (Int) -> Void
  func perform(_ index: Int) { body(index) }
}
