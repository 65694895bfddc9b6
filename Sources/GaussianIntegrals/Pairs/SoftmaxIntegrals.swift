#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Moments of softmax of n independent normal logits of one variance, without approximation.
///
/// With S the sum of n exponentials and M_j(t) = E e^(j x) exp(-t e^x),
///
///     E p_1^a p_2^b = (1 / (a + b - 1)!) times the integral over t > 0 of
///                     t^(a + b - 1) M_a(t) M_b(t) M_0(t)^(n - 1 - [b > 0])
/// because 1 / S^k is the integral of t^(k - 1) exp(-t S) / (k - 1)!. The mean is 1 / n.
package struct SoftmaxIntegrals: Sendable {
  /// E p².
  package let second: Double
  /// E p³.
  package let third: Double
  /// E p⁴.
  package let fourth: Double
  /// E p_1² p_2².
  package let secondOfTwo: Double

  private static let mostDeviation = 20.0

  /// The moments for `count` logits of the given variance.
  package init(count: Double, variance: Double) {
    guard count > 1, variance > 0, variance.isFinite else {
      let p = 1 / max(count, 1)
      second = p * p
      third = p * p * p
      fourth = p * p * p * p
      secondOfTwo = count > 1 ? fourth : 0
      return
    }
    let deviation = variance.squareRoot()
    // One logit stands out from all others but for a share that falls as one over the deviation.
    if deviation > Self.mostDeviation {
      let most = Self(count: count, variance: Self.mostDeviation * Self.mostDeviation)
      let share = Self.mostDeviation / deviation
      second = 1 - (1 - most.second) * share
      third = 1 - (1 - most.third) * share
      fourth = 1 - (1 - most.fourth) * share
      secondOfTwo = most.secondOfTwo * share
      return
    }
    let step = min(0.25, 0.5 / deviation)
    let reach = Int((9 / step).rounded(.up))
    let nodes = (-reach...reach).map { i -> (Double, Double) in
      let z = Double(i) * step
      return (exp(deviation * z), step * normalDensity(z))
    }
    var sums = SIMD4<Double>.zero
    var total = 0.0
    // t S follows a gamma law of small order, in log t a bump of width about 1 for any n.
    let middle = -log(count) - 0.5 * variance
    let spread = 8 * deviation + 14
    // The transform of the bump, |Gamma(k + i w)|, is below 1e-15 at w = 2 pi / width.
    let width = 0.25
    let half = Int((spread / width).rounded(.up))
    for i in -half...half {
      let u = middle + Double(i) * width
      let t = exp(u)
      var m = SIMD8<Double>.zero
      for (e, weight) in nodes {
        let exponent = t * e
        // Nodes are in order: those after it are nothing beside the first ones.
        if exponent > 700 { break }
        let base = weight * exp(-exponent)
        let e2 = e * e
        let powers = SIMD8<Double>(1, e, e2, e2 * e, e2 * e2, 0, 0, 0)
        m += base * powers
      }
      let logOfAll = m[0] > 0 ? (count - 1) * log(m[0]) : -.infinity
      // It falls as t grows.
      if logOfAll < -80 { break }
      let all = exp(logOfAll)
      let others = all / m[0]
      let t2 = t * t
      total += width * t * m[1] * all
      let (t3, t4) = (t2 * t / 2, t2 * t2 / 6)
      let both: Double = t4 * m[2] * m[2] * others
      let terms = SIMD4<Double>(t2 * m[2] * all, t3 * m[3] * all, t4 * m[4] * all, both)
      sums += width * terms
    }
    // The first moment is known: what the sum misses of it, it misses of the others.
    sums *= 1 / (count * total)
    second = sums[0]
    third = sums[1]
    fourth = sums[2]
    secondOfTwo = sums[3]
  }
}
