import Foundation
import Initializers
import Streams
import Tensors
import Testing

@Suite("Truncated normals that other libraries get wrong")
struct TruncationOfPeersTests {
  private let wide = ParameterSpec.dense(in: 350, out: 990)

  @Test(
    "the deviation is the one asked for: Keras's and JAX's plain truncated laws give 0.88 of it")
  func deviation() throws {
    let values = try FixedLaw.truncatedNormal(standardDeviation: 0.05).draw(
      wide, path: "w", seed: 0)
    let law = ExactLaw.truncatedNormal(parent: 0.05 / 0.87962566103423975041)
    #expect(abs(Sample(values).varianceScore(law)) < 4.5)
    #expect(abs(law.second.squareRoot() - 0.05) < 1e-12)
  }

  @Test("a cut is in deviations: PyTorch's, timm's and Flux's absolute ±2 cut nothing at 0.02")
  func bounds() throws {
    let values = try FixedLaw.truncatedNormal(standardDeviation: 0.02).draw(
      wide, path: "w", seed: 0)
    let end = 0.02 * 2 / 0.87962566103423975041
    #expect(values.allSatisfy { abs(Double($0)) <= end * (1 + 1e-7) })
    // What PyTorch draws can be had, and says so: a plain normal law.
    let absolute = try FixedLaw.normalWithin(lower: -2, upper: 2, parentDeviation: 0.02)
    let same = try absolute.draw(wide, path: "w", seed: 0)
    #expect(Sample(same).values.contains { abs($0) > 0.02 * 4 })
    #expect(abs(Sample(same).varianceScore(.normal(deviation: 0.02))) < 4.5)
  }

  @Test("no value lies beyond the cut: Keras on PyTorch lets some through, the largest at 3.12")
  func leaks() throws {
    var values = [Float](repeating: 0, count: 10_000_000)
    let law = try TruncatedNormal(parentDeviation: 1, within: (-2, 2))
    try FixedLaw(name: "cut", law: law).fill(
      &values, of: .dense(in: 10_000, out: 1_000), path: "w", seed: 9)
    #expect(values.allSatisfy { abs($0) <= 2 })
    // Nor is there a heap at the ends, which clamping leaves: the density there is 0.0566.
    let expected = 2 * 0.053990966513 * 0.001 / 0.954499736104 * 1e7
    let near = Double(values.count { abs($0) > 1.999 })
    #expect(abs(near - expected) < 5 * expected.squareRoot())
  }

  @Test("16-bit draws have no outliers: timm's of deviation 0.02 have 0.0907 and values at -2")
  func outliers() throws {
    let values = try FixedLaw.truncatedNormal(standardDeviation: 0.02)
      .draw(wide, as: BFloat16.self, path: "w", seed: 0).map { Float($0) }
    let law = ExactLaw.truncatedNormal(parent: 0.02 / 0.87962566103423975041)
    #expect(values.allSatisfy { abs(Double($0)) <= law.end * (1 + 0x1p-8) })
    #expect(abs(Sample(values).moment(2).squareRoot() / 0.02 - 1) < 0.005)
  }

  @Test(
    "one-sided, far and narrow intervals have the mean and deviation of the cut law",
    arguments: [
      (-1.0, 0.5), (0.0, Double.infinity), (-Double.infinity, -1.0), (2.0, 5.0), (6.0, 7.0),
      (-4.0, 4.0), (1.0, 1.001), (-3.0, 8.0), (12.0, Double.infinity),
    ] as [(Double, Double)])
  func anyInterval(_ lower: Double, _ upper: Double) throws {
    let law = try TruncatedNormal(parentDeviation: 1, within: (lower, upper))
    let exact = moments(lower, upper)
    #expect(abs(law.mean - exact.mean) < 1e-9 * max(1, abs(exact.mean)))
    #expect(abs(law.standardDeviation / exact.deviation - 1) < 1e-6)
    let initializer = FixedLaw(name: "interval", law: law)
    let values = try initializer.draw(wide, as: Double.self, path: "w", seed: 1)
    #expect(values.allSatisfy { $0 >= lower && $0 <= upper })
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    #expect(abs(mean - exact.mean) < 4.5 * exact.deviation / n.squareRoot())
    let square = values.reduce(0) { $0 + ($1 - exact.mean) * ($1 - exact.mean) } / n
    // Var (x - m)^2 is at most (E (x - m)^4), for these laws below 9 times the square.
    #expect(abs(square / exact.deviation / exact.deviation - 1) < 4.5 * (8 / n).squareRoot())
    let floats = try initializer.draw(wide, path: "w", seed: 1)
    #expect(zip(floats, values).allSatisfy { $0 == Float($1) })
  }

  @Test(
    "what no interval is, is refused: PyTorch draws ±2 for NaN, infinite and negative deviations")
  func badInput() {
    for deviation in [-1, .nan, .infinity, 0] {
      #expect(throws: InitializerError.self) {
        try TruncatedNormal(parentDeviation: deviation, within: (-2, 2))
      }
    }
    #expect(throws: InitializerError.self) {
      try TruncatedNormal(parentMean: .nan, parentDeviation: 1, within: (-2, 2))
    }
    let intervals = [(2.0, -2.0), (1, 1), (.nan, 1), (0, .nan), (50, 60), (.infinity, .infinity)]
    for (lower, upper) in intervals {
      #expect(throws: InitializerError.self) {
        try TruncatedNormal(parentDeviation: 1, within: (lower, upper))
      }
    }
    for cut in [0, -1, .nan, .infinity] {
      #expect(throws: InitializerError.self) {
        try TruncatedNormal(standardDeviation: 1, cut: cut)
      }
    }
  }

  // Simpson's rule on the density relative to its value at the end nearest to 0.
  private func moments(_ lower: Double, _ upper: Double) -> (mean: Double, deviation: Double) {
    let near = lower > 0 ? lower : upper < 0 ? upper : 0
    let a = max(lower, near - 12)
    let b = min(upper, near + 12)
    let steps = 200_000
    var sums = [0.0, 0, 0]
    for step in 0...steps {
      let x = a + (b - a) * Double(step) / Double(steps)
      let weight: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
      let density = weight * exp((near - x) * (near + x) / 2)
      sums[0] += density
      sums[1] += density * (x - near)
      sums[2] += density * (x - near) * (x - near)
    }
    let mean = sums[1] / sums[0]
    return (near + mean, (sums[2] / sums[0] - mean * mean).squareRoot())
  }
}
