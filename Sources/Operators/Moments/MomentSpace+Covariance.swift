import GaussianIntegrals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension MomentSpace {
  // Over hundreds of steps in time pairs of terms would fill the memory: from so many on, only those
  // within about ten steps of one another count.
  private static let mostPairs = 2_000_000
  private static let near = 256

  /// The mean products of elements of one form with elements of another, about their means.
  package func covariance(_ a: LinearForm, _ b: LinearForm) -> MomentKernel {
    var total = MomentKernel.zero
    for p in a.parts {
      for q in b.parts {
        if p.term == q.term {
          total += (p.factor * q.factor) * terms[p.term].kernel
        } else if isRelated[p.term] || isRelated[q.term] {
          // Two plain sources have nothing in common.
          let c = covariance(p.term, q.term)
          if !c.isZero { total += (p.factor * q.factor) * c }
        }
      }
    }
    return total
  }

  private func covariance(_ i: Int, _ j: Int) -> MomentKernel {
    let key = TermPair(i, j)
    if let known = covariances[key] { return known }
    if strangers.contains(key) { return .zero }
    if abs(i - j) > Self.near, covariances.count + strangers.count > Self.mostPairs { return .zero }
    let result: MomentKernel
    // The later of two sums is the one that may hold the other.
    let (earlier, later) = (min(i, j), max(i, j))
    switch (terms[later].kind, terms[earlier].kind) {
    case (.sum(let form), _):
      resolve(later, with: earlier)
      result = covariance(form, LinearForm(term: earlier))
    case (_, .sum(let form)):
      resolve(earlier, with: later)
      result = covariance(form, LinearForm(term: later))
    case (.function(let f, _), .function(let g, _)):
      let between =
        f.root == g.root
        ? roots[f.root].kernel : covariance(roots[f.root].form, roots[g.root].form)
      result = functionProducts(f, g, between)
    // Stein's lemma.
    case (.function(let f, let slope), .source):
      result = slope * covariance(roots[f.root].form, LinearForm(term: earlier))
    case (.source, .function(let f, let slope)):
      result = slope * covariance(roots[f.root].form, LinearForm(term: later))
    // The theorem of Isserlis, exact for independent factors and for normal ones.
    case (.product(let u, let v), .product(let x, let y)):
      result = covariance(u, x) * covariance(v, y) + covariance(u, y) * covariance(v, x)
    default: result = .zero
    }
    if result.isZero { strangers.insert(key) } else { covariances[key] = result }
    return result
  }

  // The sums that a sum holds, the earliest first, so that a long chain of them needs no deep stack.
  private func resolve(_ sum: Int, with other: Int) {
    var chain: [Int] = []
    var next = sum
    while case .sum(let form) = terms[next].kind {
      let inner = form.parts.first { part in
        guard part.term != other, case .sum = terms[part.term].kind else { return false }
        let key = TermPair(part.term, other)
        return covariances[key] == nil && !strangers.contains(key)
      }
      guard let inner else { break }
      next = inner.term
      chain.append(next)
    }
    if chain.count > 1 { for sum in chain.reversed() { _ = covariance(sum, other) } }
  }

  /// The mean products of two functions of roots with the given mean products.
  func functionProducts(
    _ f: FunctionOfRoot, _ g: FunctionOfRoot, _ between: MomentKernel
  ) -> MomentKernel {
    var result = MomentKernel.zero
    if between.isZero { return result }
    let variances = (roots[f.root].kernel.own, roots[g.root].kernel.own)
    let deviation = (variances.0 * variances.1).squareRoot()
    // What does not vary has nothing in common with anything.
    guard deviation > 0 else { return result }
    for r in 0..<16 where between[r] != 0 {
      if let same = (0..<r).first(where: { between[$0] == between[r] }) {
        result[r] = result[same]
        continue
      }
      let c = min(max(between[r] / deviation, -1), 1)
      result[r] =
        expanded(f.function, variances.0, g.function, variances.1, correlation: c)
        ?? pair(f.function, variances.0, g.function, variances.1, correlation: c) - f.mean * g.mean
    }
    return result
  }

  // The covariance of f(u) and g(v), where sums of Hermite polynomials give it.
  private func expanded(
    _ f: ElementFunction, _ q: Double, _ g: ElementFunction, _ p: Double, correlation c: Double
  ) -> Double? {
    guard abs(c) < 1 - 1e-13, let a = expansion(f, q), let b = expansion(g, p) else { return nil }
    return a.covariance(with: b, correlation: c)
  }

  private func expansion(_ f: ElementFunction, _ variance: Double) -> HermiteExpansion? {
    guard case .curve = f.shape, f.kinks.isEmpty else { return nil }
    let key = StatisticsKey(name: f.name, variance: variance)
    if let known = expansions[key] { return known }
    let found = HermiteExpansion(variance: variance, of: f.value)
    expansions[key] = .some(found)
    return found
  }

  /// E f(u) g(v) for normal u and v of mean 0.
  func pair(
    _ f: ElementFunction, _ q: Double, _ g: ElementFunction, _ p: Double, correlation c: Double
  ) -> Double {
    let deviations = (q.squareRoot(), p.squareRoot())
    if let known = Self.closed(f, g, deviations, c) { return known }
    let key = PairKey(
      names: [f.name, g.name], deviations: SIMD2(deviations.0, deviations.1), correlation: c)
    if let known = pairs[key] { return known }
    let isOne = f === g || (f.name == g.name && q == p)
    let result: Double
    if c > 1 - 1e-13 {
      let ratio = deviations.1 / deviations.0
      let kinks = f.kinks + (ratio > 0 ? g.kinks.map { $0 / ratio } : [])
      result =
        isOne
        ? statistics(f, q).secondMoment
        : NormalStatistics(variance: q, kinks: kinks) { f.value($0) * g.value(ratio * $0) }.mean
    } else {
      result = NormalPair.mean(
        .init(deviation: deviations.0, kinks: f.kinks, f.value),
        .init(deviation: deviations.1, kinks: g.kinks, g.value), correlation: c,
        isOneFunction: isOne)
    }
    pairs[key] = result
    return result
  }

  // The kernels of the arc cosine: Y. Cho and L. Saul, NIPS 2009, orders 0 and 1.
  private static func closed(
    _ f: ElementFunction, _ g: ElementFunction, _ deviations: (Double, Double), _ c: Double
  ) -> Double? {
    switch (f.shape, g.shape) {
    case (.bend(let a, let b), .bend(let d, let e)):
      let size = 2 / Double.pi * ((max(0, 1 - c * c)).squareRoot() + c * asin(c))
      return deviations.0 * deviations.1 * (a * d * c + b * e * size)
    case (.step(let a, let b), .step(let d, let e)):
      return a * d + b * e * 2 / Double.pi * asin(c)
    case (.line(let a, let b), .line(let d, let e)):
      return a * d * c * deviations.0 * deviations.1 + b * e
    default: return nil
    }
  }

  func statistics(_ f: ElementFunction, _ variance: Double) -> NormalStatistics {
    let key = StatisticsKey(name: f.name, variance: variance)
    if let known = statistics[key] { return known }
    let found = NormalStatistics(variance: variance, kinks: f.kinks, of: f.value)
    statistics[key] = found
    return found
  }
}
