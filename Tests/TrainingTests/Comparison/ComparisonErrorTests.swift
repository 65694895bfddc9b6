import Foundation
import Testing
import Xavier

@Suite("Mistakes in a comparison")
struct ComparisonErrorTests {
  private func check(
    _ code: TrainingError.Code, _ sentence: String, _ make: () throws -> Comparison
  ) {
    let error = #expect(throws: TrainingError.self) { _ = try make() }
    #expect(error?.code == code)
    #expect(error?.description == sentence)
  }

  @Test("numbers out of range say the number and the range")
  func numbers() {
    check(.number, "recipes: 0, at least 1 was expected") {
      try ComparisonFixture.comparison(recipes: [])
    }
    check(.number, "seeds: 0, at least 1 was expected") {
      try ComparisonFixture.comparison(seeds: [])
    }
    check(.number, "epochs: 0, at least 1 was expected") {
      try ComparisonFixture.comparison(epochs: 0)
    }
    for batch in [0, -1, 81] {
      check(.number, "batch: \(batch), 1 to 80 were expected") {
        try ComparisonFixture.comparison(batchSize: batch)
      }
    }
  }

  @Test("a recipe named twice is refused, so that no run counts twice")
  func repeated() {
    check(.repeated, "recipe glorotUniform: twice, each recipe once was expected") {
      try ComparisonFixture.comparison(
        recipes: [VarianceScaling.glorotUniform, FixedLaw.zeros, VarianceScaling.xavierUniform])
    }
  }

  @Test("the smallest and the largest numbers are taken")
  func limits() throws {
    _ = try ComparisonFixture.comparison(seeds: [0], epochs: 1, batchSize: 80)
    _ = try ComparisonFixture.comparison(seeds: [.max], batchSize: 1)
  }

  @Test("a network of another width says what was expected for which data")
  func widths() {
    let wide = Network(input: 3) { Dense(4, activation: .softmax) }
    check(
      .width, "network input: 3 units, 2 were expected for the 2 features of corners"
    ) { try ComparisonFixture.comparison(network: wide) }
    for units in [3, 5] {
      let network = Network(input: 2) { Dense(units, activation: .softmax) }
      check(
        .width, "network output: \(units) units, 4 were expected for the 4 classes of corners"
      ) { try ComparisonFixture.comparison(network: network) }
    }
  }

  @Test("a network beyond the machine's memory says both sizes")
  func memory() {
    let network = Network(input: 2) {
      Dense(1 << 28, activation: .tanh)
      Dense(1 << 18, activation: .tanh)
      Dense(4, activation: .softmax)
    }
    func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
    let available = gigabytes(Double(ProcessInfo.processInfo.physicalMemory))
    for (optimizer, copies) in [(SGD() as any Optimizer, 2.0), (Adam(), 4)] {
      let needed = gigabytes(Double(network.weightCount) * 4 * copies)
      check(
        .memory,
        "network: \(needed) to train it, at most the machine's \(available) of memory were expected"
      ) { try ComparisonFixture.comparison(optimizer: optimizer, network: network) }
    }
  }

  @Test("a recipe that cannot draw a weight is found before any work")
  func recipe() {
    let error = #expect(throws: RecipeError.self) {
      _ = try ComparisonFixture.comparison(
        recipes: [VarianceScaling.glorotUniform.scaled(byGain: -1)])
    }
    #expect(error?.code == .parameter)
    #expect(error?.description.hasPrefix("layers.0.weight: gain: ") == true)
  }
}
