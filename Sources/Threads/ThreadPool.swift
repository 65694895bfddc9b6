import CKernels

/// Threads that share the iterations of short loops.
///
/// Iterations are handed out one by one, so a thread that loses its processor delays only the
/// iteration it is in. Nothing in the package computes a result that depends on how many threads
/// there are.
public final class ThreadPool: @unchecked Sendable {
  private let pool: OpaquePointer

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

  /// Runs `body` for each index in `0 ..< count` once, in no particular order, and returns when all
  /// are done.
  ///
  /// A call that finds the pool at work, from another thread or from within a body, runs in the
  /// calling thread alone.
  public func run(count: Int, _ body: (Int) -> Void) {
    // Without other threads there is no need to put the body on the heap.
    guard count > 1, threadCount > 1 else { return (0..<max(count, 0)).forEach(body) }
    withoutActuallyEscaping(body) { body in
      var context = Context(body: body)
      withUnsafeMutablePointer(to: &context) { context in
        xv_pool_run(
          pool, count,
          { context, index in
            context!.assumingMemoryBound(to: Context.self).pointee.body(index)
          }, context)
      }
    }
  }

  /// Runs `body` over ranges that together cover `0 ..< total`, each a multiple of `grain` long but
  /// the last.
  ///
  /// There are at most four ranges for each thread; one range, in the calling thread, where the
  /// pool has one thread or `total` is at most `grain`.
  public func runRanges(total: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    guard total > 0 else { return }
    guard threadCount > 1, total > grain else { return body(0..<total) }
    let grains = (total + grain - 1) / grain
    let perRange = (grains + 4 * threadCount - 1) / (4 * threadCount) * grain
    run(count: (total + perRange - 1) / perRange) { index in
      let lower = index * perRange
      body(lower..<min(lower + perRange, total))
    }
  }

  private struct Context { let body: (Int) -> Void }
}
