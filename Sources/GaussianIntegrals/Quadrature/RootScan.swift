/// All roots of a function of one variable that a grid can tell apart.
///
/// A root is a change of sign between neighbours on the grid, or a place between three of them
/// where the function comes to 0 and turns back. A value of at most `noise` counts as 0; three
/// zeros in a row, or all from an end of the grid on, are a stretch on which the function is 0 to
/// within rounding.
package struct RootScan {
  /// One root, or a stretch of them.
  package enum Root: Hashable {
    case point(Double)
    case stretch(ClosedRange<Double>)
  }

  package private(set) var roots: [Root] = []
  /// The sign at the first grid point that is not 0; 0 where there is none.
  package private(set) var firstSign = 0.0
  /// Whether the function is 0 on the whole grid.
  package private(set) var isZeroEverywhere = false

  package typealias Function = (Double) throws(GaussianIntegralError) -> Double

  /// - Parameter function: not a number where it has no value; such grid points are left out.
  package init(
    grid: [Double], noise: Double, tolerance: Double, of function: Function
  ) throws(GaussianIntegralError) {
    var points: [(x: Double, y: Double)] = []
    for x in grid {
      let y = try function(x)
      if !y.isNaN { points.append((x, abs(y) <= noise ? 0 : y)) }
    }
    guard let first = points.firstIndex(where: { $0.y != 0 }) else {
      isZeroEverywhere = !points.isEmpty
      if let low = points.first, let high = points.last { roots = [.stretch(low.x...high.x)] }
      return
    }
    let last = points.lastIndex { $0.y != 0 }!
    firstSign = points[first].y < 0 ? -1 : 1
    if first > 0 { roots.append(.stretch(points[0].x...points[first - 1].x)) }
    var i = first
    while i < last {
      let next = points[(i + 1)...].firstIndex { $0.y != 0 }!
      let (a, b) = (points[i], points[next])
      if next - i > 3 {
        roots.append(.stretch(points[i + 1].x...points[next - 1].x))
      } else if (a.y < 0) != (b.y < 0) {
        roots.append(.point(try findRoot(a, b, tolerance: tolerance, function)))
      } else if next > i + 1 {
        roots.append(.point(points[i + 1].x))
      } else if i > first, points[i - 1].y != 0 {
        roots += try touches(points[i - 1], a, b, noise, tolerance, function)
      }
      i = next
    }
    if last < points.count - 1 {
      roots.append(.stretch(points[last + 1].x...points[points.count - 1].x))
    }
  }

  /// The roots near a middle point that is nearer to 0 than both neighbours of the same sign.
  private func touches(
    _ a: (x: Double, y: Double), _ m: (x: Double, y: Double), _ b: (x: Double, y: Double),
    _ noise: Double, _ tolerance: Double, _ function: Function
  ) throws(GaussianIntegralError) -> [Root] {
    let sign: Double = m.y < 0 ? -1 : 1
    guard a.y * sign > m.y * sign, b.y * sign > m.y * sign else { return [] }
    // The parabola through the three has to come halfway to 0, which a ripple of rounding does not.
    let vertex = m.y - (b.y - a.y) * (b.y - a.y) / (8 * (a.y - 2 * m.y + b.y))
    guard vertex * sign < 0.5 * m.y * sign else { return [] }
    let golden = 0.5 * (5.0.squareRoot() - 1)
    var (low, high) = (a.x, b.x)
    for _ in 0..<60 {
      let (left, right) = (high - golden * (high - low), low + golden * (high - low))
      let (atLeft, atRight) = (try function(left) * sign, try function(right) * sign)
      for (x, y) in [(left, atLeft), (right, atRight)] where y < -noise {
        return [
          .point(try findRoot(a, (x, y * sign), tolerance: tolerance, function)),
          .point(try findRoot((x, y * sign), b, tolerance: tolerance, function)),
        ]
      }
      if atLeft < atRight { high = right } else { low = left }
      if high - low < 1e-8 * max(1, abs(low)) { break }
    }
    let middle = 0.5 * (low + high)
    return abs(try function(middle)) <= noise ? [.point(middle)] : []
  }
}

/// The root between two points with values of opposite sign.
///
/// - Source: T. Chandrupatla, Advances in Engineering Software 28, 1997.
func findRoot(
  _ first: (x: Double, y: Double), _ second: (x: Double, y: Double), tolerance: Double,
  _ function: RootScan.Function
) throws(GaussianIntegralError) -> Double {
  var (a, b, c) = (second, first, first)
  var share = 0.5
  for _ in 0..<200 {
    let x = a.x + share * (b.x - a.x)
    let y = try function(x)
    if y.isNaN { return x }
    if (y < 0) == (a.y < 0) {
      c = a
    } else {
      c = b
      b = a
    }
    a = (x, y)
    let best = abs(a.y) < abs(b.y) ? a : b
    let resolution = tolerance * max(1, abs(best.x))
    let width = abs(b.x - a.x)
    if best.y == 0 || width < resolution { return best.x }
    let xi = (a.x - b.x) / (c.x - b.x)
    let phi = (a.y - b.y) / (c.y - b.y)
    if phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi {
      share =
        a.y / (b.y - a.y) * c.y / (b.y - c.y)
        + (c.x - a.x) / (b.x - a.x) * a.y / (c.y - a.y) * b.y / (c.y - b.y)
    } else {
      share = 0.5
    }
    let least = 0.5 * resolution / width
    share = min(max(share, least), 1 - least)
  }
  return abs(a.y) < abs(b.y) ? a.x : b.x
}
