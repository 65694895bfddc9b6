#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// E f(u) g(v) for two normal numbers of mean 0 with a correlation.
///
/// Both share sqrt(|c|) of their deviation and are independent beyond it, so that the mean is that
/// of a product of two means over the independent parts. Functions without kinks are summed at
/// equal distances, which is exact to rounding for entire functions and to about 1e-9 for those
/// with poles at a distance of 1; functions with kinks by Gauss's rule between them.
package enum NormalPair {
  /// A function and the law of its argument.
  package struct Side {
    let function: (Double) -> Double
    let kinks: [Double]
    let deviation: Double

    /// `function` of N(0, deviation²).
    package init(deviation: Double, kinks: [Double], _ function: @escaping (Double) -> Double) {
      self.function = function
      self.kinks = kinks
      self.deviation = deviation
    }
  }

  private static let reach = 8.5

  /// E f(u) g(v).
  ///
  /// - Parameter isOneFunction: whether both sides are the same, which halves the work.
  package static func mean(
    _ f: Side, _ g: Side, correlation: Double, isOneFunction: Bool
  ) -> Double {
    let c = min(abs(correlation), 1)
    let (shared, own) = (c.squareRoot(), (1 - c).squareRoot())
    let sign: Double = correlation < 0 ? -1 : 1
    let inner = [f, g].map { side in Nodes(local: side, own: own) }
    let outer = Nodes(
      outer: [(f, 1), (g, sign)], shared: shared, own: own)
    var sum = 0.0
    for (s, weight) in outer.nodes {
      let one = inner[0].mean(f, at: f.deviation * shared * s, own: own)
      let other =
        isOneFunction && sign > 0
        ? one : inner[1].mean(g, at: g.deviation * shared * s * sign, own: own)
      sum += weight * one * other
    }
    return sum
  }

  /// Nodes in deviations with their weights, the density included.
  private struct Nodes {
    var nodes: [(Double, Double)] = []
    private let isSplit: Bool

    // Means over the independent part of one side.
    init(local side: Side, own: Double) {
      isSplit = !side.kinks.isEmpty
      if !isSplit { nodes = Self.equal(step: Self.step(side.deviation * own)) }
    }

    // The mean over the shared part.
    init(outer sides: [(Side, Double)], shared: Double, own: Double) {
      isSplit = false
      if sides.allSatisfy({ $0.0.kinks.isEmpty }) {
        nodes = Self.equal(
          step: Self.step(shared * max(sides[0].0.deviation, sides[1].0.deviation)))
        return
      }
      guard shared > 0 else {
        nodes = [(0, 1)]
        return
      }
      // A kink is rounded off over some of the independent deviations.
      let width = own / shared
      var ends = stride(from: -reach, through: reach, by: reach / 8).map { $0 }
      for (side, sign) in sides {
        for kink in side.kinks {
          let place = sign * kink / (side.deviation * shared)
          for far in [0, 1.5, 4, 8] { ends += [place - far * width, place + far * width] }
        }
      }
      nodes = Self.gauss(ends)
    }

    func mean(_ side: Side, at x: Double, own: Double) -> Double {
      let deviation = side.deviation * own
      guard deviation > 0 else { return side.function(x) }
      if !isSplit {
        return nodes.reduce(0) { $0 + $1.1 * side.function(x + deviation * $1.0) }
      }
      var ends = [-reach, -4.5, -2, 0, 2, 4.5, reach]
      ends += side.kinks.map { ($0 - x) / deviation }
      return Self.gauss(ends).reduce(0) { $0 + $1.1 * side.function(x + deviation * $1.0) }
    }

    // Poles of most functions are no nearer than 1.
    private static func step(_ deviation: Double) -> Double {
      max(0.4 * min(1, 2 / deviation), 0.02)
    }

    private static func equal(step: Double) -> [(Double, Double)] {
      let count = Int((reach / step).rounded(.up))
      return (-count...count).map { i in
        let z = Double(i) * step
        return (z, step * normalDensity(z))
      }
    }

    private static func gauss(_ ends: [Double]) -> [(Double, Double)] {
      let ends = ends.filter { abs($0) <= reach }.sorted()
      var nodes: [(Double, Double)] = []
      nodes.reserveCapacity(ends.count * 10)
      for (lower, upper) in zip(ends, ends.dropFirst()) where upper - lower > 1e-13 {
        let (center, half) = (0.5 * (lower + upper), 0.5 * (upper - lower))
        for i in stride(from: 1, to: GaussKronrod.nodes.count, by: 2) {
          for side in [-1.0, 1] {
            let z = center + side * half * GaussKronrod.nodes[i]
            nodes.append((z, GaussKronrod.gaussWeights[i] * half * normalDensity(z)))
          }
        }
      }
      return nodes
    }
  }
}
