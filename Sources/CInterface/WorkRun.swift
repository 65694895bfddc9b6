import CXavier
import Xavier

/// How a caller wants work to be done.
struct WorkRun {
  let threads: ThreadPool
  private let caller: Caller

  init(_ pointer: UnsafePointer<xavier_run>?) throws {
    let run = pointer?.pointee ?? xavier_run()
    guard 0...1024 ~= run.threads else {
      throw InterfaceError("threads: \(run.threads), a number from 0 to 1024")
    }
    threads = Pools.pool(
      threads: run.threads == 0 ? ThreadPool.processorCount : Int(run.threads))
    caller = Caller(progress: run.progress, context: run.context)
  }

  /// Tells the caller how much is done.
  ///
  /// - Throws: `CancellationError` where the caller wants no more.
  func report(_ done: Int, of total: Int) throws {
    if caller.isDone(done, of: total) { throw CancellationError() }
  }

  /// A function that tells the caller how much is done.
  var progress: @Sendable (Int, Int) -> Void {
    { [caller] done, total in _ = caller.isDone(done, of: total) }
  }

  /// Does work that asks now and then whether it is still wanted.
  func asking<Result>(_ work: () throws -> Result) throws -> Result {
    guard caller.asks else { return try work() }
    return try Cancellation.asking({ caller.isDone() }) {
      try Cancellation.check()
      return try work()
    }
  }
}

/// The caller's progress function, called from one thread.
private final class Caller: @unchecked Sendable {
  private let progress: xavier_progress?
  private let context: UnsafeMutableRawPointer?
  private var state: (done: Int, total: Int) = (0, 0)
  private var isCancelled = false

  init(progress: xavier_progress?, context: UnsafeMutableRawPointer?) {
    self.progress = progress
    self.context = context
  }

  var asks: Bool { progress != nil }

  /// Whether the caller wants no more, told how much is done.
  func isDone(_ done: Int, of total: Int) -> Bool {
    state = (done, total)
    return isDone()
  }

  /// Whether the caller wants no more.
  func isDone() -> Bool {
    guard let progress, !isCancelled else { return isCancelled }
    isCancelled = progress(context, Int64(state.done), Int64(state.total)) != 0
    return isCancelled
  }
}
