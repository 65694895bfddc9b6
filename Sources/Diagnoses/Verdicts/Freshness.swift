import Initializers
import Networks
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether weights of a file look as if they had just been drawn: independent numbers of one uniform,
/// normal or truncated normal law, or an orthogonal matrix.
///
/// A weight counts as fresh where, within what its size leaves to chance,
///
/// * its mean is 0,
/// * its kurtosis is that of such a law: 1.8, 2.365 (cut at two deviations) or 3,
/// * the mean squares of its rows differ no more than those of independent numbers, (k - 1) / n for n
///   numbers of kurtosis k, and those of its columns neither.
///
/// Training breaks the last soon: units learn at different rates.
package struct Freshness {
  /// The share of weights, by their number, that look fresh; `nil` where none can be judged.
  package let share: Double?

  /// Fewer numbers tell nothing.
  private static let leastCount = 256
  private static let kurtoses = [1.8, 2.365, 3]
  // One of a million fresh tensors is beyond.
  private static let deviations = 5.0

  /// Looks at the numbers that the weights of a network came with.
  package init(of network: Network) {
    var (fresh, all) = (0, 0)
    for parameter in network.parameters {
      guard let role = parameter.spec?.role,
        [.weight, .recurrentWeight, .embedding].contains(role),
        parameter.law == nil, let stored = parameter.stored, !stored.isFilled,
        stored.shape.rank >= 2, stored.shape.count >= Self.leastCount
      else { continue }
      guard let isFresh = Self.isFresh(stored.floats, stored.shape) else { continue }
      all += stored.shape.count
      if isFresh { fresh += stored.shape.count }
    }
    share = all == 0 ? nil : Double(fresh) / Double(all)
  }

  /// Whether numbers look fresh; `nil` where all are equal.
  package static func isFresh(_ numbers: [Float], _ shape: Shape) -> Bool? {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0) { $0 + Double($1) } / count
    var (second, fourth) = (0.0, 0.0)
    for number in numbers {
      let square = (Double(number) - mean) * (Double(number) - mean)
      second += square
      fourth += square * square
    }
    second /= count
    fourth /= count
    guard second != 0 else { return nil }
    guard second.isFinite else { return false }
    guard abs(mean) <= deviations * (second / count).squareRoot() else { return false }
    let kurtosis = fourth / (second * second)
    // The sample kurtosis of n normal numbers has variance 24 / n, that of others here less.
    let margin = deviations * (24 / count).squareRoot()
    guard kurtoses.contains(where: { abs($0 - kurtosis) <= margin }) else { return false }
    let rows = shape[0]
    let columns = shape[shape.rank - 1]
    return isEven(numbers, kurtosis, count: rows) { $0 / (numbers.count / rows) }
      && isEven(numbers, kurtosis, count: columns) { $0 % columns }
  }

  // Whether groups of equal size differ in their mean squares no more than chance makes them.
  private static func isEven(
    _ numbers: [Float], _ kurtosis: Double, count: Int, group: (Int) -> Int
  ) -> Bool {
    let size = numbers.count / count
    guard count >= 8, size >= 4 else { return true }
    var sums = [Double](repeating: 0, count: count)
    for (index, number) in numbers.enumerated() {
      sums[group(index)] += Double(number) * Double(number)
    }
    let mean = sums.reduce(0, +) / Double(count)
    guard mean > 0 else { return false }
    let spread =
      sums.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) } / Double(count - 1)
    let expected = (kurtosis - 1) / Double(size)
    // A sum of few squares has heavier tails than a normal number.
    let tails = 1 + 12 / Double(size)
    return spread <= expected * (1 + deviations * (2 * tails / Double(count)).squareRoot())
  }
}
