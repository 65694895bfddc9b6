import GaussianIntegrals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The random numbers that the values of a network are made of, and the mean products of any two.
///
/// A value is a ``LinearForm`` in terms. A term is either a source, what a layer of fresh weights
/// gives, of mean 0, independent of every other source, in the limit of width normal; or a function
/// of one root, a linear form in earlier terms. So values that share roots keep their covariance:
/// residual sums, products of a value with a function of itself, two heads on one trunk.
///
/// A function of a sum of terms that are not all normal treats the sum as normal; what follows is
/// then marked as approximate.
///
/// - Source: the covariances are those of B. Poole and others, arXiv:1606.05340, with G. Yang's rule
///   that fresh weights make independent normal sources, arXiv:1902.04760.
package final class MomentSpace {
  private var kernels: [MomentKernel] = []
  private var functions: [FunctionOfRoot?] = []
  private var normal: [Bool] = []
  private var exact: [Bool] = []
  private var slopes: [Double] = []
  private var roots: [Root] = []
  private var rootNumbers: [[LinearForm.Part]: Int] = [:]
  private var functionTerms: [FunctionKey: (term: Int, mean: Double)] = [:]
  private var covariances: [SIMD2<Int32>: MomentKernel] = [:]
  private var pairs: [PairKey: Double] = [:]
  private var statistics: [StatisticsKey: NormalStatistics] = [:]
  private var commonParts: [SIMD2<Int>: LinearForm] = [:]
  private var softmax: [SIMD2<Double>: SoftmaxIntegrals] = [:]

  private struct FunctionOfRoot {
    let function: ElementFunction
    let root: Int
    let mean: Double
  }
  private struct FunctionKey: Hashable {
    let name: String
    let root: Int
  }
  private struct StatisticsKey: Hashable {
    let name: String
    let variance: Double
  }
  private struct PairKey: Hashable {
    let names: [String]
    let deviations: SIMD2<Double>
    let correlation: Double
  }
  /// A linear form of mean 0 whose first factor is 1.
  private struct Root {
    let form: LinearForm
    let kernel: MomentKernel
    let isNormal: Bool
    let isExact: Bool
  }

  /// A space without terms.
  package init() {}

  // MARK: Terms

  /// A new source of mean 0.
  ///
  /// - Parameters:
  ///   - kernel: its mean products.
  ///   - isNormal: whether it is normal in the limit of width.
  ///   - isExact: whether the kernel is.
  package func source(_ kernel: MomentKernel, isNormal: Bool, isExact: Bool) -> LinearForm {
    if kernel.isZero { return LinearForm(0) }
    kernels.append(kernel)
    functions.append(nil)
    normal.append(isNormal)
    exact.append(isExact)
    slopes.append(0)
    return LinearForm(term: kernels.count - 1)
  }

  /// The mean of a form: its constant, since all terms have mean 0.
  package func mean(_ form: LinearForm) -> Double { form.constant }

  /// The mean products of a form about its mean.
  package func covariance(_ form: LinearForm) -> MomentKernel { covariance(form, form) }

  /// The mean products of a form.
  package func products(_ form: LinearForm) -> MomentKernel {
    covariance(form) + form.constant * form.constant
  }

  /// Whether the mean products of a form are exact in the limit of width.
  package func isExact(_ form: LinearForm) -> Bool { form.parts.allSatisfy { exact[$0.term] } }

  /// Whether a form is normal in the limit of width.
  package func isNormal(_ form: LinearForm) -> Bool { form.parts.allSatisfy { normal[$0.term] } }

  // MARK: Covariances

  /// The mean products of elements of one form with elements of another, about their means.
  package func covariance(_ a: LinearForm, _ b: LinearForm) -> MomentKernel {
    var total = MomentKernel.zero
    var (i, j) = (0, 0)
    while i < a.parts.count, j < b.parts.count {
      let (p, q) = (a.parts[i], b.parts[j])
      if p.term == q.term {
        total += (p.factor * q.factor) * kernels[p.term]
        i += 1
        j += 1
      } else if p.term < q.term {
        i += 1
      } else {
        j += 1
      }
    }
    let (own, others) = (a.parts.filter(isFunction), b.parts.filter(isFunction))
    for p in own {
      for q in b.parts where q.term != p.term {
        let c = covariance(p.term, q.term)
        if !c.isZero { total += (p.factor * q.factor) * c }
      }
    }
    for q in others {
      for p in a.parts where p.term != q.term && functions[p.term] == nil {
        let c = covariance(q.term, p.term)
        if !c.isZero { total += (p.factor * q.factor) * c }
      }
    }
    return total
  }

  func isFunctionTerm(_ term: Int) -> Bool { functions[term] != nil }

  private func isFunction(_ part: LinearForm.Part) -> Bool { functions[part.term] != nil }

  // A function's term with any other.
  private func covariance(_ i: Int, _ j: Int) -> MomentKernel {
    let key = SIMD2(Int32(min(i, j)), Int32(max(i, j)))
    if let known = covariances[key] { return known }
    let f = functions[i]!
    let result: MomentKernel
    if let g = functions[j] {
      let between =
        f.root == g.root
        ? roots[f.root].kernel : covariance(roots[f.root].form, roots[g.root].form)
      result = products(f, g, between)
    } else {
      // Stein's lemma.
      result = slopes[i] * covariance(roots[f.root].form, LinearForm(term: j))
    }
    covariances[key] = result
    return result
  }

  private func products(
    _ f: FunctionOfRoot, _ g: FunctionOfRoot, _ between: MomentKernel
  ) -> MomentKernel {
    var result = MomentKernel.zero
    if between.isZero { return result }
    let variances = (roots[f.root].kernel.own, roots[g.root].kernel.own)
    let deviation = (variances.0 * variances.1).squareRoot()
    for r in 0..<16 where between[r] != 0 {
      if let same = (0..<r).first(where: { between[$0] == between[r] }) {
        result[r] = result[same]
        continue
      }
      let c = min(max(between[r] / deviation, -1), 1)
      result[r] =
        pair(f.function, variances.0, g.function, variances.1, correlation: c) - f.mean * g.mean
    }
    return result
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

  private func statistics(_ f: ElementFunction, _ variance: Double) -> NormalStatistics {
    let key = StatisticsKey(name: f.name, variance: variance)
    if let known = statistics[key] { return known }
    let found = NormalStatistics(variance: variance, kinks: f.kinks, of: f.value)
    statistics[key] = found
    return found
  }

  // MARK: Functions

  /// A form as one function of one root, where it is that.
  private func single(_ form: LinearForm) -> (function: ElementFunction, root: Int)? {
    var found: Int?
    var sources: [LinearForm.Part] = []
    for part in form.parts {
      guard let f = functions[part.term] else {
        sources.append(part)
        continue
      }
      if let found, found != f.root { return nil }
      found = f.root
    }
    guard let found else { return nil }
    let root = roots[found].form
    var line = 0.0
    if !sources.isEmpty {
      // Sources beside functions of the root have to be a multiple of it.
      line = sources[0].factor
      guard sources.count == root.parts.count,
        zip(sources, root.parts).allSatisfy({
          $0.term == $1.term && abs($0.factor - line * $1.factor) <= 1e-12 * abs($0.factor)
        })
      else { return nil }
    }
    var terms = form.parts.compactMap { part in
      functions[part.term].map { (part.factor, $0.function) }
    }
    // Terms are functions less their means.
    let means = form.parts.reduce(0) { $0 + $1.factor * (functions[$1.term]?.mean ?? 0) }
    if line != 0 { terms.append((line, .line(1, 0))) }
    if terms.count == 1, terms[0].0 == 1, form.constant == means { return (terms[0].1, found) }
    return (.sum(terms, constant: form.constant - means), found)
  }

  /// A form as a line of the root that it is.
  private func rooted(_ form: LinearForm) -> (function: ElementFunction, root: Int) {
    let factor = form.parts[0].factor
    let parts = form.parts.map { LinearForm.Part(term: $0.term, factor: $0.factor / factor) }
    let function = ElementFunction.line(factor, form.constant)
    if let known = rootNumbers[parts] { return (function, known) }
    let root = LinearForm(0, parts)
    roots.append(
      Root(
        form: root, kernel: covariance(root), isNormal: isNormal(root), isExact: isExact(root)))
    rootNumbers[parts] = roots.count - 1
    return (function, roots.count - 1)
  }

  private func resolved(_ form: LinearForm) -> (function: ElementFunction, root: Int) {
    single(form) ?? rooted(form)
  }

  /// A form as a function of its root, with the root's mean products and whether they are exact.
  func standardRoot(
    of form: LinearForm
  ) -> (function: ElementFunction, root: (kernel: MomentKernel, isExact: Bool))? {
    let (function, number) = resolved(form)
    let root = roots[number]
    guard root.kernel.own > 0 else { return nil }
    return (function, (root.kernel, root.isNormal && root.isExact))
  }

  /// A function of a form's root.
  func rootFunction(_ function: ElementFunction, of form: LinearForm) -> LinearForm? {
    form.isConstant ? nil : term(function, resolved(form).root)
  }

  /// A function of every element.
  package func apply(_ function: ElementFunction, to form: LinearForm) -> LinearForm {
    if form.isConstant { return LinearForm(function.value(form.constant)) }
    if case .line(let a, let b) = function.shape { return form.scaled(a, shift: b) }
    let (inner, root) = resolved(form)
    let reach = 12 * roots[root].kernel.own.squareRoot()
    return term(function.after(inner, reach: reach), root)
  }

  private func term(_ function: ElementFunction, _ root: Int) -> LinearForm {
    let (form, kernel) = (roots[root].form, roots[root].kernel)
    if case .line(let a, let b) = function.shape { return form.scaled(a, shift: b) }
    if kernel.own <= 0 { return LinearForm(function.value(0)) }
    let key = FunctionKey(name: function.name, root: root)
    if let known = functionTerms[key] {
      return LinearForm(known.mean, LinearForm(term: known.term).parts)
    }
    let found = statistics(function, kernel.own)
    let entry = FunctionOfRoot(function: function, root: root, mean: found.mean)
    var own = products(entry, entry, kernel)
    for r in 0..<16 where kernel[r] == kernel.own { own[r] = found.variance }
    if own.isZero { return LinearForm(found.mean) }
    kernels.append(own)
    functions.append(entry)
    normal.append(false)
    exact.append(roots[root].isNormal && roots[root].isExact)
    slopes.append(found.slope)
    let term = kernels.count - 1
    functionTerms[key] = (term, found.mean)
    return LinearForm(found.mean, LinearForm(term: term).parts)
  }

  /// The slope of a function at every element.
  package func slope(of function: ElementFunction, at form: LinearForm) -> LinearForm {
    apply(function.derivative, to: form)
  }

  // MARK: Products

  /// The product of two forms, element by element.
  ///
  /// Exact where both are functions of one root, or independent; products of different correlated
  /// roots are exact in the mean, and in the mean square where both factors are normal.
  package func product(_ a: LinearForm, _ b: LinearForm) -> LinearForm {
    if a.isConstant { return b.scaled(a.constant) }
    if b.isConstant { return a.scaled(b.constant) }
    let between = covariance(a, b)
    if between.isZero {
      let rest = source(
        covariance(a) * covariance(b), isNormal: false, isExact: isExact(a) && isExact(b))
      return a.scaled(b.constant) + b.scaled(a.constant) + LinearForm(-a.constant * b.constant)
        + rest
    }
    let (f, g) = (resolved(a), resolved(b))
    if f.root == g.root { return term(.product(f.function, g.function), f.root) }
    let bothNormal = isNormal(a) && isNormal(b)
    let rest = source(
      covariance(a) * covariance(b) + between * between, isNormal: false,
      isExact: bothNormal && isExact(a) && isExact(b))
    return a.scaled(b.constant) + b.scaled(a.constant)
      + LinearForm(between.own - a.constant * b.constant) + rest
  }

  /// A form with the given mean and mean products, whose covariance with all others is not known.
  package func unrelated(
    mean: Double, products: MomentKernel, isNormal: Bool, isExact: Bool
  ) -> LinearForm {
    var centered = products - mean * mean
    // What is left of two nearly equal numbers is rounding.
    for r in 0..<16 where abs(centered[r]) <= 1e-14 * abs(products[r]) { centered[r] = 0 }
    return source(centered, isNormal: isNormal, isExact: isExact).scaled(1, shift: mean)
  }

  /// The same law at other places along the given roles, as another part of the value has it: what
  /// elements there have in common is kept, the rest is new.
  ///
  /// - Parameter isGone: whether the part has no axis with the roles any more.
  package func elsewhere(_ form: LinearForm, along bits: Int, isGone: Bool) -> LinearForm {
    if form.isConstant { return form }
    let (function, number) = resolved(form)
    let root = roots[number]
    let common = root.kernel.shared(0).moved(to: bits)
    var rest = root.kernel - common
    for r in 0..<16 where abs(rest[r]) <= 1e-15 * root.kernel.own { rest[r] = 0 }
    let key = SIMD2(number, bits)
    let shared: LinearForm
    if let known = commonParts[key] {
      shared = known
    } else {
      shared = source(common, isNormal: root.isNormal, isExact: root.isExact)
      commonParts[key] = shared
    }
    let own = source(
      isGone ? rest.shared(bits) : rest, isNormal: root.isNormal, isExact: root.isExact)
    return apply(function, to: shared + own)
  }

  /// The same form marked as approximate.
  package func approximated(_ form: LinearForm) -> LinearForm {
    if form.isConstant { return form }
    return unrelated(
      mean: form.constant, products: products(form), isNormal: isNormal(form), isExact: false)
  }

  /// The moments of softmax, remembered.
  package func softmax(count: Double, variance: Double) -> SoftmaxIntegrals {
    let key = SIMD2(count, variance)
    if let known = softmax[key] { return known }
    let found = SoftmaxIntegrals(count: count, variance: variance)
    softmax[key] = found
    return found
  }
}

extension MomentSpace {
  /// A form of so many functions that their covariances with each other would cost more than they
  /// tell, as one source.
  package func shortened(_ form: LinearForm) -> LinearForm {
    let functions = form.parts.reduce(0) { isFunctionTerm($1.term) ? $0 + 1 : $0 }
    guard functions > 24 else { return form }
    return unrelated(
      mean: form.constant, products: products(form), isNormal: false, isExact: isExact(form))
  }
}
