import Testing
import Xavier

@Suite("Losses against PyTorch in float64")
struct LossGoldenTests {
  // Everything but the logits of labels is summed in float64 and rounded once.
  static let exact = 0x1p-40

  @Test("cross-entropy of logits is right to float32 accuracy")
  func logits() throws {
    for golden in try GoldenLosses.load().categoricalCrossEntropyFromLogits {
      let found = CategoricalCrossEntropy(of: .logits).measured(
        golden.prediction.map { Float($0) }, golden.shape, labels: golden.labels)
      // The sum of exponentials is at least 1 and its logarithm is right to some units of 1.
      #expect(abs(found.loss - golden.loss) <= 16 * 0x1p-24 * max(1, golden.loss))
      let share = 1 / Double(golden.shape[0])
      let labels = try #require(golden.labels)
      for (index, expected) in golden.gradient.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: golden.shape[1])
        // A probability is right to some units of itself and half a unit of its logit's distance
        // from the largest, up to 40 here; at the class it was taken from 1.
        let atClass = column == labels[row] ? 4 * share : 0
        let bound = 0x1p-24 * (48 * abs(expected) + atClass) + 1e-38
        #expect(abs(Double(found.gradient[index]) - expected) <= bound)
      }
    }
  }

  @Test("cross-entropy of logits against a target for each class is the same loss")
  func logitsOfValues() throws {
    for golden in try GoldenLosses.load().categoricalCrossEntropyFromLogits {
      let columns = golden.shape[1]
      let labels = try #require(golden.labels)
      let target = labels.flatMap { label in (0..<columns).map { $0 == Int(label) ? Float(1) : 0 } }
      let found = CategoricalCrossEntropy(of: .logits).measured(
        golden.prediction.map { Float($0) }, golden.shape, target: target)
      try compare(found, golden)
    }
  }

  @Test("cross-entropy of probabilities")
  func probabilities() throws {
    for golden in try GoldenLosses.load().categoricalCrossEntropyFromProbabilities {
      let found = CategoricalCrossEntropy().measured(
        golden.prediction.map { Float($0) }, golden.shape, labels: golden.labels)
      try compare(found, golden)
    }
  }

  @Test("mean squared error")
  func squares() throws {
    for golden in try GoldenLosses.load().meanSquaredError {
      let found = MeanSquaredError().measured(
        golden.prediction.map { Float($0) }, golden.shape,
        target: golden.target?.map { Float($0) })
      try compare(found, golden)
    }
  }

  @Test("binary cross-entropy")
  func binary() throws {
    for golden in try GoldenLosses.load().binaryCrossEntropyFromProbabilities {
      let found = BinaryCrossEntropy().measured(
        golden.prediction.map { Float($0) }, golden.shape,
        target: golden.target?.map { Float($0) })
      try compare(found, golden)
    }
  }

  private func compare(
    _ found: (loss: Double, gradient: [Float]), _ golden: GoldenLosses.Case
  ) throws {
    #expect(abs(found.loss - golden.loss) <= Self.exact * max(1, abs(golden.loss)))
    #expect(found.gradient.count == golden.gradient.count)
    for (slope, expected) in zip(found.gradient, golden.gradient) {
      #expect(abs(Double(slope) - expected) <= 0x1p-23 * abs(expected) + 1e-14)
    }
  }
}
