import Initializers
import Tensors

/// The shape of a real draw: how many weights fall into each of 80 bins, and what the law expects there.
public struct WeightSample: Sendable {
  /// The seed of the draw.
  public let seed: UInt64
  /// The ends of the bins: 3.2 root mean squares on both sides of 0.
  public let range: ClosedRange<Double>
  /// The weights in each bin; exact zeros are counted in ``zeros`` alone, since those that a law puts
  /// everywhere would hide the shape of the rest.
  public let counts: [Int]
  /// The number of weights that were drawn, exact zeros among them.
  public let drawn: Int
  /// How many of them are exactly 0.
  public let zeros: Int
  /// How many of the weights that are not 0 the law expects in each bin; `nil` where it is no law of one
  /// weight, as those of whole matrices.
  public let expected: [Double]?

  /// The number of bins.
  public static let binCount = 80
  // More of them tell no more of the shape.
  private static let most = 131_072

  /// The first weights of a parameter, at most 131,072, as drawn under the path `explain`.
  ///
  /// - Returns: `nil` where the weights are fewer than 64 or all of one number, and for laws of whole
  ///   matrices so large that drawing them takes long.
  /// - Throws: `InitializerError` as a draw does.
  public init?(
    _ explanation: InitializerExplanation, seed: UInt64
  ) throws(InitializerError) {
    let (spec, law) = (explanation.spec, explanation.law)
    guard explanation.variance > 0, spec.shape.count >= 64 else { return nil }
    // A law of whole matrices would draw them all for a few elements.
    guard law.isElementwise || spec.shape.count <= 1 << 22 else { return nil }
    var values = [Float](repeating: 0, count: min(spec.shape.count, Self.most))
    try explanation.initializer.fill(&values, of: spec, path: "explain", seed: seed)
    drawn = values.count
    values.removeAll { $0 == 0 }
    zeros = drawn - values.count
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    let far =
      3.2 * Double(values.reduce(0) { $0 + $1 * $1 } / Float(max(values.count, 1))).squareRoot()
    guard far > 0, far.isFinite else { return nil }
    self.seed = seed
    range = -far...far
    counts = Self.counts(of: values, over: range)
    let spreads = law.isElementwise || law is Sparse ? law.spreads(of: spec) : []
    expected =
      spreads.count == 1 ? Self.expected(spreads[0], over: range, of: values.count) : nil
  }

  private static func counts(of values: [Float], over range: ClosedRange<Double>) -> [Int] {
    var counts = [Int](repeating: 0, count: binCount)
    for value in values where range.contains(Double(value)) {
      let share = (Double(value) - range.lowerBound) / (range.upperBound - range.lowerBound)
      counts[min(Int(share * Double(binCount)), binCount - 1)] += 1
    }
    return counts
  }

  private static func expected(
    _ spread: Spread, over range: ClosedRange<Double>, of count: Int
  ) -> [Double] {
    func probability(_ bin: Int) -> Double {
      let width = (range.upperBound - range.lowerBound) / Double(binCount)
      return min(max(spread.probability(range.lowerBound + Double(bin) * width), 0), 1)
    }
    return (0..<binCount).map { Double(count) * (probability($0 + 1) - probability($0)) }
  }
}
