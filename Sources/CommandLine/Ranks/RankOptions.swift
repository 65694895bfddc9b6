import ArgumentParser
import Foundation
import Launchers

/// How the work is shared among processes.
struct RankOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do the part I of N, from 0, of the work. (default: what mpirun, srun, torchrun or Kubernetes says, else all)",
      valueName: "i/n"))
  var shard: String?

  /// This process's part: what the command line says, else the launcher.
  func ranks() throws -> Ranks {
    if let shard { return try Self.parse(shard) }
    return try LauncherCatalog.launched(by: ProcessInfo.processInfo.environment).map(Ranks.init)
      ?? Ranks(rank: 0, of: 1)
  }

  private static func parse(_ text: String) throws -> Ranks {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let rank = numbers[0], let count = numbers[1], count > 0,
      0..<count ~= rank
    else { throw Usage("--shard: \(text), I/N with I from 0 to N - 1") }
    return Ranks(rank: rank, of: count)
  }
}

/// How what processes measure is put together.
struct MergeOptions: ParsableArguments {
  @Option(
    name: .customLong("merge"),
    help: ArgumentHelp(
      "Keep what is measured in this folder and go on from it; who finds all parts there shows the result.",
      valueName: "folder"))
  var folder: String?

  /// Several processes without a folder would each do everything.
  func check(_ ranks: Ranks) throws {
    if folder == nil, !ranks.isAlone {
      throw Usage(
        "--merge: missing for \(ranks.title), by \(ranks.source), a folder for what ranks measure "
          + "or --shard 0/1")
    }
  }
}
