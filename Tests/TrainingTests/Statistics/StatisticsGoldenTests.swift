import TestSupport
import Testing
import Xavier

/// `statistics.json`: Student's t, intervals, paired tests and Holm's adjustment by SciPy.
private struct GoldenStatistics: Decodable {
  struct Quantile: Decodable {
    let degrees: Int
    let quantile: Double
  }
  struct PValues: Decodable {
    let degrees: Int
    let t: [Double]
    let p: [Double]
  }
  struct Values: Decodable {
    let values: [Double]
    let mean: Double
    let low: Double
    let high: Double
  }
  struct Pair: Decodable {
    let first: [Double]
    let second: [Double]
    let p: Double
  }
  struct Holm: Decodable {
    let p: [Double]
    let adjusted: [Double]
  }

  let quantiles: [Quantile]
  let pValues: [PValues]
  let samples: [Values]
  let pairedTests: [Pair]
  let holm: [Holm]

  static func load() throws -> GoldenStatistics {
    try Golden.load("statistics", as: GoldenStatistics.self)
  }
}

@Suite("Statistics against SciPy")
struct StatisticsGoldenTests {
  @Test("quantiles of Student's t are right to 1e-9")
  func quantiles() throws {
    for golden in try GoldenStatistics.load().quantiles {
      let found = StudentT(degrees: golden.degrees).quantile(confidence: 0.95)
      #expect(abs(found / golden.quantile - 1) < 1e-9, "\(golden.degrees) degrees")
    }
  }

  // Far tails too: 1e-141 at a thousand degrees.
  @Test("two-sided probabilities are right to 1e-9 of themselves, on either side")
  func probabilities() throws {
    for golden in try GoldenStatistics.load().pValues {
      let law = StudentT(degrees: golden.degrees)
      for (t, p) in zip(golden.t, golden.p) {
        #expect(abs(law.twoSidedProbability(t) / p - 1) < 1e-9, "\(golden.degrees), \(t)")
        #expect(law.twoSidedProbability(-t) == law.twoSidedProbability(t))
      }
    }
  }

  @Test("means and intervals")
  func samples() throws {
    for golden in try GoldenStatistics.load().samples {
      let sample = Sample(golden.values)
      let interval = try #require(sample.interval)
      let scale = golden.values.map { abs($0) }.max()!
      #expect(abs(sample.mean - golden.mean) < 1e-14 * scale)
      #expect(abs(interval.lowerBound - golden.low) < 1e-12 * scale)
      #expect(abs(interval.upperBound - golden.high) < 1e-12 * scale)
    }
  }

  @Test("paired tests, whichever sample comes first")
  func pairedTests() throws {
    for golden in try GoldenStatistics.load().pairedTests {
      let (first, second) = (Sample(golden.first), Sample(golden.second))
      let p = try #require(first.pairedProbability(against: second))
      #expect(abs(p / golden.p - 1) < 1e-9)
      #expect(second.pairedProbability(against: first) == p)
    }
  }

  @Test("Holm's adjustment")
  func holm() throws {
    for golden in try GoldenStatistics.load().holm {
      let found = Sample.holmAdjusted(golden.p)
      #expect(zip(found, golden.adjusted).allSatisfy { abs($0 - $1) < 1e-14 })
      #expect(found.count == golden.p.count)
    }
  }
}
