import Foundation

/// Counts of numbers in bins of equal width, and of those that fit in none.
public struct Histogram: Sendable, Hashable, Codable {
  /// Where the bins lie.
  public struct Bins: Sendable, Hashable {
    /// The lower end of the first bin.
    public let low: Double
    /// The upper end of the last bin.
    public let high: Double
    /// The number of bins.
    public let count: Int

    /// `count` bins from `low` to `high`.
    ///
    /// - Precondition: `low` is less than `high`, and there is at least one bin.
    public init(low: Double, high: Double, count: Int) {
      precondition(
        low < high && count >= 1,
        "histogram: \(count) bins from \(low) to \(high), at least 1 and a rising range was expected"
      )
      self.low = low
      self.high = high
      self.count = count
    }
  }

  /// The numbers in each bin; a bin holds its lower end, the last one its upper end too.
  public private(set) var counts: [Int]
  /// Numbers below the first bin.
  public private(set) var below = 0
  /// Numbers above the last bin.
  public private(set) var above = 0
  /// Exact zeros, counted nowhere else.
  public private(set) var zero = 0
  /// Infinities and not-a-numbers, counted nowhere else.
  public private(set) var nonfinite = 0

  /// The numbers themselves.
  public init(of values: some Sequence<Float>, in bins: Bins) {
    counts = Array(repeating: 0, count: bins.count)
    for value in values {
      if value == 0 { zero += 1 } else { add(Double(value), bins) }
    }
  }

  /// The base-ten logarithms of the absolute values, times `scale`; zeros have none and are only
  /// counted as zeros.
  public init(
    ofLogarithmsOf values: some Sequence<Float>, scaledBy scale: Double, in bins: Bins
  ) {
    counts = Array(repeating: 0, count: bins.count)
    for value in values {
      if value == 0 { zero += 1 } else { add(log10(abs(Double(value)) * scale), bins) }
    }
  }

  private mutating func add(_ value: Double, _ bins: Bins) {
    guard value.isFinite else {
      nonfinite += 1
      return
    }
    if value < bins.low {
      below += 1
    } else if value > bins.high {
      above += 1
    } else {
      let place = (value - bins.low) / (bins.high - bins.low) * Double(bins.count)
      counts[min(Int(place), bins.count - 1)] += 1
    }
  }
}
