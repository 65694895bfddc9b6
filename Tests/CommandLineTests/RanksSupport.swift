import Foundation
import TestSupport

/// Processes of the tool that share work, started by hand with the environment of a launcher.
enum Team {
  /// What `mpirun` sets for one of `count` processes.
  static func environment(_ rank: Int, of count: Int) -> [String: String] {
    [
      "OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "\(count)",
      "OMPI_COMM_WORLD_LOCAL_SIZE": "\(count)",
    ]
  }

  static func start(
    _ arguments: [String], _ rank: Int, of count: Int, in scratch: Scratch
  ) throws -> ChildProcess {
    try Tool.start(arguments, in: scratch, environment: environment(rank, of: count))
  }

  /// Runs all of them at once.
  static func run(
    _ arguments: [String], count: Int, in scratch: Scratch
  ) throws -> [ChildProcess.Result] {
    try (0..<count).map { try start(arguments, $0, of: count, in: scratch) }
      .map { $0.finish(within: 120) }
  }

  /// Starts all, kills each at a random moment, until one round ends by itself.
  ///
  /// - Returns: how many were killed, and the results of the last round.
  static func runWithKills(
    _ arguments: [String], count: Int, rounds: Int, longest: UInt32, in scratch: Scratch,
    afterRound: () -> Void = {}
  ) throws -> (killed: Int, last: [ChildProcess.Result]) {
    var random = Random(seed: UInt64(count))
    var killed = 0
    for _ in 0..<rounds {
      let team = try (0..<count).map { try start(arguments, $0, of: count, in: scratch) }
      for process in team {
        usleep(UInt32(truncatingIfNeeded: random.next()) % (longest / UInt32(count)))
        process.send(SIGKILL)
      }
      killed += team.count { $0.finish(within: 60).status < 0 }
      afterRound()
    }
    return (killed, try run(arguments, count: count, in: scratch))
  }
}

/// Numbers that are the same at each run of a test.
struct Random {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}

extension Scratch {
  /// All files but those that end in `suffix`, by their names.
  func contents(but suffix: String = ".partial") -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in names where !name.hasSuffix(suffix) {
      contents[name] = FileManager.default.contents(atPath: path(name))
    }
    return contents
  }
}
