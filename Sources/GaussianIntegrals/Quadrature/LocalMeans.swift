/// Means of a function and of its slope under normal laws of one variance about many points.
///
/// The nodes of twelve panels of Kronrod's rule, from 9 deviations below to 9 above, and the
/// normal density at them are computed once. A panel that a kink divides is computed anew for each
/// point; where the panels do not suffice ``GaussianQuadrature`` takes over.
struct LocalMeans {
  private let function: ScalarFunction
  private let variance: Double
  private let deviation: Double
  private let tolerance: Double
  private let floor: SIMD2<Double>
  private let panels: [FixedPanel]

  private static let reach = 9.0
  private static let panelCount = 12
  // Six kinks that are not declared take 240; what is rough everywhere never settles.
  private static let mostHalvings = 256

  private struct FixedPanel {
    let lower: Double
    let upper: Double
    var nodes: [Double] = []
    /// Kronrod's and Gauss's weights times the density.
    var weights: [SIMD2<Double>] = []

    init(from lower: Double, to upper: Double) {
      self.lower = lower
      self.upper = upper
      let center = 0.5 * (lower + upper)
      let half = 0.5 * (upper - lower)
      for i in 0..<GaussKronrod.nodes.count {
        for side in i == 0 ? [1.0] : [-1, 1] {
          let z = center + side * half * GaussKronrod.nodes[i]
          let rules = SIMD2(GaussKronrod.weights[i], GaussKronrod.gaussWeights[i])
          nodes.append(z)
          weights.append(rules * (half * normalDensity(z)))
        }
      }
    }
  }

  /// - Parameters:
  ///   - variance: of all the laws, above 0.
  ///   - size: what the means are compared to; a smaller one need not be known to its last digits.
  init(of function: ScalarFunction, variance: Double, size: SIMD2<Double> = .zero) {
    self.function = function
    self.variance = variance
    deviation = variance.squareRoot()
    tolerance = function.hasExactSlope ? 1e-16 : 1e-12
    floor = 0.1 * tolerance * size
    let width = 2 * Self.reach / Double(Self.panelCount)
    panels = (0..<Self.panelCount).map { i in
      let lower = -Self.reach + Double(i) * width
      return FixedPanel(from: lower, to: lower + width)
    }
  }

  /// The means of f and of f' about x.
  ///
  /// With jumps the mean slope is Stein's E z f / deviation, which counts them.
  func about(_ x: Double) -> SIMD2<Double> {
    var parts: [Part] = []
    parts.reserveCapacity(panels.count + function.kinks.count)
    let kinks = function.kinks.map { ($0 - x) / deviation }
    for panel in panels {
      var lower = panel.lower
      for kink in kinks where panel.lower < kink && kink < panel.upper {
        parts.append(part(FixedPanel(from: lower, to: kink), x))
        lower = kink
      }
      parts.append(
        part(lower == panel.lower ? panel : FixedPanel(from: lower, to: panel.upper), x))
    }
    var magnitude = SIMD2<Double>.zero
    for part in parts { magnitude += part.magnitude }
    let allowed = pointwiseMax(tolerance * magnitude, floor)
    for z in [-Self.reach, Self.reach] {
      // What lies beyond is less than this where f grows slower than the density falls.
      let beyond = (pair(x, z) * normalDensity(z)).magnitude
      if !all(beyond .<= allowed) { return adaptive(x) }
    }
    var total = SIMD2<Double>.zero
    var halvings = 0
    while let part = parts.popLast() {
      if !any(part.error .> allowed) || halvings == Self.mostHalvings {
        total += part.value
        continue
      }
      halvings += 1
      let middle = 0.5 * (part.lower + part.upper)
      let below = self.part(FixedPanel(from: part.lower, to: middle), x)
      let above = self.part(FixedPanel(from: middle, to: part.upper), x)
      let noise = roundingNoise(part.error, below.error + above.error, magnitude: part.magnitude)
      if any((part.error .> allowed) .& .!noise) {
        parts += [below, above]
      } else {
        total += below.value + above.value
      }
    }
    return total
  }

  /// f and f', or what Stein's mean takes in its place, z deviations from x.
  private func pair(_ x: Double, _ z: Double) -> SIMD2<Double> {
    let point = x + deviation * z
    let value = function.value(at: point)
    return SIMD2(
      value, function.jumps.isEmpty ? function.slope(at: point) : z * value / deviation)
  }

  private struct Part {
    let lower: Double
    let upper: Double
    let value: SIMD2<Double>
    let magnitude: SIMD2<Double>
    let error: SIMD2<Double>
  }

  private func part(_ panel: FixedPanel, _ x: Double) -> Part {
    var kronrod = SIMD2<Double>.zero
    var gauss = SIMD2<Double>.zero
    var magnitude = SIMD2<Double>.zero
    for (z, weight) in zip(panel.nodes, panel.weights) {
      let both = pair(x, z)
      kronrod += both * weight[0]
      gauss += both * weight[1]
      magnitude += both.magnitude * weight[0]
    }
    return Part(
      lower: panel.lower, upper: panel.upper, value: kronrod, magnitude: magnitude,
      error: quadratureError(kronrod - gauss, magnitude: magnitude))
  }

  private func adaptive(_ x: Double) -> SIMD2<Double> {
    var quadrature = GaussianQuadrature(mean: x, variance: variance, kinks: function.kinks)
    quadrature.tolerance = Integrals(repeating: tolerance)
    quadrature.floor[0] = floor[0]
    quadrature.floor[1] = floor[1]
    let isSmooth = function.jumps.isEmpty
    let result = quadrature.integrate { x, z, root in
      let value = function.value(at: x) * root * root
      let slope = isSmooth ? function.slope(at: x) * root * root : z * value / deviation
      return Integrals(value, slope, 0, 0, 0, 0, 0, 0)
    }
    return SIMD2(result.value[0], result.value[1])
  }
}
