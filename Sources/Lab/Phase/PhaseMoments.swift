import Foundation
import Synchronization
import Xavier

/// E f² and E f'² of a function over the variance of what enters it, computed on a grid and interpolated.
///
/// A diagram asks for them ten thousand times. Between places of the grid, 24 in each power of ten, E f² is
/// a cubic through values and slopes, good to seven digits, and E f'² one through four values.
struct PhaseMoments: Sendable {
  private let squares, growths, slopes: [Double]
  /// Pairs of the deviations of weights and biases at which gradients neither grow nor fall.
  let edge: [[Double]]

  private static let range = (low: log(1e-8), high: log(1e6))
  private static let count = 24 * 14 + 1
  private static let step = (range.high - range.low) / Double(count - 1)

  /// Computes the grid.
  ///
  /// - Throws: `GaussianIntegralError` where an integral does not exist; `CancellationError`.
  init(of function: ScalarFunction) throws {
    var (squares, growths, slopes, edge): ([Double], [Double], [Double], [[Double]]) =
      ([], [], [], [])
    for (q, found) in zip(Self.variances, Self.moments(of: function)) {
      try Cancellation.check()
      let moments = try found.get()
      squares.append(moments.secondMoment)
      growths.append(moments.secondMomentSlope * q)
      slopes.append(moments.slopeSecondMoment)
      let bias = q - moments.secondMoment / moments.slopeSecondMoment
      // What cancels to rounding is 0.
      guard bias >= -1e-12 * q, moments.slopeSecondMoment > 0 else { continue }
      edge.append([(1 / moments.slopeSecondMoment).squareRoot(), max(0, bias).squareRoot()])
    }
    (self.squares, self.growths, self.slopes) = (squares, growths, slopes)
    self.edge = edge
  }

  private static let variances = (0..<count).map { exp(range.low + step * Double($0)) }

  // By the variances, shared among the threads.
  private static func moments(
    of function: ScalarFunction
  ) -> [Result<GaussianMoments, GaussianIntegralError>] {
    typealias Found = Result<GaussianMoments, GaussianIntegralError>
    return [Found](unsafeUninitializedCapacity: count) { buffer, filled in
      let found = buffer
      ThreadPool.shared.run(count: count) { place in
        (found.baseAddress! + place).initialize(
          to: Found { () throws(GaussianIntegralError) in
            try GaussianMoments(of: function, variance: variances[place])
          })
      }
      filled = count
    }
  }

  /// Where lengths settle that begin at 1; `nil` where they grow beyond bounds.
  func limit(weight: Double, bias: Double) -> Double? {
    let (w, b) = (weight * weight, bias * bias)
    var q = 1.0
    for _ in 0..<2000 {
      let next = w * secondMoment(at: q) + b
      guard next.isFinite, next < 1e6 else { return nil }
      if next < 1e-8 { return b }
      if abs(next - q) <= 1e-10 * q { return next }
      q = next
    }
    return slowLimit(w, b, from: q)
  }

  // Near the edge lengths creep: what they creep to is the next root on their way, or nothing.
  private func slowLimit(_ w: Double, _ b: Double, from q: Double) -> Double? {
    func grows(_ q: Double) -> Bool { w * secondMoment(at: q) + b > q }
    let isGrowing = grows(q)
    var (near, far) = (log(q), isGrowing ? Self.range.high : Self.range.low)
    guard grows(exp(far)) != isGrowing else { return isGrowing ? nil : b }
    for _ in 0..<60 {
      let middle = (near + far) / 2
      if grows(exp(middle)) == isGrowing { near = middle } else { far = middle }
    }
    return exp(near)
  }

  /// E f².
  func secondMoment(at q: Double) -> Double {
    let (place, t) = Self.place(of: q)
    let (t2, t3) = (t * t, t * t * t)
    return squares[place] * (2 * t3 - 3 * t2 + 1) + squares[place + 1] * (3 * t2 - 2 * t3)
      + Self.step * (growths[place] * (t3 - 2 * t2 + t) + growths[place + 1] * (t3 - t2))
  }

  /// E f'².
  func slopeSecondMoment(at q: Double) -> Double {
    let (place, t) = Self.place(of: q)
    let (a, b) = (slopes[max(0, place - 1)], slopes[place])
    let (c, d) = (slopes[place + 1], slopes[min(slopes.count - 1, place + 2)])
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  }

  private static func place(of q: Double) -> (Int, Double) {
    let x = (min(max(log(q), range.low), range.high) - range.low) / step
    let place = min(Int(x), count - 2)
    return (place, x - Double(place))
  }
}

/// The moments of functions asked for lately.
final class PhaseDiagrams: Sendable {
  private let known = Mutex<[(name: String, moments: PhaseMoments)]>([])

  /// A diagram; its function's moments are computed unless they are among the latest.
  func diagram(of function: ScalarFunction, _ grid: PhaseGrid) throws -> PhaseDiagram {
    if let found = known.withLock({ $0.first { $0.name == function.name }?.moments }) {
      return PhaseDiagram(found, grid)
    }
    let moments = try PhaseMoments(of: function)
    known.withLock { known in
      known.append((function.name, moments))
      if known.count > 32 { known.removeFirst() }
    }
    return PhaseDiagram(moments, grid)
  }
}
