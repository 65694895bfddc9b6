#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whether long work is still wanted by whoever asked for it.
///
/// Passes and readers ask between their steps and leave early, with numbers that mean nothing; what called
/// them asks once more and throws before anybody sees those. The question belongs to the thread that the
/// work was asked for in: other threads that help do not ask.
public enum Cancellation {
  // Where the current thread keeps the address of what it asks. Task-local values crash outside tasks in
  // optimized code of Swift 6.3.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Whether the work of the current thread shall end.
  public static func isRequested() -> Bool {
    guard let asker = pthread_getspecific(key) else { return false }
    return asker.assumingMemoryBound(to: (() -> Bool).self).pointee()
  }

  /// Does work that asks now and then whether it is still wanted.
  ///
  /// - Parameters:
  ///   - isRequested: whether the work shall end; called in the current thread, and stays so once it is.
  ///   - work: the work.
  public static func asking<Result>(
    _ isRequested: () -> Bool, during work: () throws -> Result
  ) rethrows -> Result {
    try withoutActuallyEscaping(isRequested) { asker in
      try withUnsafePointer(to: asker) { place in
        let outer = pthread_getspecific(key)
        pthread_setspecific(key, place)
        defer { pthread_setspecific(key, outer) }
        return try work()
      }
    }
  }

  /// Ends work that is no longer wanted.
  ///
  /// - Throws: `CancellationError`.
  public static func check() throws {
    if isRequested() { throw CancellationError() }
  }
}
