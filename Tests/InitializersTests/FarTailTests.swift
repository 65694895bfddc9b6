import Foundation
import Initializers
import Tensors
import Testing
import Threads

/// What a million draws do not reach: 2^26 draws, a sixteenth of what `Proofs laws` takes.
///
/// Null laws are Poisson's or a normal one; 21 counts, each within five standard errors.
@Suite("Far tails")
struct FarTailTests {
  private let spec = ParameterSpec.dense(in: 1 << 13, out: 1 << 13)

  /// How many draws lie above each threshold, and how many below its negative.
  private func counts(
    _ initializer: FixedLaw, beyond thresholds: [Float]
  ) throws -> (above: [Int], below: [Int]) {
    let tensor = Tensor(zeros: spec.shape)
    try initializer.fill(tensor.elements, of: spec, path: "far", seed: 1)
    let values = tensor.elements
    var (above, below) = ([Int](), [Int]())
    for threshold in thresholds {
      var (high, low): (Int32, Int32) = (0, 0)
      for value in values {
        high &+= value > threshold ? 1 : 0
        low &+= value < -threshold ? 1 : 0
      }
      above.append(Int(high))
      below.append(Int(low))
    }
    return (above, below)
  }

  @Test("each side of the normal law has its share beyond 1, 2, 3, 4 and 5 deviations")
  func normal() throws {
    let thresholds: [Double] = [1, 2, 3, 4, 5]
    let (above, below) = try counts(
      .normal(standardDeviation: 1), beyond: thresholds.map(Float.init))
    for (index, threshold) in thresholds.enumerated() {
      let share = erfc(threshold / 2.0.squareRoot()) / 2
      let expected = Double(spec.shape.count) * share
      let error = (expected * (1 - share)).squareRoot()
      #expect(abs(Double(above[index]) - expected) < 5 * error, "above \(threshold)")
      #expect(abs(Double(below[index]) - expected) < 5 * error, "below -\(threshold)")
      // About 38 beyond 5 of both sides: that there are none would show.
      let both = Double(above[index] + below[index])
      #expect(abs(both - 2 * expected) < 5 * 2.0.squareRoot() * error, "beyond \(threshold)")
    }
  }

  @Test("each side of the truncated law has its share of its outermost 4,096, 256 and 16 values")
  func truncated() throws {
    // The law has 2^24 equally probable values. Thresholds, from high precision arithmetic, lie
    // where the uncut law has 0.9544997361036416 (1 - 2 n 2^-24) within them; the parent's
    // deviation is 1.
    let values: [(n: Double, threshold: Float)] = [
      (4_096, 1.99570237683896), (256, 1.99973031446248), (16, 1.9999831403919),
    ]
    let (above, below) = try counts(
      .truncatedNormal(standardDeviation: 0.87962566103423975041),
      beyond: values.map(\.threshold))
    for (index, (n, _)) in values.enumerated() {
      let expected = Double(spec.shape.count) * n * 0x1p-24
      #expect(abs(Double(above[index]) - expected) < 5 * expected.squareRoot(), "above, \(n)")
      #expect(abs(Double(below[index]) - expected) < 5 * expected.squareRoot(), "below, \(n)")
    }
  }
}
