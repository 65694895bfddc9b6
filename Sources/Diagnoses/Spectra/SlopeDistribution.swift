import GaussianIntegrals
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The squared slopes of an activation over the units of a layer, f'(x)² for normal x, as numbers
/// with weights that add up to 1.
///
/// Integrals over x are sums over panels of eight Gauss-Legendre points that end where the function
/// bends; equal slopes are one number.
struct SlopeDistribution {
  /// The squared slopes above 0, ascending.
  let slopes: [Double]
  /// The share of units that has each.
  let weights: [Double]

  /// The slopes of a function at N(mean, variance).
  init(of function: ElementFunction, mean: Double, variance: Double) {
    let deviation = max(variance, 0).squareRoot()
    var ends = Array(stride(from: -8.5, through: 8.5, by: 0.5))
    if deviation > 0 { ends += function.kinks.map { ($0 - mean) / deviation } }
    ends = ends.filter { abs($0) <= 8.5 }.sorted()
    var found: [(slope: Double, weight: Double)] = []
    for (lower, upper) in zip(ends, ends.dropFirst()) where upper > lower {
      for (node, weight) in Self.rule {
        let z = 0.5 * (lower + upper) + 0.5 * (upper - lower) * node
        let slope = function.slope(mean + deviation * z)
        found.append((slope * slope, weight * (upper - lower) * exp(-0.5 * z * z)))
      }
    }
    let total = found.reduce(0) { $0 + $1.weight }
    found.sort { $0.slope < $1.slope }
    var slopes: [Double] = []
    var weights: [Double] = []
    for (slope, weight) in found where slope > 0 && weight > 1e-14 * total {
      if let last = slopes.last, slope - last <= 1e-12 * slope {
        weights[weights.count - 1] += weight / total
      } else {
        slopes.append(slope)
        weights.append(weight / total)
      }
    }
    self.slopes = slopes
    self.weights = weights
  }

  /// The mean of a power of the squared slopes.
  func moment(_ power: Int) -> Double {
    zip(slopes, weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) }
  }

  /// The share of units with a slope.
  var share: Double { weights.reduce(0, +) }

  // Half the weights, since panels have length 2 there.
  private static let rule: [(Double, Double)] = [
    (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
  ].flatMap { [($0.0, $0.1 / 2), (-$0.0, $0.1 / 2)] }
}
