import CKernels

/// Whether long work is still wanted by whoever asked for it.
///
/// Passes and readers ask between their steps and leave early, with numbers that mean nothing; what called
/// them asks once more and throws before anybody sees those.
public enum Cancellation {
  private final class Question {
    let isRequested: () -> Bool
    init(_ isRequested: @escaping () -> Bool) { self.isRequested = isRequested }
  }

  /// Whether the work of the calling thread shall end; it stays so once it is.
  public static func isRequested() -> Bool {
    guard let place = xv_thread_place().pointee else { return false }
    return Unmanaged<Question>.fromOpaque(place).takeUnretainedValue().isRequested()
  }

  /// Does work on the calling thread that asks now and then whether it is still wanted.
  ///
  /// - Parameters:
  ///   - isRequested: whether the work shall end.
  ///   - work: the work.
  public static func asking<Result>(
    _ isRequested: @escaping () -> Bool, _ work: () throws -> Result
  ) rethrows -> Result {
    // A value of a task would need a task: callers from C have none.
    let question = Question(isRequested)
    let place = xv_thread_place()
    let outer = place.pointee
    place.pointee = Unmanaged.passUnretained(question).toOpaque()
    defer { place.pointee = outer }
    return try withExtendedLifetime(question, work)
  }

  /// Ends work that is no longer wanted.
  ///
  /// - Throws: `CancellationError`.
  public static func check() throws {
    if isRequested() { throw CancellationError() }
  }
}
