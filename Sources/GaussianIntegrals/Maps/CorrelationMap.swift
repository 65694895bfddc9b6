/// How the correlation of two inputs goes from layer to layer in an infinitely wide network.
///
///     c' = (w E f(u₁) f(u₂) + b) / (w E f² + b)
///
/// for normal u₁, u₂ of variance q and correlation c. Where q is a fixed point of the length map
/// this is the map of Poole and others; elsewhere it is the correlation of what the layer gives.
///
/// - Source: B. Poole and others, NeurIPS 2016, <https://arxiv.org/abs/1606.05340>; S. Schoenholz
///   and others, ICLR 2017, <https://arxiv.org/abs/1611.01232>.
public struct CorrelationMap: Sendable {
  /// The length map that goes with it.
  public let lengthMap: LengthMap
  /// The variance q of both inputs.
  public let variance: Double
  private let nextVariance: Double
  private let moments: GaussianMoments

  /// The map at a variance.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.variance` for a variance that is not above 0
  ///   and finite, or that the layer maps to 0 or beyond the finite numbers; what
  ///   ``GaussianMoments/init(of:variance:)`` throws.
  public init(_ lengthMap: LengthMap, variance: Double) throws(GaussianIntegralError) {
    guard variance > 0 else { throw .variance("variance of two inputs", variance) }
    moments = try GaussianMoments(of: lengthMap.function, variance: variance)
    nextVariance = lengthMap.weightVariance * moments.secondMoment + lengthMap.biasVariance
    guard nextVariance > 0, nextVariance.isFinite else {
      throw .variance("variance after the layer", nextVariance)
    }
    self.lengthMap = lengthMap
    self.variance = variance
  }

  /// What one layer makes of a correlation.
  public struct Step: Sendable, Hashable {
    /// c'.
    public let correlation: Double
    /// dc'/dc = w q E f'(u₁) f'(u₂) / q'; infinite at ±1 for a function that jumps.
    public let slope: Double
  }

  /// One layer.
  ///
  /// Two integrals, one in the other: u₁ and u₂ share sqrt(c) of their deviation and are
  /// independent beyond it, so that E f(u₁) f(u₂) is the mean over the shared part of the square
  /// of a mean over the other. Good to about 1e-12, near correlation ±1 too, and to about 1e-6 of
  /// a function in single precision.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.correlation` for one that is not between -1
  ///   and 1, `.divergent` for a function with kinks that are not declared; what
  ///   ``GaussianMoments/init(of:variance:)`` throws.
  public func step(from correlation: Double) throws(GaussianIntegralError) -> Step {
    guard abs(correlation) <= 1 else { throw .correlation(correlation) }
    let products = try products(correlation)
    let weight = lengthMap.weightVariance
    return Step(
      correlation: (weight * products.value + lengthMap.biasVariance) / nextVariance,
      slope: weight * variance * products.slope / nextVariance)
  }

  /// E f(u₁) f(u₂) and E f'(u₁) f'(u₂).
  func products(_ c: Double) throws(GaussianIntegralError) -> (value: Double, slope: Double) {
    let f = lengthMap.function
    let jumps = !f.jumps.isEmpty
    if c == 1 {
      return (moments.secondMoment, jumps ? .infinity : moments.slopeSecondMoment)
    }
    if c == -1 {
      let mirrored = f.kinks + f.kinks.map { -$0 }
      let result = GaussianQuadrature(variance: variance, kinks: mirrored).integrate { x, _, root in
        let root2 = root * root
        return Integrals(
          f.value(at: x) * f.value(at: -x) * root2, f.slope(at: x) * f.slope(at: -x) * root2,
          0, 0, 0, 0, 0, 0)
      }
      try result.check(f.name, variance: variance, count: 2)
      return (result.value[0], jumps ? -.infinity : result.value[1])
    }
    if c == 0 { return (moments.mean * moments.mean, derivativeMeanSquare(jumps)) }
    let shared = variance * abs(c)
    let own = variance * (1 - abs(c))
    var kinks = c > 0 ? f.kinks : f.kinks + f.kinks.map { -$0 }
    // A kink is rounded off over some of the own deviations: too narrow a place to be met by chance.
    let rounded = 9 * own.squareRoot()
    kinks += kinks.flatMap { [$0 - rounded, $0 + rounded] }
    var outer = GaussianQuadrature(variance: shared, kinks: kinks)
    outer.tolerance = Integrals(repeating: f.hasExactSlope ? 1e-15 : 1e-12)
    // Means that nearly cancel are known to a share of the magnitudes only.
    var size = Integrals.zero
    size[0] = moments.secondMoment
    size[1] = jumps ? moments.secondMoment / own : moments.slopeSecondMoment
    outer.floor = (f.hasExactSlope ? 1e-15 : 1e-12) * size
    outer.mostPanels = 256
    let means = LocalMeans(
      of: f, variance: own, size: SIMD2(size[0].squareRoot(), size[1].squareRoot()))
    let result = outer.integrate { x, _, root in
      let one = means.about(x)
      let other = c > 0 ? one : means.about(-x)
      let products = one * other * (root * root)
      return Integrals(products[0], products[1], 0, 0, 0, 0, 0, 0)
    }
    try result.check(f.name, variance: variance, count: 2, size: size)
    return (result.value[0], result.value[1])
  }

  private func derivativeMeanSquare(_ jumps: Bool) -> Double {
    let mean =
      jumps
      ? LocalMeans(of: lengthMap.function, variance: variance).about(0)[1] : moments.slopeMean
    return mean * mean
  }

  /// A correlation that a layer keeps.
  public struct FixedPoint: Sendable, Hashable {
    /// The correlation c*.
    public let correlation: Double
    /// The slope of the map there.
    public let slope: Double
    /// Whether it draws its neighbours near.
    public let stability: Stability
  }

  /// Every fixed point from -1 to 1, ascending, to about 1e-11.
  ///
  /// 1 is always one. Where the map keeps every correlation, as that of a linear network without
  /// biases does, -1 and 1 are given, both marginal.
  ///
  /// - Throws: what ``step(from:)`` throws.
  public func fixedPoints() throws(GaussianIntegralError) -> [FixedPoint] {
    let upper = [0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 0.999, 0.9999, 0.999999]
    let grid = [-1] + upper.reversed().map { -$0 } + [0] + upper
    let scan = try RootScan(grid: grid, noise: 1e-12, tolerance: 1e-13) {
      c throws(GaussianIntegralError) in try step(from: c).correlation - c
    }
    var points: [FixedPoint] = []
    for root in scan.roots {
      let c: Double
      switch root {
      case .point(let x): c = x
      case .stretch(let range):
        // Next to 1 the map may differ from c by less than rounding.
        if range.lowerBound > 0.99 { continue }
        c = range.lowerBound < -0.99 ? -1 : range.lowerBound
      }
      let slope = try step(from: c).slope
      points.append(FixedPoint(correlation: c, slope: slope, stability: Stability(slope: slope)))
    }
    let slope = try step(from: 1).slope
    // Just below 1 a correlation that rises comes nearer.
    let rise = try step(from: 0.999).correlation - 0.999
    points.append(
      FixedPoint(
        correlation: 1, slope: slope,
        stability: Stability(slope: slope, growth: abs(rise) < 1e-12 ? 0 : -rise)))
    return points
  }
}
