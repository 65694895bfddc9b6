import Foundation
import Testing
import Xavier

@Suite("Losses at the edge")
struct LossEdgeTests {
  private let logits = CategoricalCrossEntropy(of: .logits)

  @Test("logits of zero lose ln K", arguments: [2, 3, 10, 16, 17, 1000])
  func zeroLogits(classes: Int) {
    let labels = (0..<5).map { Int32($0 % classes) }
    let found = logits.measured(
      [Float](repeating: 0, count: 5 * classes), [5, classes], labels: labels)
    #expect(abs(found.loss - log(Double(classes))) <= 0x1p-23 * log(Double(classes)))
    let equal = 1 / Double(classes)
    for (index, slope) in found.gradient.enumerated() {
      let isClass = Int32(index % classes) == labels[index / classes]
      let expected = (equal - (isClass ? 1 : 0)) / 5
      #expect(abs(Double(slope) - expected) <= 0x1p-22 * abs(expected))
    }
  }

  @Test("huge logits give the finite loss that they are worth", arguments: [1e4, 1e30, 3e38])
  func hugeLogits(size: Double) {
    let size = Float(size)
    let right = logits.measured([size, -size / 2, 0], [1, 3], labels: [0])
    #expect(right.loss == 0)
    #expect(right.gradient == [0, 0, 0])
    let wrong = logits.measured([size / 2, -size / 2, 0], [1, 3], labels: [1])
    #expect(abs(wrong.loss / Double(size) - 1) <= 0x1p-22)
    #expect(wrong.gradient == [1, -1, 0])
    let equal = logits.measured([size, size], [1, 2], labels: [1])
    #expect(abs(equal.loss - log(2)) <= 0x1p-22)
  }

  @Test("logits that are not numbers give a loss that is none, and no trap")
  func notANumber() {
    for bad in [Float.nan, .infinity] {
      for place in 0..<3 {
        var values: [Float] = [0.5, -0.5, 1, 0, 0, 0]
        values[place] = bad
        #expect(!logits.measured(values, [2, 3], labels: [0, 1]).loss.isFinite)
      }
    }
    let none = [Float](repeating: -.infinity, count: 3)
    #expect(!logits.measured(none, [1, 3], labels: [1]).loss.isFinite)
  }

  @Test("a gradient that nobody wants changes no loss")
  func noGradient() {
    let values = TrainingDraws.floats(4 * 600, "wide", bound: 5)
    let labels = TrainingDraws.labels(4, "wide labels", classCount: 600)
    let found = logits.measured(values, [4, 600], labels: labels)
    let outputs = Tensor([4, 600], values)
    let alone = labels.withUnsafeBufferPointer {
      logits.evaluate(
        outputs: outputs.view, targets: .labels($0.baseAddress!), gradient: nil)
    }
    #expect(alone == found.loss)
  }

  @Test("a probability of 0 at the class costs infinitely much, elsewhere nothing")
  func zeroProbability() {
    let found = CategoricalCrossEntropy().measured([0, 1], [1, 2], labels: [0])
    #expect(found.loss == .infinity)
    #expect(CategoricalCrossEntropy().measured([0, 1], [1, 2], labels: [1]).loss == 0)
    let binary = BinaryCrossEntropy().measured([0, 1], [1, 2], target: [0, 1])
    #expect(binary.loss == 0)
    #expect(binary.gradient == [0.5, -0.5])
    #expect(BinaryCrossEntropy().measured([1], [1, 1], target: [0]).loss == .infinity)
  }

  @Test("names are unique and only cross-entropy has a form for logits")
  func names() {
    let losses: [any Loss] = [
      .categoricalCrossEntropy, .meanSquaredError, .binaryCrossEntropy,
    ]
    let names = losses.map { type(of: $0).name }
    #expect(names == ["categoricalCrossEntropy", "meanSquaredError", "binaryCrossEntropy"])
    let onLogits = losses[0].onLogits as? CategoricalCrossEntropy
    #expect(onLogits == .categoricalCrossEntropy(of: .logits))
    #expect(losses[1].onLogits == nil && losses[2].onLogits == nil)
  }
}
