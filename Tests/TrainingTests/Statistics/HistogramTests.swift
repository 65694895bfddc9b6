import Testing
import Xavier

@Suite("Histograms")
struct HistogramTests {
  private let bins = Histogram.Bins(low: -1, high: 1, count: 4)

  @Test("a bin holds its lower end, the last one its upper end too")
  func edges() {
    let histogram = Histogram(of: [-1, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1], in: bins)
    #expect(histogram.counts == [2, 2, 1, 3])
    #expect(histogram.below == 0 && histogram.above == 0)
  }

  @Test("numbers outside are counted beside the bins")
  func outside() {
    let histogram = Histogram(of: [-1.001, -7, 1.001, 0.1], in: bins)
    #expect(histogram.counts == [0, 0, 1, 0])
    #expect(histogram.below == 2)
    #expect(histogram.above == 1)
  }

  @Test("zeros and numbers that are none are counted nowhere else")
  func special() {
    let values: [Float] = [0, -0.0, .nan, .infinity, -.infinity, 0.5]
    let histogram = Histogram(of: values, in: bins)
    #expect(histogram.zero == 2)
    #expect(histogram.nonfinite == 3)
    #expect(histogram.counts == [0, 0, 0, 1])
    #expect(histogram.below + histogram.above == 0)
  }

  @Test("logarithms are those of the sizes times the scale")
  func logarithms() {
    let bins = Histogram.Bins(low: -3, high: 3, count: 6)
    let values: [Float] = [0.005, -0.005, 0.5, -50, 0, .infinity, .nan, 1e-9, 1e9]
    let histogram = Histogram(ofLogarithmsOf: values, scaledBy: 1, in: bins)
    #expect(histogram.counts == [2, 0, 1, 0, 1, 0])
    #expect(histogram.zero == 1)
    #expect(histogram.nonfinite == 2)
    #expect(histogram.below == 1 && histogram.above == 1)
    let scaled = Histogram(ofLogarithmsOf: values, scaledBy: 10, in: bins)
    #expect(scaled.counts == [0, 2, 0, 1, 0, 1])
  }

  @Test("the smallest number has a logarithm")
  func smallest() {
    let bins = Histogram.Bins(low: -50, high: 0, count: 1)
    let histogram = Histogram(
      ofLogarithmsOf: [Float.leastNonzeroMagnitude], scaledBy: 1, in: bins)
    #expect(histogram.counts == [1])
  }

  @Test("every number is counted once")
  func total() {
    let values = TrainingDraws.floats(10_000, "histogram", bound: 1.5) + [0, .nan]
    let histogram = Histogram(of: values, in: .init(low: -1, high: 1, count: 50))
    let inside = histogram.counts.reduce(0, +)
    #expect(histogram.counts.count == 50)
    let beside = histogram.below + histogram.above + histogram.zero + histogram.nonfinite
    #expect(inside + beside == values.count)
    // A third lies outside: 10000 / 3, deviation 47.
    #expect(abs(histogram.below + histogram.above - 3333) < 5 * 47)
  }

  @Test("no numbers fill nothing")
  func none() {
    let histogram = Histogram(of: [], in: bins)
    #expect(histogram.counts == [0, 0, 0, 0])
  }
}
