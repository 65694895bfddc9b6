import Testing
import Xavier

/// Gradients against (L(y + h) - L(y - h)) / 2h.
///
/// The difference of the two float32 outputs is exact, the loss is summed in float64 but for the
/// logits of labels, whose loss is right to 8 units of 2^-24.
@Suite("Gradients of losses against central differences")
struct LossDifferenceTests {
  static let shapes = [[1, 1], [1, 7], [5, 2], [3, 5], [7, 11]]

  private func check(
    _ loss: some Loss, _ shape: [Int], _ outputs: [Float], labels: [Int32]? = nil,
    target: [Float]? = nil, third: Double, rounding: Double = 0x1p-44
  ) {
    let h: Float = 0x1p-7
    let gradient = loss.measured(outputs, shape, labels: labels, target: target).gradient
    for index in outputs.indices {
      var (above, below) = (outputs, outputs)
      above[index] += h
      below[index] -= h
      let width = Double(above[index]) - Double(below[index])
      let upper = loss.measured(above, shape, labels: labels, target: target).loss
      let lower = loss.measured(below, shape, labels: labels, target: target).loss
      let slope = (upper - lower) / width
      let share = 1 / Double(shape[0])
      let bound =
        rounding * (1 + abs(upper)) / Double(h) + Double(h * h) / 6 * third * share
        + 0x1p-23 * abs(slope)
      #expect(abs(slope - Double(gradient[index])) <= bound)
    }
  }

  @Test("cross-entropy of logits, with labels and with soft targets", arguments: shapes)
  func logits(shape: [Int]) {
    let count = shape[0] * shape[1]
    let outputs = TrainingDraws.floats(count, "logits \(shape)", bound: 3)
    let labels = TrainingDraws.labels(shape[0], "labels \(shape)", classCount: shape[1])
    let soft = TrainingDraws.floats(count, "soft \(shape)").map { abs($0) }
    // The third derivative of log sum exp along an axis is p (1 - p) (1 - 2p), at most 0.1; the
    // mass of a row of soft targets multiplies it.
    let loss = CategoricalCrossEntropy(of: .logits)
    check(loss, shape, outputs, labels: labels, third: 0.1, rounding: 8 * 0x1p-24)
    check(loss, shape, outputs, target: soft, third: 0.1 * Double(shape[1]))
  }

  @Test("cross-entropy of probabilities, with labels and with soft targets", arguments: shapes)
  func probabilities(shape: [Int]) {
    let count = shape[0] * shape[1]
    let outputs = TrainingDraws.floats(count, "p \(shape)", bound: 0.3).map { $0 + 0.5 }
    let labels = TrainingDraws.labels(shape[0], "labels \(shape)", classCount: shape[1])
    let soft = TrainingDraws.floats(count, "soft \(shape)").map { abs($0) }
    // 2 t / p^3 for p above 0.19.
    check(CategoricalCrossEntropy(), shape, outputs, labels: labels, third: 300)
    check(CategoricalCrossEntropy(), shape, outputs, target: soft, third: 300)
  }

  @Test("mean squared error, with labels and with values", arguments: shapes)
  func squares(shape: [Int]) {
    let count = shape[0] * shape[1]
    let outputs = TrainingDraws.floats(count, "y \(shape)", bound: 2)
    let labels = TrainingDraws.labels(shape[0], "labels \(shape)", classCount: shape[1])
    let target = TrainingDraws.floats(count, "target \(shape)", bound: 2)
    check(MeanSquaredError(), shape, outputs, labels: labels, third: 0)
    check(MeanSquaredError(), shape, outputs, target: target, third: 0)
  }

  @Test("binary cross-entropy, with labels and with soft targets", arguments: shapes)
  func binary(shape: [Int]) {
    let count = shape[0] * shape[1]
    let outputs = TrainingDraws.floats(count, "q \(shape)", bound: 0.3).map { $0 + 0.5 }
    let labels = TrainingDraws.labels(shape[0], "labels \(shape)", classCount: shape[1])
    let soft = TrainingDraws.floats(count, "soft \(shape)").map { abs($0) }
    check(BinaryCrossEntropy(), shape, outputs, labels: labels, third: 300)
    check(BinaryCrossEntropy(), shape, outputs, target: soft, third: 300)
  }
}
