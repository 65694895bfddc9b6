import ModelFiles
import Tensors

/// How the numbers of a tensor are spread: all of them, counted into bins of equal width.
///
/// The bins go from the quantile at 0.5 % to that at 99.5 % of 4,096 numbers that are evenly spread
/// over the tensor, and a quarter of that further on either side: all of a uniform law lies inside, of
/// a normal one all but 0.01 %.
public struct NumberHistogram: Sendable, Hashable {
  /// The lower end of the first bin.
  public let low: Double
  /// The upper end of the last one.
  public let high: Double
  /// The numbers in each bin; a bin holds its lower end, the last one its upper end too.
  public private(set) var counts: [Int]
  /// How many numbers lie below the first bin.
  public private(set) var below = 0
  /// How many lie above the last one.
  public private(set) var above = 0
  /// Infinities and not-a-numbers, counted nowhere else.
  public private(set) var nonfinite = 0
  private let scale: Double

  /// The number of bins.
  public static let binCount = 40

  private static let sampleCount = 4096
  private static let stretch = 64

  /// Empty bins for the numbers of a tensor.
  init(for reader: ElementReader) {
    self.init(sample: Self.sample(reader))
  }

  private init(sample: [Double]) {
    (low, high) = Self.bounds(sample)
    counts = [Int](repeating: 0, count: Self.binCount)
    scale = Double(Self.binCount) / (high - low)
  }

  private static func sample(_ reader: ElementReader) -> [Double] {
    guard reader.count > sampleCount else { return numbers(reader, 0..<reader.count) }
    let stretches = sampleCount / stretch
    return (0..<stretches).flatMap { index in
      let start = (reader.count - stretch) / (stretches - 1) * index
      return numbers(reader, start..<start + stretch)
    }
  }

  private static func numbers(_ reader: ElementReader, _ range: Range<Int>) -> [Double] {
    if reader.type == .float64 {
      return [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
        reader.read(range, into: UnsafeMutableBufferPointer(rebasing: buffer[..<range.count]))
        count = range.count
      }
    }
    let floats = [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
      reader.read(range, into: UnsafeMutableBufferPointer(rebasing: buffer[..<range.count]))
      count = range.count
    }
    return floats.map { Double($0) }
  }

  // Widths that Float64 can divide by.
  private static let (leastWidth, reach) = (1e-290, Double.greatestFiniteMagnitude / 8)

  private static func bounds(_ sample: [Double]) -> (low: Double, high: Double) {
    let sorted = sample.filter(\.isFinite).map { min(max($0, -reach), reach) }.sorted()
    guard let first = sorted.first, let last = sorted.last else { return (-1, 1) }
    let cut = sorted.count / 200
    var (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
    if high - low < leastWidth { (low, high) = (first, last) }
    if high - low < leastWidth {
      let half = max(abs(low) / 10, leastWidth)
      return (low - half, high + half)
    }
    let margin = (high - low) / 4
    return (low - margin, high + margin)
  }

  mutating func add(_ numbers: UnsafeBufferPointer<Float>) { add(numbers) { Double($0) } }

  mutating func add(_ numbers: UnsafeBufferPointer<Double>) { add(numbers) { $0 } }

  @inline(__always)
  private mutating func add<Number>(
    _ numbers: UnsafeBufferPointer<Number>, _ value: (Number) -> Double
  ) {
    let (low, scale, end) = (low, scale, Double(Self.binCount))
    var odd: [Double] = []
    counts.withUnsafeMutableBufferPointer { counts in
      for number in numbers {
        let place = (value(number) - low) * scale
        if place >= 0, place < end {
          counts[Int(place)] += 1
        } else {
          odd.append(value(number))
        }
      }
    }
    for number in odd { addOdd(number) }
  }

  // What is in no bin, but for the upper end of the last one.
  private mutating func addOdd(_ number: Double) {
    if !number.isFinite {
      nonfinite += 1
    } else if number < low {
      below += 1
    } else if number > high {
      above += 1
    } else {
      counts[Self.binCount - 1] += 1
    }
  }

  /// Adds what was counted of other numbers of the same tensor.
  mutating func add(_ other: NumberHistogram) {
    for bin in counts.indices { counts[bin] += other.counts[bin] }
    below += other.below
    above += other.above
    nonfinite += other.nonfinite
  }
}
