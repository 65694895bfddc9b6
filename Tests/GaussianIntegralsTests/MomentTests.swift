import GaussianIntegrals
import TestSupport
import Testing

struct MomentTable: Decodable {
  struct Case: Decodable {
    let function: String
    let variance: Double
    let mean: Double
    let secondMoment: Double
    let slopeMean: Double
    let slopeSecondMoment: Double
    let alpha: Double?
  }
  let moments: [Case]
}

func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-14) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}

@Suite("Gaussian moments")
struct MomentTests {
  @Test("every function's moments are those of mpmath at variances from 1e-12 to 1e8")
  func golden() throws {
    let table = try Golden.load("gains", as: MomentTable.self).moments
    for row in table {
      let function = try FunctionCatalog.function(spelled: row.function)
      // Each value of a sine at 1e8 carries the rounding of an argument near 1e5.
      let isOscillating = row.variance > 1000 && ["sin", "cos"].contains(row.function)
      let tolerance = isOscillating ? 1e-13 : 1e-14
      let moments = try GaussianMoments(of: function, variance: row.variance)
      let label: Comment = "\(row.function) at \(row.variance)"
      let deviation = row.variance.squareRoot()
      #expect(isNear(moments.mean, row.mean, tolerance * max(1, deviation)), label)
      #expect(isNear(moments.secondMoment, row.secondMoment, tolerance), label)
      #expect(isNear(moments.slopeMean, row.slopeMean, tolerance * max(1, deviation)), label)
      #expect(isNear(moments.slopeSecondMoment, row.slopeSecondMoment, tolerance), label)
      // Both are positive and have no cancellation: they hold relatively too.
      if row.secondMoment > 1e-300 {
        #expect(abs(moments.secondMoment / row.secondMoment - 1) < 1e-12, label)
        #expect(abs(moments.slopeSecondMoment / row.slopeSecondMoment - 1) < 1e-12, label)
        let alpha = try #require(row.alpha)
        #expect(isNear(moments.lengthSlope, alpha, 1e-13), label)
      }
    }
    #expect(Set(table.map { String($0.function.prefix { $0 != ":" }) }).count == 38)
  }

  @Test("gains at variance 1 are the reciprocal roots of the table's moments")
  func gains() throws {
    for row in try Golden.load("gains", as: MomentTable.self).moments where row.variance == 1 {
      let moments = try GaussianMoments(of: try FunctionCatalog.function(spelled: row.function))
      let forward = 1 / row.secondMoment.squareRoot()
      let backward = 1 / row.slopeSecondMoment.squareRoot()
      #expect(isNear(moments.forwardGain, forward))
      #expect(isNear(moments.backwardGain, backward))
      #expect(isNear(moments.compromiseGain, (forward * backward).squareRoot()))
      #expect(isNear(moments.gradientGrowth, row.slopeSecondMoment / row.secondMoment))
      #expect(isNear(moments.variance, row.secondMoment - row.mean * row.mean))
    }
  }

  @Test("a jump adds its share to the slope of the length map, which is 1 of a cut line without it")
  func jumps() throws {
    // With k = c / sqrt(q): E[x²; x > c] = q (k φ(k) + Q(k)) by parts, whose derivative by q is
    // k φ(k) + Q(k) + k³ φ(k) / 2. The odd function has twice both, so the same ratio.
    for (c, function) in [(0.5, ScalarFunction.hardshrink), (1, .thresholdedReLU)] {
      for q in [0.02, 0.3, 1, 4, 900] {
        let k = c / q.squareRoot()
        let density = exponential(-0.5 * k * k) / (2 * Double.pi).squareRoot()
        let cut = k * density + 0.5 * complementaryError(k / 2.0.squareRoot())
        let moments = try GaussianMoments(of: function, variance: q)
        #expect(isNear(moments.lengthSlope, 1 + 0.5 * k * k * k * density / cut, 1e-13))
        let half = function.isOdd ? 0.5 * moments.secondMoment : moments.secondMoment
        #expect(abs(half / (q * cut) - 1) < 1e-13)
      }
    }
  }

  @Test("moments of a homogeneous function grow with the variance, its slopes do not")
  func homogeneous() throws {
    for entry in FunctionCatalog.entries where entry.function.isHomogeneous {
      let one = try GaussianMoments(of: entry.function)
      for variance in [1e-9, 0.3, 7, 1e6] {
        let moments = try GaussianMoments(of: entry.function, variance: variance)
        #expect(abs(moments.secondMoment / (one.secondMoment * variance) - 1) < 1e-14)
        #expect(isNear(moments.slopeSecondMoment, one.slopeSecondMoment))
        #expect(isNear(moments.forwardGain, one.forwardGain))
        #expect(isNear(moments.lengthSlope, 1))
      }
    }
  }

  @Test("E f' is E z f over the deviation for functions without jumps, as Stein's lemma has it")
  func stein() throws {
    for entry in FunctionCatalog.entries where entry.function.jumps.isEmpty {
      let function = entry.function
      for variance in [0.2, 1, 5] {
        let deviation = variance.squareRoot()
        let product = try GaussianIntegral(variance: variance, kinks: function.kinks) { x in
          x / deviation * function.value(at: x)
        }
        let moments = try GaussianMoments(of: function, variance: variance)
        let size = max(1, moments.secondMoment.squareRoot())
        #expect(abs(product.value / deviation - moments.slopeMean) < 1e-13 * size, "\(entry.name)")
      }
    }
  }

  @Test("the limit at variance 0 is what a small variance comes near")
  func limit() throws {
    for entry in FunctionCatalog.entries {
      let limit = try GaussianMoments(of: entry.function, variance: 0)
      let near = try GaussianMoments(of: entry.function, variance: 1e-16)
      #expect(abs(limit.slopeSecondMoment - near.slopeSecondMoment) < 1e-6, "\(entry.name)")
      #expect(abs(limit.secondMoment - near.secondMoment) < 1e-6, "\(entry.name)")
    }
    #expect(try Gain.forward(of: .relu, variance: 0) == 2.0.squareRoot())
  }

  @Test("the variance of a sigmoid at variance 1e-12 keeps its digits")
  func noCancellation() throws {
    let moments = try GaussianMoments(of: .sigmoid, variance: 1e-12)
    #expect(abs(moments.variance / (1e-12 / 16) - 1) < 1e-9)
  }

  @Test("the exponential's moments are infinite where they overflow, and finite before")
  func overflow() throws {
    let large = try GaussianMoments(of: .exponential, variance: 250)
    #expect(abs(large.secondMoment / 1.4035922178528375e217 - 1) < 1e-12)  // e^500
    let beyond = try GaussianMoments(of: .exponential, variance: 1e5)
    #expect(beyond.mean == .infinity)
    #expect(beyond.secondMoment == .infinity)
    #expect(beyond.forwardGain == 0)
  }
}
