/// What a launcher says of a process that it started.
public struct Launched: Sendable, Hashable {
  /// The number of this process among all that do the work, from 0.
  public let rank: Int
  /// How many processes do the work.
  public let count: Int
  /// How many of them run on this machine, where the launcher says so.
  public let localCount: Int?
  /// The launcher's name.
  public let launcher: String
}
