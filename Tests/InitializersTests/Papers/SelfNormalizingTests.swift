import Foundation
import Initializers
import Testing

@Suite("SELU and its start")
struct SelfNormalizingTests {
  private func selu(_ x: Double) -> Double {
    x > 0 ? Klambauer2017.lambda * x : Klambauer2017.lambda * Klambauer2017.alpha * expm1(x)
  }

  /// The mean of f(sqrt(variance) z), z standard normal, by Simpson's rule on each side of 0.
  private func mean(_ f: (Double) -> Double, variance: Double = 1) -> Double {
    let (end, steps) = (12.0, 4_000)
    let width = end / Double(steps)
    var sum = 0.0
    for side in [-1.0, 1] {
      for step in 0...steps {
        let z = side * width * Double(step)
        let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
        sum += weight * f(z * variance.squareRoot()) * exp(-z * z / 2)
      }
    }
    return sum * width / 3 / (2 * Double.pi).squareRoot()
  }

  @Test("mean 0 and variance 1 are a fixed point of SELU, which attracts the variance")
  func fixedPoint() {
    #expect(abs(mean(selu)) < 1e-11)
    #expect(abs(mean { selu($0) * selu($0) } - 1) < 1e-11)
    let above = mean({ selu($0) * selu($0) }, variance: 1.0001)
    let below = mean({ selu($0) * selu($0) }, variance: 0.9999)
    // The entry of the paper's Jacobian.
    #expect(abs((above - below) / 0.0002 - 0.782647883196813) < 1e-7)
  }

  @Test("with PyTorch's gain of 3/4 the variance has its fixed point at 0.023, not at 1")
  func torchGain() {
    let q = 0.0230337846108
    #expect(abs(9.0 / 16 * mean({ selu($0) * selu($0) }, variance: q) - q) < 1e-12)
  }

  @Test("fifty drawn layers keep the second moment of SELU near 1, and with gain 3/4 lose it")
  func deepNetwork() throws {
    func last(_ gain: Double) throws -> Double {
      let rule = VarianceScaling.seluNormal.scaled(byGain: gain)
      var x = try DrawnMap(VarianceScaling.lecunNormal, in: 1, out: 300, path: "input").weights
      for layer in 0..<50 {
        x = try DrawnMap(rule, in: 300, out: 300, path: "\(layer)")(x).map(selu)
      }
      return x.secondMoment
    }
    // Each layer adds noise of variance about 3 / 300 and keeps 0.78 of the last: 0.16 in all.
    #expect(abs(try last(1) - 1) < 0.6)
    #expect(try last(0.75) < 0.2)
  }
}
