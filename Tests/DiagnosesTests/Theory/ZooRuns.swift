import Foundation
import NetworkZoo
import Synchronization

/// Theory beside draws for the networks of the zoo, once for all tests.
enum ZooRuns {
  /// Whether every network is drawn, many times, as for the document and for long proofs.
  static let isLong =
    isWriting || ProcessInfo.processInfo.environment["XAVIER_LONG_TESTS"] != nil
  /// Whether the document is written anew.
  static let isWriting = ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] == "1"

  /// Networks of up to two million weights; all in long runs.
  static let networks = Zoo.all.filter { isLong || $0.network.weightCount < 2_000_000 }

  /// Fewer draws of larger networks.
  static func draws(of zoo: ZooNetwork) -> Int {
    let weights = Double(zoo.network.weightCount)
    return isLong
      ? Int(max(10, min(48, 4e7 / weights))) : Int(max(8, min(16, 4e6 / weights)))
  }

  static let comparisons: [Result<TheoryComparison, any Error>] = {
    let found = Mutex([Int: Result<TheoryComparison, any Error>]())
    DispatchQueue.concurrentPerform(iterations: networks.count) { index in
      let zoo = networks[index]
      let result = Result { try TheoryComparison(zoo, draws: draws(of: zoo)) }
      found.withLock { $0[index] = result }
    }
    return found.withLock { all in networks.indices.map { all[$0]! } }
  }()
}
