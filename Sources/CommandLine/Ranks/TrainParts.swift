import Foundation
import Synchronization
import Xavier

/// The runs of a comparison as parts in a folder.
struct TrainParts {
  private let folder: PartFolder<TrainingRun>
  private let comparison: Comparison
  private let jobs: [Comparison.Job]
  private let ranks: Ranks

  /// - Parameter conditions: what decides what a run gives, beside the version and what the comparison
  ///   itself says.
  init(
    _ path: String, _ comparison: Comparison, _ ranks: Ranks, _ conditions: [PartCondition]
  ) throws {
    self.comparison = comparison
    self.ranks = ranks
    jobs = comparison.jobs
    let optimizer = comparison.optimizer
    let all =
      [PartCondition("version", Version.current)] + conditions
      + [
        PartCondition("data", comparison.data.name), .data(comparison.data),
        PartCondition("optimizer", "\(type(of: optimizer).name) \(optimizer)"),
        PartCondition("epochs", comparison.epochs), PartCondition("batch", comparison.batchSize),
        PartCondition("threshold", comparison.threshold),
      ]
    let weights = comparison.starts.map { PartCondition.weights(of: $0.network) }
    folder = try PartFolder(
      path, of: "train",
      jobs.map { job in
        let (recipe, seed) = (comparison.starts[job.recipe].name, comparison.seeds[job.seed])
        let file = recipe.replacing("/", with: "_")
        return .init(
          name: "train-\(file)-seed-\(seed).json",
          conditions: all + [
            .init("recipe", recipe), weights[job.recipe], .init("seed", seed),
            // The curves of the first seed have histograms.
            .init("histograms", job.seed == 0 ? "kept" : "none"),
          ])
      })
  }

  /// Trains this rank's runs that are not there yet, and gives all of them, recipe by recipe, where it
  /// falls to this rank.
  ///
  /// - Parameters:
  ///   - threads: the threads to work on.
  ///   - progress: counts this rank's runs, and cancels.
  ///   - say: told what was done, and what is missing.
  /// - Returns: `nil` where other ranks have not finished, or another rank shows the result.
  /// - Throws: ``PartError``, `FileError`.
  func runs(
    threads: ThreadPool, _ progress: ComparisonProgress, say: (String) -> Void
  ) throws -> [TrainingRun]? {
    var isLast = folder.isComplete && ranks.rank == 0
    let own = jobs.indices.filter { ranks.owns(jobs[$0].seed) }
    let missing = try own.filter { try result($0) == nil }
    if missing.count < own.count {
      say("kept \(Numbers.counted(own.count - missing.count, "run")) that were trained already")
    }
    let state = State()
    let numbers = Dictionary(uniqueKeysWithValues: zip(jobs, jobs.indices))
    _ = comparison.run(missing.map { jobs[$0] }, threads: threads, progress: progress) {
      job, train in
      guard let index = numbers[job] else { return nil }
      do {
        let draft = try folder.draft(index)
        // Whoever held the draft before may have finished the part.
        if try result(index) != nil {
          draft.discard()
          return nil
        }
        guard let run = train() else {
          draft.discard()
          return nil
        }
        if try folder.finish(draft, index, run) { state.foundAll() }
      } catch {
        state.keep(error)
        progress.cancel()
      }
      return nil
    }
    if let error = state.error { throw error }
    if state.isLast { isLast = true }
    guard isLast else {
      say(ranks.rest(of: "run", own: own.count, missing: folder.missingCount))
      return nil
    }
    return try all()
  }

  private func all() throws -> [TrainingRun] {
    let order = jobs.indices.sorted {
      (jobs[$0].recipe, jobs[$0].seed) < (jobs[$1].recipe, jobs[$1].seed)
    }
    var runs: [TrainingRun] = []
    for index in order {
      guard let run = try result(index) else { throw folder.damaged(index, "gone, a run was") }
      guard runs.first.map(run.hasLayers) ?? true else {
        throw folder.damaged(
          index, "\(run.layersAtStart.count) layers, those of the other runs were")
      }
      runs.append(run)
    }
    return runs
  }

  private func result(_ index: Int) throws -> TrainingRun? {
    guard let run = try folder.result(index) else { return nil }
    if let fault = run.fault(as: jobs[index], of: comparison) {
      throw folder.damaged(index, fault)
    }
    return run
  }

  /// What the threads found.
  private final class State: Sendable {
    private let values = Mutex<(error: (any Error)?, isLast: Bool)>((nil, false))
    var error: (any Error)? { values.withLock { $0.error } }
    var isLast: Bool { values.withLock { $0.isLast } }
    func foundAll() { values.withLock { $0.isLast = true } }
    func keep(_ error: any Error) {
      values.withLock { if $0.error == nil { $0.error = error } }
    }
  }
}
