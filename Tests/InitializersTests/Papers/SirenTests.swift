import Foundation
import Initializers
import TestSupport
import Testing

@Suite("SIREN")
struct SirenTests {
  @Test("the intervals of 256 units are ±0.0051 and ±1/256, and draws come close to them")
  func bounds() throws {
    let spec = ParameterSpec.dense(in: 256, out: 99)
    for (rule, bound) in [
      (VarianceScaling.sirenUniform as any Initializer, 0.00510310363079828770),
      (VarianceRule.sirenFirstUniform, 1.0 / 256),
    ] {
      let largest = try rule.draw(spec, path: "siren", seed: 5).map { abs(Double($0)) }.max()
      let share = try #require(largest) / bound
      // The largest of 25344 shares falls below 1 - 5e-4 once in 300 000 times.
      #expect(1 - 5e-4...1.000_000_1 ~= share)
    }
  }

  @Test("arguments of hidden sines have variance 1 behind the first layer, 0.797 deep down")
  func arguments() throws {
    let (width, points, omega) = (512, 40, 30.0)
    var draws = Draws(seed: 11)
    var rows = (0..<points).map { _ in draws.floats(2, bound: 1).map(Double.init) }
    let size = rows.flatMap { $0 }.secondMoment
    var variance = 0.0
    for layer in 0..<8 {
      let rule: any Initializer =
        layer == 0 ? VarianceRule.sirenFirstUniform : VarianceScaling.sirenUniform
      let map = try DrawnMap(
        rule, in: rows[0].count, out: width, path: "siren.\(layer)")
      rows = rows.map { map($0).map { omega * $0 } }
      let measured = rows.flatMap { $0 }.secondMoment
      if layer == 0 {
        // omega^2 / (9 n_in) = 50 with two coordinates whose mean square is 1/3: 150 times that of
        // the points drawn. 1024 weights leave an error of some per cent.
        #expect(abs(measured / (150 * size) - 1) < 0.15)
        variance = 1
      } else {
        // The sine of N(0, v) has the variance (1 - exp(-2 v)) / 2.
        #expect(abs(measured / variance - 1) < 0.08, "layer \(layer): \(measured), \(variance)")
        variance = 1 - exp(-2 * variance)
      }
      rows = rows.map { $0.map { sin($0) } }
    }
    #expect(abs(variance - 0.797) < 0.001)
  }

  @Test("halving omega doubles every hidden weight, for the same argument")
  func omega() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let one = try VarianceScaling.sirenUniform.draw(spec, path: "w", seed: 1)
    let other = try VarianceScaling.sirenUniform(omega: 15).draw(spec, path: "w", seed: 1)
    for (a, b) in zip(one, other) { #expect(abs(b / a - 2) < 1e-6) }
  }
}
