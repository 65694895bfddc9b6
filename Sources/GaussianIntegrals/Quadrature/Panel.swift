/// Several integrals that share their nodes.
typealias Integrals = SIMD8<Double>

/// Integrals over one interval, with estimates of their errors.
struct Panel {
  let lower: Double
  let upper: Double
  let depth: Int
  let value: Integrals
  /// The integrals of the absolute values: what rounding errors are proportional to.
  let magnitude: Integrals
  let error: Integrals

  /// The integrals of `integrand` from `lower` to `upper` by Kronrod's rule of 21 nodes.
  init(from lower: Double, to upper: Double, depth: Int, _ integrand: (Double) -> Integrals) {
    let center = 0.5 * (lower + upper)
    let half = 0.5 * (upper - lower)
    let first = integrand(center)
    var kronrod = first * GaussKronrod.weights[0]
    var magnitude = first.magnitude * GaussKronrod.weights[0]
    var gauss = Integrals.zero
    for i in 1..<GaussKronrod.nodes.count {
      let offset = half * GaussKronrod.nodes[i]
      let below = integrand(center - offset)
      let above = integrand(center + offset)
      let sum = below + above
      kronrod += sum * GaussKronrod.weights[i]
      gauss += sum * GaussKronrod.gaussWeights[i]
      magnitude += (below.magnitude + above.magnitude) * GaussKronrod.weights[i]
    }
    self.lower = lower
    self.upper = upper
    self.depth = depth
    value = kronrod * half
    self.magnitude = magnitude * half
    error = quadratureError((kronrod - gauss) * half, magnitude: self.magnitude)
  }
}

/// The error of Kronrod's rule from its difference to Gauss's.
///
/// Kronrod's rule is far closer than the difference says: for a share d of the magnitude the
/// estimate is (200 d)^1.5, that of R. Piessens and others, QUADPACK, 1983.
func quadratureError<V: SIMD>(_ difference: V, magnitude: V) -> V where V.Scalar == Double {
  let difference = difference.magnitude
  let ratio = (200 * difference / magnitude).replacing(with: 1, where: magnitude .== 0)
  let shrunk = magnitude * ratio * ratio.squareRoot()
  return difference.replacing(with: shrunk, where: ratio .< 1)
    .replacing(with: 0, where: magnitude .== 0)
}

/// Where a small error that hardly falls when the panel is halved is the integrand's own noise,
/// which further halving does not lessen: that of a smooth one falls by far more.
func roundingNoise<V: SIMD>(
  _ error: V, _ halved: V, magnitude: V
) -> SIMDMask<V.MaskStorage> where V.Scalar == Double {
  (error .<= 1e-7 * magnitude) .& (halved .<= 1e-7 * magnitude) .& (halved .> 0.25 * error)
}

extension SIMD where Scalar == Double {
  /// The absolute value of each element.
  var magnitude: Self { replacing(with: -self, where: self .< 0) }
}
