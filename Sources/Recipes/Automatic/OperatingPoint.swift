import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// At which mean square a function is run in a stack of layers, by which variances.
///
///     q = w E f² + b,   chi = w E f'²,   alpha = w d E f² / dq
/// where w / fan in is the variance of a weight and b that of a bias: every q is kept by some w for
/// each share b / q, and what differs is what becomes of gradients (chi), of errors in q (alpha) and
/// of what tells inputs apart.
struct OperatingPoint {
  /// q: the mean square of what the function is applied to.
  let secondMoment: Double
  /// w: the variance of a weight times fan in.
  let weightVariance: Double
  /// b.
  let biasVariance: Double
  /// chi: by how much the mean square of a gradient grows in a layer.
  let gradientGrowth: Double
  /// alpha: by how much an error in q grows in a layer.
  let slope: Double
  /// The least of 1 - c over the layers, for inputs with nothing in common.
  let distinction: Double
  /// The first layer after which less than a hundredth of it is left.
  let lost: Int?
  /// What the variance of the logarithm of a squared length comes to over the layers, times the units
  /// of a layer, for each of them: 5 for ReLU and normal weights.
  let scatter: Double
  /// The number of layers that it was chosen for.
  let depth: Int

  /// The best point for a function that stands between `depth` layers.
  ///
  /// The least cost, each part of which is 1 where a verdict is near: gradients or errors in q that
  /// change by a factor 10, where training may bring q, at four times it and at 16, less; 1 - c
  /// down at 0.03; biases that are 15 % of q; q a factor 1200 from 1; half of the values where a
  /// bounded function is flat. Where q = 1 without biases costs next to nothing more it is
  /// taken.
  static func best(
    _ f: ElementFunction, depth: Int, allowsBias: Bool
  ) -> OperatingPoint? {
    var found: (cost: Double, point: OperatingPoint)?
    var plain: (cost: Double, point: OperatingPoint)?
    let isHomogeneous: Bool =
      switch f.shape {
      case .line(let a, let b): a != 0 && b == 0
      case .bend: true
      default: false
      }
    // Of a function that is flat on both sides, units that sit there do not learn.
    let isBounded = [-1.0, 1].allSatisfy { abs(f.value(200 * $0) - f.value(100 * $0)) < 1e-3 }
    let halves = isHomogeneous ? 0...0 : -12...24
    // E f² at those and at larger variances.
    let seconds = (halves.lowerBound...halves.upperBound + 8).map {
      HermiteSeries.secondMoment(f, pow(2, Double($0) / 2))
    }
    for half in halves {
      let q = pow(2, Double(half) / 2)
      guard let series = HermiteSeries.of(f, variance: q) else { continue }
      let far = [half + 4, max(half, 0) + 8].map {
        (pow(2, Double($0) / 2), seconds[$0 - halves.lowerBound])
      }
      var shares = [0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3]
      // Where gradients keep their size.
      let critical = 1 - series.secondMoment / (q * series.slopeSecondMoment)
      if 0 < critical, critical < 0.5 { shares.append(critical) }
      if !allowsBias || isHomogeneous { shares = [0] }
      for share in shares {
        let w = q * (1 - share) / series.secondMoment
        let chi = w * series.slopeSecondMoment
        let alpha = w * series.growth
        let layers = Double(depth)
        func drift(_ factor: Double) -> Double {
          let tens = layers * log10(max(factor, 1e-9))
          return tens * tens
        }
        var cost = drift(chi) + drift(max(1, abs(alpha)))
        for (variance, second) in far {
          cost += min(drift(max(1, (w * second + share * q) / variance)), 2)
        }
        cost += share * share / (0.15 * 0.15) + 0.02 * log(q) * log(q)
        let flat = isBounded ? max(0, series.flatShare - 0.25) / 0.25 : 0
        cost += flat * flat
        if let found, cost > found.cost, half != 0 || share != 0 { continue }
        let (least, lost) = series.distinction(w, share * q, layers: depth)
        let tens = max(0, log10(0.3 / max(least, 1e-9)))
        cost += tens * tens
        guard cost.isFinite else { continue }
        let kept = alpha * alpha
        let sum =
          abs(1 - kept) < 1e-6 ? layers : (1 - pow(kept, layers)) / (1 - kept)
        let point = OperatingPoint(
          secondMoment: q, weightVariance: w, biasVariance: share * q, gradientGrowth: chi,
          slope: alpha, distinction: least, lost: lost, scatter: series.scatter * sum / layers,
          depth: depth)
        if half == 0, share == 0 { plain = (cost, point) }
        if found.map({ cost < $0.cost }) ?? true { found = (cost, point) }
      }
    }
    if let plain, let found, plain.cost <= found.cost + 0.06 { return plain.point }
    return found?.point
  }
}
