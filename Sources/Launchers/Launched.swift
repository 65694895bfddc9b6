/// What a launcher says of the process that it started.
public struct Launched: Sendable, Hashable {
  /// The number of this process among those that share the work, from 0.
  public let rank: Int
  /// How many processes share the work.
  public let count: Int
  /// How many of them run on this machine; `nil` where the launcher does not say.
  public let localCount: Int?
  /// How many processors of this machine the launcher gave to all of them; `nil` where it does not say.
  public let localProcessors: Int?
  /// The launcher's name.
  public let launcher: String

  /// One of `count` processes.
  public init(
    rank: Int, of count: Int, by launcher: String, localCount: Int? = nil,
    localProcessors: Int? = nil
  ) {
    self.rank = rank
    self.count = count
    self.launcher = launcher
    self.localCount = localCount
    self.localProcessors = localProcessors
  }
}
