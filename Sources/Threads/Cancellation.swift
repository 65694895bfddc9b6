/// Whether long work is still wanted by whoever asked for it.
///
/// Passes and readers ask between their steps and leave early, with numbers that mean nothing; what called
/// them asks once more and throws before anybody sees those.
public enum Cancellation {
  /// Whether the work of the current task shall end; it stays so once it is.
  @TaskLocal public static var isRequested: @Sendable () -> Bool = { false }

  /// Ends work that is no longer wanted.
  ///
  /// - Throws: `CancellationError`.
  public static func check() throws {
    if isRequested() { throw CancellationError() }
  }
}
