import Foundation
import Initializers
import Testing

/// The mean square of a signal after 20 linear layers of 256 units, really multiplied.
///
/// Null law, weights N(0, 1/n) of independent layers: the ratio r of successive mean squares is
/// chi-squared with n degrees of freedom over n, so E log r = -1/n - 1/(3 n^2) and
/// Var log r = 2/n + 2/n^2 up to terms in n^-3 (psi(n/2) + log(2/n), psi'(n/2)). A uniform law's
/// fourth moment is smaller, and so is its variance of log r.
@Suite("Signals through 20 linear layers of 256 units")
struct SignalTests {
  private static let width = 256
  private static let depth = 20
  private static let seeds: Range<UInt64> = 0..<12

  private let meanLog = -1.0 / 256 - 1 / (3.0 * 256 * 256)
  private let varianceLog = 2.0 / 256 + 2 / (256.0 * 256)

  /// log of (mean square out / mean square in), for each seed.
  private func logRatios(_ spelled: String) throws -> [Double] {
    let initializer = try InitializerCatalog.initializer(spelled: spelled)
    let width = Self.width
    return try Self.seeds.map { seed in
      // Unit inputs: every coordinate is 1 or -1.
      var signal = (0..<width).map { $0.isMultiple(of: 3) ? -1.0 : 1.0 }
      for layer in 0..<Self.depth {
        let weights = try initializer.draw(
          .dense(in: width, out: width), path: "layers.\(layer).weight", seed: seed)
        var output = [Double](repeating: 0, count: width)
        weights.withUnsafeBufferPointer { weights in
          for input in 0..<width {
            for unit in 0..<width {
              output[unit] += signal[input] * Double(weights[input * width + unit])
            }
          }
        }
        signal = output
      }
      return log(signal.reduce(0) { $0 + $1 * $1 } / Double(width))
    }
  }

  /// The mean over seeds of the sum over layers, and 4.5 of its standard errors.
  private func expect(_ ratios: [Double], perLayer factor: Double, _ name: String) {
    let depth = Double(Self.depth)
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let bound = 4.5 * (depth * varianceLog / Double(ratios.count)).squareRoot()
    #expect(abs(mean - depth * (log(factor) + meanLog)) < bound, "\(name): \(mean)")
    for ratio in ratios {
      let one = 4.5 * (depth * varianceLog).squareRoot()
      #expect(abs(ratio - depth * (log(factor) + meanLog)) < one, "\(name): \(ratio)")
    }
  }

  @Test(
    "Glorot's variance 2 / (in + out) keeps the mean square 1",
    arguments: ["glorotNormal", "glorotUniform", "glorotTruncatedNormal"])
  func glorot(_ name: String) throws { expect(try logRatios(name), perLayer: 1, name) }

  @Test("the misprint 1 / (in + out) halves the mean square in every layer, 2^-20 in all")
  func misprint() throws {
    let name = "varianceScaling:0.5,fanAverage,normal"
    let ratios = try logRatios(name)
    expect(ratios, perLayer: 0.5, name)
    #expect(ratios.allSatisfy { $0 < -20 * log(2.0) + 2 })
  }

  @Test("LeCun's variance 1 / in keeps it, He's 2 / in doubles it, the standard one leaves a third")
  func others() throws {
    expect(try logRatios("lecunNormal"), perLayer: 1, "lecunNormal")
    expect(try logRatios("heNormal"), perLayer: 2, "heNormal")
    expect(try logRatios("standardUniform"), perLayer: 1.0 / 3, "standardUniform")
  }

  @Test("orthogonal layers keep it exactly, up to the rounding of the weights")
  func orthogonal() throws {
    for ratio in try logRatios("orthogonal") { #expect(abs(ratio) < 1e-4) }
    for ratio in try logRatios("orthogonal:1.1") {
      #expect(abs(ratio - 40 * log(1.1)) < 1e-4)
    }
  }
}
