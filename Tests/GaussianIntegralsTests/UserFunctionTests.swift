import GaussianIntegrals
import TestSupport
import Testing

@Suite("Functions of users")
struct UserFunctionTests {
  @Test("a slope found by differences gives ten digits of the moments")
  func differences() throws {
    for entry in FunctionCatalog.entries where entry.function.jumps.isEmpty {
      let exact = entry.function
      let found = ScalarFunction(entry.name, kinks: exact.kinks) { x in exact.value(at: x) }
      for variance in [1e-3, 1, 50] {
        let a = try GaussianMoments(of: found, variance: variance)
        let b = try GaussianMoments(of: exact, variance: variance)
        let size = max(1, b.slopeSecondMoment)
        #expect(abs(a.slopeSecondMoment - b.slopeSecondMoment) < 1e-10 * size, "\(entry.name)")
        #expect(abs(a.slopeMean - b.slopeMean) < 1e-10 * size, "\(entry.name) at \(variance)")
      }
    }
  }

  @Test("a slope found by differences errs as the distance of the nearest pole has it")
  func poles() {
    for r in [0.1, 0.15, 0.25, 0.5, 1, 3] {
      // x / (x² + r²) has poles at ±r i; its largest value is 1 / (2 r), its slope at 0 1 / r².
      let function = ScalarFunction("pole") { x in x / (x * x + r * r) }
      var power = 1.0
      for _ in 0..<10 { power *= 0.041 / r }
      let error = abs(function.slope(at: 0) - 1 / (r * r))
      #expect(error < 2 * power / (r * r) + 3e-14 / (2 * r), "pole at distance \(r)")
      // The bound is no larger than it has to be.
      if r < 0.2 { #expect(error > 0.2 * power / (r * r), "pole at distance \(r)") }
    }
  }

  @Test("moments of a function without a name agree with a million draws")
  func monteCarlo() throws {
    // The null law: the mean of n draws is normal with the deviation that the draws show.
    let function: @Sendable (Double) -> Double = { x in x > 0.3 ? x * x / (1 + x) : -0.2 * x }
    let moments = try GaussianMoments(
      of: ScalarFunction("mine", kinks: [0.3], jumps: [0.3], value: function), variance: 1.7)
    var draws = Draws(seed: 7)
    let count = 1_000_000
    var sums = (0.0, 0.0, 0.0)
    for _ in 0..<count {
      // The sum of twelve uniforms is not normal enough; the polar method is exact.
      var (u, v, s) = (0.0, 0.0, 2.0)
      while s >= 1 || s == 0 {
        u = Double.random(in: -1..<1, using: &draws)
        v = Double.random(in: -1..<1, using: &draws)
        s = u * u + v * v
      }
      let z = u * (-2 * logarithm(s) / s).squareRoot()
      let y = function(1.7.squareRoot() * z)
      sums.0 += y
      sums.1 += y * y
      sums.2 += y * y * y * y
    }
    let n = Double(count)
    let (mean, second, fourth) = (sums.0 / n, sums.1 / n, sums.2 / n)
    #expect(abs(mean - moments.mean) < 4.5 * ((second - mean * mean) / n).squareRoot())
    #expect(
      abs(second - moments.secondMoment) < 4.5 * ((fourth - second * second) / n).squareRoot())
  }

  @Test("a bend that is not declared costs the mean slope its last digits when the slope is given")
  func undeclared() throws {
    for bend in [0.7, 0.1, 1.0 / 3, 1.234, -2.6] {
      let value: @Sendable (Double) -> Double = { x in abs(x - bend) }
      let slope: @Sendable (Double) -> Double = { x in x > bend ? 1 : -1 }
      let silent = ScalarFunction("bend", value: value, slope: slope)
      let declared = ScalarFunction("bend", kinks: [bend], value: value, slope: slope)
      for variance in [0.2, 1, 7] {
        let a = try GaussianMoments(of: silent, variance: variance)
        let b = try GaussianMoments(of: declared, variance: variance)
        #expect(isNear(a.secondMoment, variance + bend * bend))
        #expect(isNear(a.mean, b.mean, 1e-13), "\(bend) at \(variance)")
        #expect(isNear(a.slopeMean, b.slopeMean, 1e-8), "\(bend) at \(variance)")
        #expect(isNear(a.lengthSlope, b.lengthSlope, 1e-12), "\(bend) at \(variance)")
      }
    }
  }

