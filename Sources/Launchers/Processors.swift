import Foundation

/// The processors of this machine.
public enum Processors {
  /// Those that a process may run on when `localCount` of them share the machine: all it may use where
  /// each has its own, else an even share.
  ///
  /// - Parameters:
  ///   - own: those that this process may run on.
  ///   - localCount: how many processes share the machine.
  ///   - total: those that all of them together may run on.
  public static func share(own: Int, among localCount: Int, total: Int) -> Int {
    max(1, min(own, total / max(1, localCount)))
  }

  /// Those that this process would have without a launcher that binds it to some.
  ///
  /// In a container they are those of its first process.
  public static var total: Int {
    // A mask in hexadecimal digits: what sched_getaffinity tells, which Swift does not see.
    let status = try? String(contentsOfFile: "/proc/1/status", encoding: .utf8)
    let mask = status?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
    let count = mask?.dropFirst(13).compactMap { $0.hexDigitValue?.nonzeroBitCount }.reduce(0, +)
    return max(1, count ?? ProcessInfo.processInfo.activeProcessorCount)
  }
}
