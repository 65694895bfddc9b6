import CKernels
import Foundation
import Streams
import Testing

/// The distance of `value` from an exact one, in units in the last place of the exact one.
private func ulps(_ value: Float, _ exact: Double) -> Double {
  abs(Double(value) - exact) / Double(Float(abs(exact)).ulp)
}

@Suite("Normal draws against 40-digit arithmetic")
struct NormalGoldenTests {
  // Logarithm and sine are each within 1.0 ulp, root and product round once: 0.5 + 0.5 + 1 + 0.5.
  private let bound = 2.5

  @Test("near, far and extreme draws are within 2.5 units in the last place")
  func elements() throws {
    let cases = try Stream1Golden.file.normals
    #expect(cases.count == 4)
    for golden in cases {
      let stream = ParameterStream(seed: golden.seed, path: golden.path)
      for (element, exact) in zip(golden.elements, golden.values) {
        let value = stream.normal(from: element, 1)[0]
        #expect(ulps(value, exact) <= bound, "\(golden.path) element \(element)")
      }
    }
  }

  @Test("draws from the most extreme words are within 2.5 units, in both halves of a block")
  func chosenWords() throws {
    let cases = try Stream1Golden.file.normalPairs
    #expect(cases.count == 112)
    for golden in cases {
      for row in [0, 2] {
        let (cosine, sine) = draws(fromWords: golden.words[0], golden.words[1], row: row) {
          xv_fill_normal($0, XV_FLOAT32, $1, $2, 0, 1, $3)
        }
        #expect(isNear(cosine, golden.cosine), "\(golden.words) \(row): \(cosine)")
        #expect(isNear(sine, golden.sine), "\(golden.words) \(row): \(sine)")
      }
    }
  }

  @Test("the largest normal draw is 6.5556 standard deviations, the smallest is 0")
  func extremes() {
    let (largest, _) = draws(fromWords: 0, 0x7FFF_FFFF, row: 0) {
      xv_fill_normal($0, XV_FLOAT32, $1, $2, 0, 1, $3)
    }
    #expect(abs(Double(largest) - (62 * log(2.0)).squareRoot()) < 1e-6)
    // The first word rounds to u = 1, whose logarithm is 0.
    let (zero, alsoZero) = draws(fromWords: 0xFFFF_FFFF, 0x2000_0000, row: 0) {
      xv_fill_normal($0, XV_FLOAT32, $1, $2, 0, 1, $3)
    }
    #expect(zero == 0)
    #expect(alsoZero == 0)
  }

  @Test("the standard deviation multiplies unit draws, rounded once")
  func scale() {
    let stream = ParameterStream(seed: 42, path: "hidden.weight")
    let units = stream.normal(10_000)
    for deviation: Float in [0.02, 0.122169, 3, 1e-30, 1e30, 0] {
      #expect(stream.normal(10_000, deviation: deviation) == units.map { $0 * deviation })
    }
  }

  // Where the exact value is 0 the drawn one must be; JSON has no sign for it.
  private func isNear(_ value: Float, _ exact: Double) -> Bool {
    exact == 0 ? value == 0 : ulps(value, exact) <= bound
  }
}

@Suite("Truncated normal draws against 40-digit arithmetic")
struct TruncatedNormalGoldenTests {
  // The quantile is within 2.0 ulp; the probability's rounding to float counts 4.4 times where
  // the inverse distribution function is steepest, at the cut; at 3 deviations 37 times.
  @Test("draws cut at two deviations are within 8 units in the last place")
  func elements() throws {
    for golden in try Stream1Golden.file.truncatedNormals where golden.cut == 2 {
      guard let seed = golden.seed, let path = golden.path else { continue }
      let values = ParameterStream(seed: seed, path: path).truncated(64)
      #expect(golden.values.count == 64)
      for (value, exact) in zip(values, golden.values) {
        #expect(ulps(value, exact) <= 8, "\(value) \(exact)")
      }
    }
  }

  @Test("draws from chosen words, cut at 1, 2 and 3 deviations, are within 4, 8 and 64 units")
  func chosenWords() throws {
    let bounds: [Double: Double] = [1: 4, 2: 8, 3: 64]
    for golden in try Stream1Golden.file.truncatedNormals {
      var truncation = xv_truncated(-golden.cut, golden.cut)
      for (word, exact) in zip(golden.words, golden.values) {
        let (value, same) = draws(fromWords: word, word, row: 2) {
          xv_fill_truncated_normal($0, XV_FLOAT32, $1, $2, &truncation, 0, 1, $3)
        }
        #expect(ulps(value, exact) <= bounds[golden.cut] ?? 0, "\(golden.cut) \(word) \(value)")
        #expect(value == same)
      }
    }
  }

  @Test("the constants of the cut at two deviations are those of 40-digit arithmetic")
  func constants() {
    #expect(TruncationCut.two.bound == 2)
    #expect(TruncationCut.two.mass == Float(erf(2 / 2.0.squareRoot())))
    #expect(TruncationCut.two.deviation == 0.87962566103423975041)
    // 1 - 2 c density(c) / mass is the variance of a normal law cut at c.
    let density = exp(-2.0) / (2 * Double.pi).squareRoot()
    let variance = 1 - 4 * density / erf(2 / 2.0.squareRoot())
    #expect(abs(variance.squareRoot() - TruncationCut.two.deviation) < 1e-15)
  }
}
