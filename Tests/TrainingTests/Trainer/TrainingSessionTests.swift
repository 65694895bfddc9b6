import Testing
import Xavier

@Suite("Training in parts")
struct TrainingSessionTests {
  @Test(
    "gives the losses and accuracies of a comparison's run, however it is parted",
    arguments: [
      1, 3, 1000,
    ])
  func sameness(steps: Int) throws {
    let comparison = try ComparisonFixture.comparison()
    let runs = comparison.run(threads: .single)
    for (recipe, start) in comparison.starts.enumerated() {
      let expected = try #require(runs.first { $0.recipe == start.name && $0.seed == 2 })
      let session = try TrainingSession(comparison, recipe: recipe, seed: 2, threads: .single)
      var losses: [Double] = []
      var accuracies = [try session.testAccuracy()]
      while session.epochsDone < comparison.epochs {
        let part = try session.train(steps: steps)
        #expect(part.steps >= 1 && part.steps <= steps)
        guard let epoch = part.epoch else { continue }
        losses.append(epoch.loss)
        accuracies.append(try session.testAccuracy())
      }
      #expect(losses == expected.losses)
      #expect(accuracies == expected.testAccuracies)
      #expect(session.steps == comparison.epochs * session.stepsPerEpoch)
    }
  }

  @Test("a part's loss is the mean of its steps alone")
  func parts() throws {
    let comparison = try ComparisonFixture.comparison()
    let whole = try TrainingSession(comparison, recipe: 0, seed: 1, threads: .single)
    let parted = try TrainingSession(comparison, recipe: 0, seed: 1, threads: .single)
    let epoch = try #require(try whole.train(steps: .max).epoch)
    var sum = 0.0
    // Batches are of one size here.
    for _ in 0..<parted.stepsPerEpoch { sum += try parted.train(steps: 1).loss }
    #expect(abs(sum / Double(parted.stepsPerEpoch) - epoch.loss) < 1e-12)
  }

  @Test("takes a first step and then asks whether to go on")
  func stopping() throws {
    let comparison = try ComparisonFixture.comparison()
    let session = try TrainingSession(comparison, recipe: 0, seed: 1, threads: .single)
    #expect(try session.train(steps: 5, while: { false }).steps == 1)
    #expect(session.steps == 1)
  }
}
