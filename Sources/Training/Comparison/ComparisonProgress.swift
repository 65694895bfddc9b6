import Synchronization

/// How far a comparison has come, and the wish to end it; shared among threads.
public final class ComparisonProgress: Sendable {
  private let doneCount = Atomic(0)
  private let totalCount = Atomic(0)
  private let cancelled = Atomic(false)

  /// Nothing done yet.
  public init() {}

  /// The examples trained on so far, over all runs; a run that ends early counts as whole.
  public var done: Int { doneCount.load(ordering: .relaxed) }

  /// The examples that all runs will train on; 0 before the comparison starts.
  public var total: Int { totalCount.load(ordering: .relaxed) }

  /// Whether the work is to end.
  public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Ends the work soon; finished runs are kept.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }

  func start(total: Int) { totalCount.store(total, ordering: .relaxed) }

  func advance(by count: Int) { doneCount.wrappingAdd(count, ordering: .relaxed) }
}
