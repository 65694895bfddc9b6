import Foundation

/// Time on a processor: unlike that of a clock it does not grow while others have the machine.
public enum ProcessorTime {
  /// The seconds that the calling thread computed while `body` ran.
  public static func ofThread(_ body: () throws -> Void) rethrows -> Double {
    try elapsed(CLOCK_THREAD_CPUTIME_ID, body)
  }

  /// The seconds that all threads of this process computed while `body` ran.
  public static func ofProcess(_ body: () throws -> Void) rethrows -> Double {
    try elapsed(CLOCK_PROCESS_CPUTIME_ID, body)
  }

  private static func elapsed(_ clock: clockid_t, _ body: () throws -> Void) rethrows -> Double {
    let start = now(clock)
    try body()
    return now(clock) - start
  }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
