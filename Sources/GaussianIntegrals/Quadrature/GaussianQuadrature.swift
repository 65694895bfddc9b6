/// Integrals under a normal law, adaptive, for integrands that are smooth between known kinks.
///
/// In units of the deviation, z = (x - mean) / sqrt(variance), panels end at the kinks and widen
/// away from x = 0 by doubling from 1 in x to 1.5 in z, so that a step or a bend of natural size
/// is resolved at any variance. Panels are added from the middle outward until they no longer
/// count, then halved until the estimated error of each is below `tolerance` of the whole, or is
/// the integrand's own noise.
struct GaussianQuadrature {
  let mean: Double
  let deviation: Double
  let kinks: [Double]
  /// The error that one panel may have, as a share of the integral of the absolute value.
  var tolerance = Integrals(repeating: 3e-17)
  /// The error that one panel may have in any case: what the integrand's own noise brings.
  var floor = Integrals.zero
  /// How many panels there may be before all are taken as they are.
  var mostPanels = 1 << 18

  // Beyond 52 the square root of the density is no longer a normal number.
  private static let farthest = 52.0
  // The density at 9 is 1e-18.
  private static let nearest = 9.0
  private static let widest = 1.5
  private static let deepest = 50

  init(mean: Double = 0, variance: Double, kinks: [Double]) {
    self.mean = mean
    deviation = variance.squareRoot()
    self.kinks = kinks
  }

  /// What an integration gives.
  struct Result {
    var value = Integrals.zero
    var magnitude = Integrals.zero
    var error = Integrals.zero
  }

  /// The integrals of `integrand` under the normal law.
  ///
  /// - Parameter integrand: is given x, z and the square root of the density at z, by which it
  ///   multiplies twice: a product of two factors that overflows may be finite after each was
  ///   multiplied once.
  func integrate(_ integrand: (_ x: Double, _ z: Double, _ root: Double) -> Integrals) -> Result {
    let normalizer = 0.63161877774606470129  // (2 pi)^(-1/4)
    let weighted = { (z: Double) -> Integrals in
      integrand(mean + deviation * z, z, normalizer * exp(-0.25 * z * z))
    }
    var panels = march(weighted)
    var result = Result()
    for panel in panels { result.magnitude += panel.magnitude }
    let isFinite = result.magnitude .< .infinity
    let isInfinite = .!isFinite
    var count = panels.count
    while let panel = panels.popLast() {
      let allowed = (tolerance * result.magnitude).replacing(with: .infinity, where: isInfinite)
      let isSettled = !any(panel.error .> pointwiseMax(allowed, floor))
      if isSettled || panel.depth == Self.deepest || count >= mostPanels {
        result.value += panel.value
        result.error += panel.error
        continue
      }
      let middle = 0.5 * (panel.lower + panel.upper)
      let depth = panel.depth + 1
      let halves = [
        Panel(from: panel.lower, to: middle, depth: depth, weighted),
        Panel(from: middle, to: panel.upper, depth: depth, weighted),
      ]
      count += 2
      let noise = roundingNoise(
        panel.error, halves[0].error + halves[1].error, magnitude: panel.magnitude)
      if !any((panel.error .> pointwiseMax(allowed, floor)) .& .!noise) {
        for half in halves {
          result.value += half.value
          result.error += half.error
        }
        continue
      }
      result.magnitude.replace(
        with: result.magnitude + halves[0].magnitude + halves[1].magnitude - panel.magnitude,
        where: isFinite)
      panels += halves
    }
    result.error += 1e-15 * result.magnitude
    result.error.replace(with: .infinity, where: isInfinite)
    return result
  }

  /// The first panels, from the one that holds the mean outward to where none counts any more.
  private func march(_ integrand: (Double) -> Integrals) -> [Panel] {
    let ends = panelEnds()
    let middle = (ends.firstIndex { $0 > 0 } ?? 1) - 1
    // The density at 38.5 is the least positive number: a kink beyond is never seen.
    let kinks = self.kinks.map { ($0 - mean) / deviation }.filter { abs($0) < 38.5 }
    // A function may be 0 up to a kink, so the panel beyond the last one has its say.
    let (firstKink, lastKink) = (kinks.min() ?? 0, kinks.max() ?? 0)
    var panels: [Panel] = []
    var total = Integrals.zero
    func counts(_ lower: Double, _ upper: Double) -> Bool {
      let panel = Panel(from: lower, to: upper, depth: 0, integrand)
      panels.append(panel)
      total += panel.magnitude
      return any(panel.magnitude .> 1e-19 * total)
    }
    for i in middle..<(ends.count - 1) {
      let counts = counts(ends[i], ends[i + 1])
      if !counts, ends[i + 1] >= Self.nearest, ends[i] >= lastKink { break }
    }
    for i in (0..<middle).reversed() {
      let counts = counts(ends[i], ends[i + 1])
      if !counts, ends[i] <= -Self.nearest, ends[i + 1] <= firstKink { break }
    }
    return panels
  }

  private func panelEnds() -> [Double] {
    let origin = -mean / deviation
    let center = abs(origin) < Self.farthest ? origin : 0
    var ends = [center]
    for side in [-1.0, 1.0] {
      var step = min(Self.widest, 1 / deviation)
      var end = center + side * step
      while abs(end) < Self.farthest || end * side < 0 {
        ends.append(end)
        step = min(Self.widest, 2 * step)
        end += side * step
      }
    }
    ends += kinks.map { ($0 - mean) / deviation }
    ends = ends.filter { abs($0) < Self.farthest } + [-Self.farthest, Self.farthest]
    ends.sort()
    var distinct: [Double] = []
    for end in ends where end != distinct.last { distinct.append(end) }
    return distinct
  }
}
