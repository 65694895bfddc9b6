import Testing
import Xavier

@Suite("Accuracy")
struct AccuracyTests {
  private func correct(_ outputs: [Float], _ labels: [Int32]) -> Double {
    let tensor = Tensor(Shape([labels.count, outputs.count / labels.count]), outputs)
    return labels.withUnsafeBufferPointer { Metric.accuracy.sum(tensor.view, $0.baseAddress!) }
  }

  @Test("counts the examples whose largest output is at their class")
  func counting() {
    #expect(correct([1, 2, 3, 3, 2, 1], [2, 0]) == 2)
    #expect(correct([1, 2, 3, 3, 2, 1], [2, 1]) == 1)
    #expect(correct([1, 2, 3, 3, 2, 1], [0, 1]) == 0)
  }

  @Test("takes the first of equal outputs")
  func ties() {
    #expect(correct([2, 2, 1], [0]) == 1)
    #expect(correct([2, 2, 1], [1]) == 0)
    #expect(correct([0, 0, 0], [0]) == 1)
  }

  @Test("counts an example with an output that is not a number as wrong")
  func notANumber() {
    #expect(correct([.nan, 1, 2], [2]) == 0)
    #expect(correct([.nan, 1, 2], [0]) == 0)
    #expect(correct([-.infinity, 1, .infinity], [2]) == 1)
  }
}
