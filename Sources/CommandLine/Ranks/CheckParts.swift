import Foundation
import Xavier

/// The draws of a check as parts in a folder.
struct CheckParts {
  private let folder: PartFolder<DrawReading>
  private let work: CheckWork
  private let ranks: Ranks

  /// - Parameter conditions: what decides what a draw gives, beside the version, the weights and how the
  ///   passes are laid out.
  init(
    _ path: String, _ work: CheckWork, _ ranks: Ranks, _ conditions: [PartCondition]
  ) throws {
    self.work = work
    self.ranks = ranks
    let all =
      [PartCondition("version", Version.current)] + conditions
      + [.weights(of: work.network), PartCondition("runs", work.runs)]
    folder = try PartFolder(
      path, of: "check",
      work.seeds.map { seed in
        .init(name: "check-seed-\(seed).json", conditions: all + [.init("seed", seed)])
      })
  }

  /// Measures this rank's draws that are not there yet and judges, where it falls to this rank.
  ///
  /// - Parameters:
  ///   - onDraw: called when a draw begins, with how many are done and how many there are.
  ///   - say: told what was done, and what is missing.
  /// - Returns: `nil` where other ranks have not finished, or another rank judges.
  /// - Throws: ``PartError``, `FileError`, and what the check throws.
  func diagnosis(
    onDraw: ((Int, Int) -> Void)?, say: (String) -> Void
  ) throws -> Diagnosis? {
    let all = folder.parts.indices
    // Where nothing is left to measure, the first rank shows the result again.
    var isLast = folder.isComplete && ranks.rank == 0
    let own = all.filter(ranks.owns)
    var measured = 0
    for (number, index) in own.enumerated() where try result(index) == nil {
      onDraw?(number, own.count)
      let draft = try folder.draft(index)
      // Whoever held the draft before may have finished the part.
      if try result(index) != nil {
        draft.discard()
        continue
      }
      let reading = try work.reading(seed: work.seeds[index])
      measured += 1
      if try folder.finish(draft, index, reading) { isLast = true }
    }
    if measured < own.count {
      say("kept \(Numbers.counted(own.count - measured, "draw")) that were measured already")
    }
    guard isLast else {
      say(ranks.rest(of: "draw", own: own.count, missing: folder.missingCount))
      return nil
    }
    return try work.diagnosis(
      of: all.map { index in
        guard let reading = try result(index) else {
          throw folder.damaged(index, "gone, a draw was")
        }
        return reading
      })
  }

  private func result(_ index: Int) throws -> DrawReading? {
    guard let reading = try folder.result(index) else { return nil }
    if reading.seed != work.seeds[index] {
      throw folder.damaged(index, "seed \(reading.seed), \(work.seeds[index]) was")
    }
    if let fault = reading.fault(in: work.network) { throw folder.damaged(index, fault) }
    return reading
  }
}