  @Test("the correlation map takes single precision, and refuses what bends without a word")
  func rough() throws {
    let slope: @Sendable (Double) -> Double = { x in x > 0.7 ? 1 : -1 }
    let declared = ScalarFunction("bend", kinks: [0.7], value: { x in abs(x - 0.7) }, slope: slope)
    let single = ScalarFunction(
      "single", kinks: [0.7], value: { x in Double(abs(Float(x) - 0.7)) }, slope: slope)
    let bend = ScalarFunction("bend", value: { x in abs(x - 0.7) }, slope: slope)
    func map(_ function: ScalarFunction) throws -> CorrelationMap {
      try CorrelationMap(
        LengthMap(function, weightVariance: 1.5, biasVariance: 0.05), variance: 1)
    }
    for c in [-0.9, 0.5, 0.999] {
      let exact = try map(declared).step(from: c)
      let found = try map(single).step(from: c)
      #expect(abs(found.correlation - exact.correlation) < 1e-6)
    }
    do {
      _ = try map(bend).step(from: 0.5)
      Issue.record("no error")
    } catch let error as GaussianIntegralError {
      #expect(error.code == .divergent)
    }
  }

  @Test("gains of a closure are those of the function with that name")
  func closures() throws {
    #expect(isNear(try Gain.forward { x in x / (1 + abs(x)) }, 2.33753336310853966, 1e-12))
    let backward = try Gain.backward(kinks: [0]) { x in x / (1 + abs(x)) }
    #expect(isNear(backward, 2.095780608943311, 1e-10))
    #expect(isNear(try Gain.compromise(of: .exponential), 0.367879441171442322))
  }

  @Test("an integral about another mean has the moments of the law")
  func mean() throws {
    for mean in [-40.0, -3, 0, 2, 1e4] {
      let second = try GaussianIntegral(mean: mean, variance: 2.5) { x in x * x }
      #expect(isNear(second.value, mean * mean + 2.5))
      #expect(second.errorEstimate < 1e-14 * max(1, mean * mean + 2.5))
      let above = try GaussianIntegral(mean: mean, variance: 9, kinks: [mean + 3]) { x in
        x > mean + 3 ? 1 : 0
      }
      #expect(abs(above.value - 0.158655253931457051) < 1e-14)
    }
  }

  @Test("no function makes an integral trap")
  func hostile() throws {
    let functions: [ScalarFunction] = [
      ScalarFunction("infinite") { _ in
        .infinity
      } slope: { _ in
        0
      },
      ScalarFunction("pole", kinks: [0]) { x in
        1 / x
      } slope: { x in
        -1 / (x * x)
      },
      ScalarFunction("nan") { _ in .nan },
      ScalarFunction("huge") { _ in
        1e300
      } slope: { _ in
        1e300
      },
      ScalarFunction("zero") { _ in
        0
      } slope: { _ in
        0
      },
      ScalarFunction("kinks", kinks: [.nan, .infinity, 1, 1, -1e300]) { x in
        x
      } slope: { _ in
        1
      },
      ScalarFunction("opposite") { x in
        x > 0 ? .infinity : -.infinity
      } slope: { _ in
        0
      },
    ]
    for function in functions {
      for variance in [0, 1e-300, 1, 1e300] {
        do {
          let moments = try GaussianMoments(of: function, variance: variance)
          #expect(!moments.secondMoment.isNaN, "\(function.name) at \(variance)")
        } catch {
          #expect([.notANumber, .divergent].contains(error.code), "\(function.name)")
        }
        _ = try? EdgeOfChaos(of: function).points(biasVariance: 0.1, in: 0.5...2)
      }
    }
  }
}
