import Testing
import Xavier

@Suite("Comparisons of recipes")
struct ComparisonTests {
  @Test("each run is a trainer with the recipe and the seed")
  func runs() throws {
    let comparison = try ComparisonFixture.comparison()
    let runs = comparison.run(threads: .single)
    #expect(runs.count == 6)
    for run in runs {
      let start = try #require(comparison.starts.first { $0.name == run.recipe })
      var trainer = Trainer(
        start.network, optimizer: SGD(learningRate: 0.5), loss: .categoricalCrossEntropy,
        metrics: [.accuracy], seed: run.seed, threads: .single)
      let (before, tested) = (
        try trainer.evaluate(comparison.data.train), try trainer.evaluate(comparison.data.test)
      )
      #expect(run.initialLoss == before.loss)
      #expect(run.testAccuracies[0] == tested.metrics[0])
      let records = try trainer.fit(comparison.data.train, epochs: 5, batchSize: 8)
      #expect(run.losses == records.map(\.loss))
      let after = try trainer.evaluate(comparison.data.test)
      #expect(run.testAccuracy == after.metrics[0])
      #expect(run.testAccuracies.count == 6)
    }
  }

  @Test("runs come recipe by recipe, seed by seed, on any number of threads", arguments: [1, 2, 9])
  func order(threadCount: Int) throws {
    let comparison = try ComparisonFixture.comparison(seeds: [5, 2, 9])
    let progress = ComparisonProgress()
    #expect(progress.total == 0)
    let runs = comparison.run(threads: ThreadPool(threadCount: threadCount), progress: progress)
    let recipes = ["glorotUniform", "zeros"]
    #expect(runs.map(\.recipe) == recipes.flatMap { [$0, $0, $0] })
    #expect(runs.map(\.seed) == [5, 2, 9, 5, 2, 9])
    #expect(progress.total == 6 * 5 * 80)
    #expect(progress.done == progress.total)
    let alone = comparison.run(threads: .single)
    #expect(runs.map(\.losses) == alone.map(\.losses))
    #expect(runs.map(\.testAccuracies) == alone.map(\.testAccuracies))
  }

  @Test("only the runs of the first seed keep histograms, at the start and after some epochs")
  func snapshots() throws {
    let comparison = try ComparisonFixture.comparison(epochs: 6)
    for run in comparison.run(threads: .single) {
      #expect(run.snapshots.map(\.epoch) == (run.seed == 1 ? [0, 1, 2, 3, 5, 6] : []))
      #expect(run.layersAtStart.count == 2)
      #expect((run.layersAtStart[0].signalHistogram != nil) == (run.seed == 1))
      for snapshot in run.snapshots {
        #expect(snapshot.layers.count == 2)
        let total = snapshot.layers[0].signalHistogram.map { $0.counts.reduce($0.zero, +) }
        #expect(total == 60 * 8)
      }
    }
  }

  // A run has 10 batches in each of 3 epochs, and 4 parameters to move: 120 updates. A batch that
  // has begun is finished, so only work cancelled before a run's last batch loses the run.
  @Test("cancelled work keeps the runs that were finished")
  func cancelled() throws {
    for (calls, finished) in [(1, 0), (120 + 60, 1), (240 + 5, 2), (600 + 116, 5), (600 + 119, 6)] {
      let optimizer = CancellingOptimizer(afterUpdates: calls)
      let comparison = try ComparisonFixture.comparison(optimizer: optimizer, epochs: 3)
      let runs = comparison.run(threads: .single, progress: optimizer.progress)
      #expect(optimizer.progress.isCancelled)
      #expect(runs.count == finished)
      #expect(runs.allSatisfy { $0.losses.count == 3 })
      let expected = [1, 2, 3].flatMap { ["glorotUniform \($0)", "zeros \($0)"] }
      #expect(Set(runs.map { "\($0.recipe) \($0.seed)" }) == Set(expected.prefix(finished)))
      #expect((optimizer.progress.done == optimizer.progress.total) == (finished == 6))
    }
  }

  @Test("work that is cancelled before it starts does nothing")
  func cancelledAtOnce() throws {
    let progress = ComparisonProgress()
    progress.cancel()
    #expect(try ComparisonFixture.comparison().run(progress: progress).isEmpty)
    #expect(progress.done == 0)
  }

  @Test("runs that diverge are reported, and their epochs counted as done", arguments: [1e6, 1e30])
  func diverging(rate: Double) throws {
    let comparison = try ComparisonFixture.comparison(
      recipes: [VarianceScaling.glorotUniform, FixedLaw.ones],
      data: ComparisonFixture.corners(noise: 2), optimizer: SGD(learningRate: rate))
    let progress = ComparisonProgress()
    let runs = comparison.run(threads: ThreadPool(threadCount: 2), progress: progress)
    #expect(runs.count == 6)
    #expect(runs.allSatisfy { $0.diverged })
    #expect(runs.allSatisfy { $0.losses.count <= 5 })
    #expect(runs.allSatisfy { $0.testAccuracies.count == $0.losses.count + 1 })
    #expect(progress.done == progress.total)
    let summaries = RecipeSummary.summaries(of: runs, in: comparison)
    #expect(summaries.map(\.outcome) == [.diverges, .diverges])
    #expect(summaries.map(\.divergedShare) == [1, 1])
  }
}
