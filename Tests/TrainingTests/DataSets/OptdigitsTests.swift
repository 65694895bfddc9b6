import Testing
import Training

@Suite("Optdigits")
struct OptdigitsTests {
  @Test("holds the counts that UCI publishes")
  func counts() throws {
    let set = try DataSet.optdigits()
    #expect(set.name == "optdigits")
    #expect(set.train.count == 3823)
    #expect(set.test.count == 1797)
    #expect(set.classCount == 10)
    #expect(set.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    #expect(set.inputShape == [8, 8])
    #expect(set.train.featureCount == 64)
    #expect(set.test.featureCount == 64)
    #expect(
      set.train.countsByClass(classCount: 10)
        == [376, 389, 380, 389, 387, 376, 377, 387, 380, 382])
    #expect(
      set.test.countsByClass(classCount: 10) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(set.train.labels.prefix(12) == [0, 0, 7, 4, 6, 2, 5, 5, 0, 8, 7, 1])
    #expect(set.test.labels.prefix(12) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
  }

  @Test("training inputs have mean 0 and variance 1, test inputs the same scale")
  func standardization() throws {
    let set = try DataSet.optdigits()
    let values = set.train.inputs.map { Double($0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(abs(mean) < 1e-7)
    #expect(abs(variance - 1) < 1e-6)
    // The first pixels are 0, 1, 6 and 15; mean and deviation were computed by a separate program.
    let expected = [
      -0.8157017215908551, -0.6500424177098453, 0.17825410169520411, 1.669187836624293,
    ]
    for (value, expected) in zip(set.train.inputs, expected) {
      #expect(abs(Double(value) - expected) < 1e-7)
    }
    let testMean = set.test.inputs.reduce(0.0) { $0 + Double($1) } / Double(set.test.inputs.count)
    #expect(abs(testMean + 0.00659441725173413) < 1e-7)
  }
}
