import Synchronization
import Xavier

/// The cells of a phase diagram.
struct PhaseGrid: Sendable, Hashable {
  let weights, biases: ClosedRange<Double>
  let width, height: Int

  /// The deviations of the columns, and of the rows: both ends are among them.
  var columns: [Double] { Self.places(weights, width) }
  var rows: [Double] { Self.places(biases, height) }

  private static func places(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    (0..<count).map { place in
      let share = Double(place) / Double(count - 1)
      return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
  }
}

/// The fixed point of the length and the growth of gradients there, over deviations of weights and
/// biases.
struct PhaseDiagram: Sendable {
  let weights, biases: [Double]
  /// By rows of one bias deviation; `nil` where lengths grow beyond bounds.
  let chi, variance: [[Double?]]
  /// The deviations at which gradients neither grow nor fall.
  let edge: [[Double]]

  init(of function: ScalarFunction, _ grid: PhaseGrid) throws {
    weights = grid.columns
    biases = grid.rows
    var chi: [[Double?]] = []
    var variance: [[Double?]] = []
    for bias in grid.rows {
      var (chis, variances): ([Double?], [Double?]) = ([], [])
      // Neighbours have fixed points near each other.
      var guess = 1.0
      for weight in grid.columns {
        try Cancellation.check()
        let found = try Self.limit(function, weight, bias, from: guess)
        guess = found.map { min(max($0.variance, 1e-6), 1e3) } ?? 1
        chis.append(found?.chi)
        variances.append(found?.variance)
      }
      chi.append(chis)
      variance.append(variances)
    }
    (self.chi, self.variance) = (chi, variance)
    edge = try Self.edge(function, grid)
  }

  // Where lengths settle that begin at 1: iterated, and finished by Newton's method, which takes two or
  // three steps where the map is smooth.
  private static func limit(
    _ function: ScalarFunction, _ weight: Double, _ bias: Double, from guess: Double
  ) throws -> (variance: Double, chi: Double)? {
    let map = try LengthMap(
      function, weightVariance: weight * weight, biasVariance: bias * bias)
    var q = guess
    for _ in 0..<60 {
      let step = try map.step(from: q)
      guard step.variance.isFinite, step.variance < 1e8 else { return nil }
      let newton = q + (step.variance - q) / (1 - step.slope)
      let isSafe = step.slope < 0.999 && newton > 0 && newton.isFinite
      let next = isSafe ? newton : step.variance
      if abs(next - q) <= 1e-9 * max(q, 1e-12) || next < 1e-12 {
        q = next
        break
      }
      q = next
    }
    let q0 = q < 1e-12 ? 0 : q
    let step = try map.step(from: q0)
    // What grows still has no fixed point.
    if q > 1, step.variance > q * (1 + 1e-3) { return nil }
    return (q0, step.gradientGrowth)
  }

  private static func edge(_ function: ScalarFunction, _ grid: PhaseGrid) throws -> [[Double]] {
    var edge: [[Double]] = []
    for bias in grid.rows {
      try Cancellation.check()
      let points = try EdgeOfChaos(of: function).points(biasVariance: bias * bias)
      for point in points where point.stability != .repelling {
        let weight = point.weightVariance.squareRoot()
        if grid.weights ~= weight { edge.append([weight, bias]) }
      }
    }
    return edge
  }
}

/// The diagrams asked for lately.
final class PhaseDiagrams: Sendable {
  private struct Key: Hashable {
    let function: String
    let grid: PhaseGrid
  }
  private let known = Mutex<[(key: Key, diagram: PhaseDiagram)]>([])

  /// A diagram, computed unless it is one of the latest.
  func diagram(of function: ScalarFunction, _ grid: PhaseGrid) throws -> PhaseDiagram {
    let key = Key(function: function.name, grid: grid)
    if let found = known.withLock({ $0.first { $0.key == key }?.diagram }) { return found }
    let diagram = try PhaseDiagram(of: function, grid)
    known.withLock { known in
      known.append((key, diagram))
      if known.count > 16 { known.removeFirst() }
    }
    return diagram
  }
}
