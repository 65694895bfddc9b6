#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension MomentSpace {
  /// The largest of `count` elements of a form along the roles of `bits`.
  ///
  /// Of a rising function f of a normal root, equally correlated by c, this is
  ///
  ///     E f(sqrt(c) s + sqrt(1 - c) m),   m the largest of n normal numbers, s normal,
  /// exact for any n, which may be the average of several. Two groups at other positions share s;
  /// across examples their mean products are interpolated by the root's correlation, which is
  /// approximate unless that is 0. Of any other form the largest is found as if it were normal.
  func largest(_ form: LinearForm, count: Double, bits: Int) -> LinearForm {
    if form.isConstant || count <= 1 { return form }
    let own = covariance(form)
    // What does not vary is its own largest.
    if own.own == 0 { return form }
    guard let role = MomentRole.allCases.first(where: { $0.bit & bits != 0 }) else { return form }
    let (function, kernel, isExact, _) =
      rising(form) ?? (
        .line(own.own.squareRoot(), form.constant), own * (1 / own.own), false, 1
      )
    let c = min(max(kernel[role.bit], 0), 1)
    let (shared, rest) = (c.squareRoot(), (1 - c).squareRoot())
    let step = c == 0 ? 0.01 : 0.04
    var inner: [(Double, Double)] = []
    for i in Int(-9 / step)...Int(9 / step) {
      let z = Double(i) * step
      let below = 0.5 * erfc(-z / 2.0.squareRoot())
      let weight = step * count * normalDensity(z) * pow(below, count - 1)
      if weight > 1e-18 { inner.append((z, weight)) }
    }
    let total = inner.reduce(0) { $0 + $1.1 }
    var (mean, square, between) = (0.0, 0.0, 0.0)
    let outer =
      c == 0
      ? [(0.0, 1.0)]
      : (-32...32).map { i in
        let s = 0.25 * Double(i)
        return (s, 0.25 * normalDensity(s))
      }
    for (s, weight) in outer {
      var (first, second) = (0.0, 0.0)
      for (z, inside) in inner {
        let y = function.value(shared * s + rest * z)
        first += inside * y
        second += inside * y * y
      }
      first /= total
      second /= total
      mean += weight * first
      square += weight * second
      between += weight * first * first
    }
    var products = MomentKernel(repeating: 0)
    let variance = max(square - mean * mean, 0)
    let common = max(between - mean * mean, 0)
    var isKnown = true
    for r in 0..<16 {
      let share = min(max(kernel[r & ~bits], 0), 1)
      // A group that is the same but for its example, or for its features.
      let across = share * (r & bits != 0 && r != bits ? common : variance)
      products[r] = mean * mean + (r == 0 ? variance : r & bits == r ? common : across)
      if share > 0, share < 1 { isKnown = false }
    }
    return unrelated(
      mean: mean, products: products, isNormal: false, isExact: isExact && isKnown, madeOf: [form])
  }

  /// The smallest, as the largest of what is negated.
  func smallest(_ form: LinearForm, count: Double, bits: Int) -> LinearForm {
    largest(form.scaled(-1), count: count, bits: bits).scaled(-1)
  }

  /// The root of the probability that an element is the largest of its group, given its own value, so
  /// that a gradient which meets the slope of a function there is met only where it counts.
  ///
  ///     P(u) = E Phi(sqrt(1 - c) u - sqrt(c) t)^(n - 1),   t normal
  func chosen(_ form: LinearForm, count: Double, bits: Int) -> LinearForm {
    let plain = LinearForm((1 / max(count, 1)).squareRoot())
    guard count > 1, let role = MomentRole.allCases.first(where: { $0.bit & bits != 0 }),
      let (_, kernel, _, side) = rising(form), let (_, root) = standardRoot(of: form)
    else { return plain }
    let c = min(max(kernel[role.bit], 0), 1)
    let (shared, rest) = (c.squareRoot(), (1 - c).squareRoot())
    let nodes =
      c == 0
      ? [(0.0, 1.0)]
      : (-16...16).map { i in
        let t = 0.5 * Double(i)
        return (t, 0.5 * normalDensity(t))
      }
    let deviation = root.kernel.own.squareRoot()
    let function = ElementFunction("largest:\(count):\(c):\(side * deviation)") { x in
      let u = side * x / deviation
      let p = nodes.reduce(0) { sum, node in
        let below = 0.5 * erfc((shared * node.0 - rest * u) / 2.0.squareRoot())
        return sum + node.1 * pow(below, count - 1)
      }
      return p.squareRoot()
    } slope: { _ in
      0
    }
    return rootFunction(function, of: form) ?? plain
  }

  // A form as a rising function of a standard normal root or of its negative, with the side, and
  // the root's correlations.
  private func rising(
    _ form: LinearForm
  ) -> (function: ElementFunction, correlations: MomentKernel, isExact: Bool, side: Double)? {
    guard let (function, root) = standardRoot(of: form) else { return nil }
    let (kernel, isExact) = root
    let deviation = kernel.own.squareRoot()
    for side in [1.0, -1] {
      let standard = function.of(side * deviation, 0)
      let values = (-64...64).map { standard.value(Double($0) / 8) }
      guard zip(values, values.dropFirst()).allSatisfy({ $1 >= $0 - 1e-12 }) else { continue }
      return (standard, kernel * (1 / kernel.own), isExact, side)
    }
    return nil
  }
}

private func normalDensity(_ x: Double) -> Double {
  0.39894228040143267794 * exp(-0.5 * x * x)
}
