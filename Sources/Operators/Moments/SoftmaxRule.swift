#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Softmax of normal logits along some axes.
///
/// What logits have in common along the axis cancels. Mean and mean square are exact integrals for
/// any number of logits; rows of a mask that leave fewer open are averaged over. The mean product of
/// two rows whose logits are correlated by c, neither 0 nor 1, is taken as (E p²)^c (E p)^(2 - 2c),
/// exact in the limit of many logits.
struct SoftmaxRule {
  private let x: SignalMoments
  private let groups: ReducedAxes
  private let bits: Int
  private let space: MomentSpace
  private let kernel: MomentKernel
  private let variance: Double
  private let rows: [(count: Double, share: Double)]
  private let count: Double

  init(_ call: MomentCall, axis: Int, takesLaterAxes: Bool) {
    x = call.signal(0)
    space = call.space
    let rank = call.shapes[0].rank
    let first = max(axis < 0 ? axis + rank : axis, 0)
    groups = ReducedAxes(
      x.axes, reduced: takesLaterAxes ? Set(first..<max(rank, first + 1)) : [first])
    bits = groups.counts.bits
    kernel = space.covariance(x.form)
    variance = max(kernel[0] - kernel[bits], 0)
    count = groups.count
    if let open = x.openEntries {
      let total = Double(open.values.reduce(0, +))
      rows = Self.thinned(
        open.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value) / total) })
    } else {
      rows = [(count, 1)]
    }
  }

  // Masks of thousands of rows by some of them, each for its neighbours.
  private static func thinned(
    _ rows: [(count: Double, share: Double)]
  ) -> [(count: Double, share: Double)] {
    guard rows.count > 48 else { return rows }
    var result: [(count: Double, share: Double)] = []
    for row in rows {
      if let last = result.last, row.count > 16, row.count < 1.15 * last.count {
        let share = last.share + row.share
        result[result.count - 1] = (last.count, share)
      } else {
        result.append(row)
      }
    }
    return result
  }

  private func integrals(_ n: Double) -> (
    second: Double, third: Double, fourth: Double, two: Double
  ) {
    let found = space.softmax(count: n, variance: variance)
    return (found.second, found.third, found.fourth, found.secondOfTwo)
  }

  /// The probabilities.
  func moments() -> SignalMoments {
    guard count > 1 else { return x.with(LinearForm(1)) }
    var products = MomentKernel.zero
    var isKnown = true
    for r in 0..<16 where r & bits == 0 {
      let c = variance > 0 ? min(max((kernel[r] - kernel[r | bits]) / variance, 0), 1) : 1
      if c != 0, c != 1 { isKnown = false }
      let sameRow = r & MomentRole.position.bit == 0
      var sum = 0.0
      // Two other rows share the keys of the shorter one.
      var seen = 0.0
      for row in rows where row.count > 0 {
        let square = integrals(row.count).second
        let growth = exp(c * log(square * row.count * row.count))
        let weight =
          sameRow || rows.count == 1
          ? row.share / row.count : row.share * (2 * seen + row.share) / row.count
        sum += weight * growth / count
        seen += row.share
      }
      products[r] = sum
    }
    for r in 0..<16 where r & bits != 0 {
      products[r] = (1 / count - products[r & ~bits]) / (count - 1)
    }
    let form = space.unrelated(
      mean: 1 / count, products: products, isNormal: false,
      isExact: space.isExact(x.form) && space.isNormal(x.form) && isKnown, madeOf: [x.form])
    return SignalMoments(form, x.axes, x.length.uncertain)
  }

  /// The logits' gradient: p (dp - sum of p dp), for dp that have nothing but their mean in common.
  func gradient(_ gradient: GradientMoments, _ gradients: GradientSpace) -> GradientMoments {
    guard count > 1 else { return .zero }
    let outer = gradients.products(gradient)
    let p = space.products(moments().form)
    var own = 0.0
    for row in rows where row.count > 1 {
      let m = integrals(row.count)
      own +=
        row.share * row.count / count
        * (m.second - 2 * m.third + m.fourth + (row.count - 1) * m.two)
    }
    var kernel = MomentKernel.zero
    for r in 0..<16 where r & bits == 0 {
      let left = outer[r] - outer[r | bits]
      kernel[r] = left * own * (p.own > 0 ? p[r] / p.own : 0)
    }
    for r in 0..<16 where r & bits != 0 { kernel[r] = -kernel[r & ~bits] / (count - 1) }
    return gradients.source(
      kernel, isExact: gradients.isExact(gradient) && space.isNormal(x.form))
  }

  /// The logarithms, for many logits: x - log n - variance / 2.
  func logarithms() -> SignalMoments {
    let correction = (exp(min(variance, 50)) - 1) / (2 * count)
    let shift = log(count) + 0.5 * variance - correction
    var centered = space.products(x.form.scaled(1, shift: -x.form.constant))
    for r in 0..<16 { centered[r] -= kernel[r | bits] }
    let mean = -shift
    let form =
      kernel[bits] == 0
      ? x.form.scaled(1, shift: -shift - x.form.constant)
      : space.unrelated(
        mean: mean, products: centered + mean * mean, isNormal: space.isNormal(x.form),
        isExact: false, madeOf: [x.form])
    return SignalMoments(space.approximated(form), x.axes, x.length.uncertain)
  }

  /// Their gradient: dy - p times the sum of dy.
  func logarithmGradient(
    _ gradient: GradientMoments, _ gradients: GradientSpace
  ) -> GradientMoments {
    let outer = gradients.products(gradient)
    let p = space.products(moments().form)
    var kernel = outer
    for r in 0..<16 where r & bits == 0 {
      kernel[r] = outer[r] * (1 - 2 / count + count * p[r])
    }
    for r in 0..<16 where r & bits != 0 {
      kernel[r] = outer[r & ~bits] * (-2 / count + count * p[r]) + outer[r]
    }
    return gradients.source(kernel, isExact: gradients.isExact(gradient))
  }
}
