import Foundation
import Initializers
import Streams
import Tensors
import Testing

/// Draws of 784 x 1,275 elements, about a million, and the law that they should have.
///
/// Scores are in standard errors of the null law, which is the exact law itself; fixed seeds.
@Suite("Laws of draws")
struct LawTests {
  static let cases: [(initializer: any Initializer, law: ExactLaw)] = [
    (VarianceScaling.lecunUniform, .uniform(bound: (3.0 / 784).squareRoot())),
    (VarianceScaling.lecunNormal, .normal(deviation: (1.0 / 784).squareRoot())),
    (
      VarianceScaling.lecunTruncatedNormal,
      .truncatedNormal(parent: (1.0 / 784).squareRoot() / 0.87962566103423975041)
    ),
  ]

  private static let seeds: [UInt64] = [42, .max]

  private func eachSample(_ body: (ExactLaw, Sample) throws -> Void) throws {
    for (initializer, law) in Self.cases {
      for seed in Self.seeds {
        let values = try initializer.draw(.dense(in: 784, out: 1_275), path: "law", seed: seed)
        try body(law, Sample(values))
      }
    }
  }

  @Test("the mean is 0 within 4.5 standard errors")
  func mean() throws {
    try eachSample { law, sample in #expect(abs(sample.meanScore(law)) < 4.5, "\(law.name)") }
  }

  @Test("the variance is the law's within 4.5 standard errors, which the fourth moment gives")
  func variance() throws {
    try eachSample { law, sample in #expect(abs(sample.varianceScore(law)) < 4.5, "\(law.name)") }
  }

  @Test("the kurtosis is the law's within 4.5 standard errors, which the eighth moment gives")
  func kurtosis() throws {
    try eachSample { law, sample in #expect(abs(sample.kurtosisScore(law)) < 4.5, "\(law.name)") }
    #expect(abs(ExactLaw.uniform(bound: 2).kurtosis - 1.8) < 1e-12)
    #expect(abs(ExactLaw.normal(deviation: 2).kurtosis - 3) < 1e-12)
  }

  @Test("Kolmogorov's distance to the exact distribution is one that chance gives")
  func kolmogorov() throws {
    try eachSample { law, sample in
      #expect(sample.kolmogorov(law.distribution) < 2.7, "\(law.name)")
    }
  }

  @Test("Kolmogorov's distance tells a law from one whose scale is one hundredth larger")
  func kolmogorovHasPower() throws {
    for (initializer, law) in Self.cases {
      let values = try initializer.draw(.dense(in: 784, out: 1_275), path: "law", seed: 0)
      let wider = Sample(values.map { $0 * 1.01 })
      #expect(wider.kolmogorov(law.distribution) > 2.7, "\(law.name)")
    }
  }

  @Test("half of the draws are positive, and odd powers have mean 0")
  func symmetry() throws {
    try eachSample { law, sample in
      // Null law: fair coins, and a cube with variance E x^6 <= sqrt(E x^4 E x^8).
      let positive = Double(sample.values.count { $0 > 0 })
      #expect(abs(positive - sample.count / 2) < 4.5 * sample.count.squareRoot() / 2)
      let sixth = (law.fourth * law.eighth).squareRoot()
      #expect(abs(sample.moment(3)) < 4.5 * (sixth / sample.count).squareRoot(), "\(law.name)")
    }
  }

  @Test("no draw lies outside its law's interval, and some come near its ends")
  func range() throws {
    try eachSample { law, sample in
      let largest = sample.values.reduce(0) { max($0, abs($1)) }
      #expect(largest <= law.end, "\(law.name)")
      // A millionth of the law lies beyond this; a million draws reach it but for chance e^-20.
      let near = law.name == "normal" ? 4.3 * law.second.squareRoot() : law.end * (1 - 2e-5)
      #expect(largest > near, "\(law.name)")
    }
  }

  @Test("uniform draws lie strictly inside the open interval and are never 0")
  func openInterval() throws {
    let initializer = try FixedLaw.uniform(bound: 0.3)
    let values = try initializer.draw(.dense(in: 3_000, out: 2_000), path: "open", seed: 9)
    #expect(values.allSatisfy { $0 != 0 && abs($0) < 0.3 })
    let smallest = values.reduce(1) { min($0, abs($1)) }
    // Six million draws of 2^23 magnitudes: the smallest is k = 1, 3 or a few more.
    #expect(smallest < 0.3 * 0x1p-24 * 200)
  }

  @Test("the share of normal draws beyond 1, 2, 3 and 4 deviations is the law's")
  func tails() throws {
    let values = try FixedLaw.normal(standardDeviation: 1)
      .draw(.dense(in: 2_000, out: 2_000), path: "tails", seed: 3)
    for deviations in [1.0, 2, 3, 4] {
      let share = erfc(deviations / 2.0.squareRoot())
      let expected = share * 4e6
      let found = Double(values.count { abs($0) > Float(deviations) })
      // Null law: binomial.
      #expect(abs(found - expected) < 4.5 * (expected * (1 - share)).squareRoot())
    }
  }

  @Test("no truncated draw lies beyond two deviations of its parent, the share near them is right")
  func truncation() throws {
    let initializer = try FixedLaw.truncatedNormal(standardDeviation: 1)
    let values = try initializer.draw(.dense(in: 1_000, out: 2_000), path: "cut", seed: 4)
    let parent = 1 / 0.87962566103423975041
    #expect(values.allSatisfy { abs(Double($0)) < 2 * parent })
    let mass = erf(2 / 2.0.squareRoot())
    for deviations in [0.5, 1, 1.5, 1.9] {
      let share = (mass - erf(deviations / 2.0.squareRoot())) / mass
      let found = Double(values.count { abs(Double($0)) > deviations * parent })
      let error = (2e6 * share * (1 - share)).squareRoot()
      #expect(abs(found - 2e6 * share) < 4.5 * error, "beyond \(deviations)")
    }
  }
}
