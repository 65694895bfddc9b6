import Tensors

/// How the numbers of a hidden layer are spread: its values after the activation, and their gradients.
public struct LayerHistogram: Sendable, Hashable {
  /// The node that gives the values, as ``LayerReading`` names it.
  public let layer: String
  /// The values.
  public let values: Counts
  /// Their gradients under cotangents N(0, 1) of the logits; `nil` where there are none.
  public let gradients: Counts?
  /// The share of values that are exactly 0.
  public let zeros: Double

  /// How many numbers fall into bins of equal width.
  public struct Counts: Sendable, Hashable {
    /// The lower end of the first bin.
    public let low: Double
    /// The upper end of the last one.
    public let high: Double
    /// The numbers in each bin; a bin holds its lower end, the last one its upper end too.
    public let counts: [Int]
    /// Numbers below, and above.
    public let below, above: Int
    /// Infinities and not-a-numbers, counted nowhere else.
    public let nonfinite: Int

    /// The number of bins.
    public static let binCount = 40

    /// Counts between the quantiles at 0.5 % and 99.5 %, widened by a twentieth: a few far outliers do
    /// not push all else into one bin.
    ///
    /// - Complexity: O(n log n) in the numbers.
    public init(_ numbers: some Collection<Float>) {
      var finite = numbers.filter(\.isFinite)
      nonfinite = numbers.count - finite.count
      finite.sort()
      let (low, high) = Self.bounds(finite)
      var counts = [Int](repeating: 0, count: Self.binCount)
      var (below, above) = (0, 0)
      let scale = Double(Self.binCount) / (high - low)
      for number in finite {
        let value = Double(number)
        if value < low {
          below += 1
        } else if value > high {
          above += 1
        } else {
          counts[min(Int((value - low) * scale), Self.binCount - 1)] += 1
        }
      }
      (self.low, self.high, self.counts) = (low, high, counts)
      (self.below, self.above) = (below, above)
    }

    private static func bounds(_ sorted: [Float]) -> (low: Double, high: Double) {
      guard let first = sorted.first, let last = sorted.last else { return (-1, 1) }
      let cut = sorted.count / 200
      let (low, high) = (Double(sorted[cut]), Double(sorted[sorted.count - 1 - cut]))
      let margin = (high - low) / 20
      // Beyond the extremes there is nothing to show.
      let ends = (max(low - margin, Double(first)), min(high + margin, Double(last)))
      guard ends.0 < ends.1 else {
        let half = max(abs(ends.0) / 10, Double(Float.leastNormalMagnitude))
        return (ends.0 - half, ends.0 + half)
      }
      return ends
    }
  }
}
