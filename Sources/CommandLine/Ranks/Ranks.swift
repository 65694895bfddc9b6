import Foundation
import Launchers
import Xavier

/// Which part of the work this process has, among those that share it.
struct Ranks {
  /// The number of this process, from 0.
  let rank: Int
  /// How many processes share the work.
  let count: Int
  /// What said so, in words.
  let source: String
  private let localCount: Int
  private let localProcessors: Int?

  var isAlone: Bool { count == 1 }

  /// This process and what follows from it, for messages: `rank 2 of 8`.
  var title: String { "rank \(rank) of \(count)" }

  /// One of `count` processes, as the command line says.
  init(rank: Int, of count: Int) {
    (self.rank, self.count, source) = (rank, count, "--shard")
    (localCount, localProcessors) = (1, nil)
  }

  /// What a launcher says.
  init(_ launched: Launched) {
    (rank, count, source) = (launched.rank, launched.count, launched.launcher)
    localCount = launched.localCount ?? 1
    localProcessors = launched.localProcessors
  }

  /// Says on standard error whose part this is, and who said so.
  func announce() {
    if !isAlone { Terminal.complain("\(title), by \(source)") }
  }

  /// What a rank says that does not show the result.
  func rest(of what: String, own: Int, missing: Int) -> String {
    let share = own == 0 ? "nothing to do for \(title); " : ""
    return share
      + (missing > 0
        ? "\(Numbers.counted(missing, what)) \(missing == 1 ? "is" : "are") missing yet: no result"
        : "another rank shows the result")
  }

  /// A file that is written at the end, tried by one rank alone: of several at the same moment all but
  /// one would be refused.
  func file(_ path: String) throws -> WholeFile {
    rank == 0 ? try WholeFile(checking: path) : WholeFile(unchecked: path)
  }

  /// Whether the seed or file with the given number, from 0, is this process's.
  func owns(_ number: Int) -> Bool { number % count == rank }

  /// The threads to work on: what the command line asks for, else this process's share of the machine.
  func pool(_ threads: Int?) -> ThreadPool {
    if let threads { return ThreadPool(threadCount: threads) }
    guard localCount > 1 else { return .shared }
    return ThreadPool(
      threadCount: Processors.share(
        own: ThreadPool.processorCount, among: localCount,
        total: min(Processors.total, localProcessors ?? .max)))
  }
}
