import GaussianIntegrals
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Hermite expansions")
struct HermiteExpansionTests {
  // E sin u sin v = exp(-q) sinh(c q) for equal variances q; E cos u cos v - (E cos u)² =
  // exp(-q) (cosh(c q) - 1).
  @Test("sine and cosine have their closed covariances", arguments: [0.1, 1, 2.5])
  func waves(q: Double) throws {
    let sine = try #require(HermiteExpansion(variance: q) { sin($0) })
    let cosine = try #require(HermiteExpansion(variance: q) { cos($0) })
    for c in [-0.9, -0.3, 0, 1e-6, 0.5, 0.99] {
      let odd = try #require(sine.covariance(with: sine, correlation: c))
      let even = try #require(cosine.covariance(with: cosine, correlation: c))
      #expect(abs(odd - exp(-q) * sinh(c * q)) < 1e-13)
      #expect(abs(even - exp(-q) * (cosh(c * q) - 1)) < 1e-13)
      let mixed = try #require(sine.covariance(with: cosine, correlation: c))
      #expect(abs(mixed) < 1e-14)
    }
  }

  @Test("functions of unequal variances agree with integrals over both numbers")
  func integrals() throws {
    let sigmoid = { (x: Double) in 1 / (1 + exp(-x)) }
    for (q, p) in [(0.35, 0.99), (1, 0.05), (2, 1.5)] {
      let a = try #require(HermiteExpansion(variance: q) { tanh($0) })
      let b = try #require(HermiteExpansion(variance: p, of: sigmoid))
      for c in [-0.7, 0.05, 0.4, 0.9] {
        let both = NormalPair.mean(
          .init(deviation: q.squareRoot(), kinks: []) { tanh($0) },
          .init(deviation: p.squareRoot(), kinks: [], sigmoid), correlation: c,
          isOneFunction: false)
        let found = try #require(a.covariance(with: b, correlation: c))
        // tanh has mean 0.
        #expect(abs(found - both) < 2e-9)
      }
    }
  }

  @Test("steep functions of nearly equal numbers are left to integrals")
  func steep() throws {
    let a = try #require(HermiteExpansion(variance: 100) { tanh($0) })
    #expect(a.covariance(with: a, correlation: 0.9999) == nil)
    #expect(a.covariance(with: a, correlation: 0.5) != nil)
    #expect(HermiteExpansion(variance: 0) { tanh($0) } == nil)
    #expect(HermiteExpansion(variance: 1e300) { tanh($0) } == nil)
    #expect(HermiteExpansion(variance: .infinity) { tanh($0) } == nil)
    #expect(HermiteExpansion(variance: 1) { _ in .nan } == nil)
  }
}
