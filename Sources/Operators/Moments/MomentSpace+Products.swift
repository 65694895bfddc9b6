import GaussianIntegrals

extension MomentSpace {
  /// The product of two forms, element by element.
  ///
  /// Exact where both are functions of one root, or independent; products of different correlated
  /// roots are exact in the mean, and in the mean square where both factors are normal.
  package func product(_ a: LinearForm, _ b: LinearForm) -> LinearForm {
    if a.isConstant { return b.scaled(a.constant) }
    if b.isConstant { return a.scaled(b.constant) }
    let between = covariance(a, b)
    if !between.isZero || dependsOnSame(a, b) {
      let (f, g) = (resolved(a), resolved(b))
      if f.root == g.root { return term(.product(f.function, g.function), f.root) }
    }
    let product =
      a.scaled(b.constant) + b.scaled(a.constant)
      + LinearForm(between.own - a.constant * b.constant)
      + centeredProduct(
        a.scaled(1, shift: -a.constant), b.scaled(1, shift: -b.constant), between)
    return named(tidied(product))
  }

  // (a - E a) (b - E b) less its mean; the same factors give the same term.
  private func centeredProduct(
    _ a: LinearForm, _ b: LinearForm, _ between: MomentKernel
  ) -> LinearForm {
    for key in [[a, b], [b, a]] {
      if let known = productTerms[key] { return LinearForm(term: known) }
    }
    let kernel = covariance(a) * covariance(b) + between * between
    if kernel.isZero { return LinearForm(0) }
    let isExact =
      isExact(a) && isExact(b) && isRelationKnown(a, b)
      && (between.isZero ? areIndependent(a, b) : isNormal(a) && isNormal(b))
    var term = Term(kind: .product(a, b), kernel: kernel, isNormal: false, isExact: isExact)
    term.origins = origins([a, b])
    let form = add(term)
    productTerms[[a, b]] = form.parts[0].term
    return form
  }

  /// Whether two forms have sources in common.
  func dependsOnSame(_ a: LinearForm, _ b: LinearForm) -> Bool {
    if a.isConstant || b.isConstant { return a.isConstant && b.isConstant }
    return !origins([a]).isDisjoint(with: origins([b]))
  }

  // Forms without covariance may share roots, as x and x² do; then they are not independent.
  private func areIndependent(_ a: LinearForm, _ b: LinearForm) -> Bool {
    if isNormal(a), isNormal(b) { return true }
    return origins([a]).isDisjoint(with: origins([b]))
  }

  /// A form with the given mean and mean products.
  ///
  /// - Parameter madeOf: forms that it depends on in a way that the space does not follow.
  package func unrelated(
    mean: Double, products: MomentKernel, isNormal: Bool, isExact: Bool,
    madeOf: [LinearForm] = []
  ) -> LinearForm {
    var centered = products - mean * mean
    // What is left of two nearly equal numbers is rounding.
    for r in 0..<16 where abs(centered[r]) <= 1e-14 * abs(products[r]) { centered[r] = 0 }
    return source(centered, isNormal: isNormal, isExact: isExact, madeOf: madeOf)
      .scaled(1, shift: mean)
  }

  /// The same law at other places along the given roles, as another part of the value has it: what
  /// elements there have in common is kept, the rest is new.
  ///
  /// - Parameters:
  ///   - isGone: whether the part has no axis with the roles any more.
  ///   - part: which of how many parts it is, so that the same part of other values keeps what the
  ///     values have in common: a gate at another step.
  package func elsewhere(
    _ form: LinearForm, along bits: Int, isGone: Bool, part: (number: Int, count: Int)? = nil
  ) -> LinearForm {
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
    if let part {
      link(
        PartSource(root: number, shared: shared, own: own),
        PartKey(bits: bits, part: part.number, count: part.count), isGone: isGone)
    }
    return apply(function, to: shared + own)
  }

  // The latest uses are enough: what steps have in common falls with their distance.
  static let linkedUses = 16

  // What the same part of two values has in common is what the values have.
  private func link(_ new: PartSource, _ key: PartKey, isGone: Bool) {
    let earlier = partSources[key] ?? []
    for old in earlier.suffix(Self.linkedUses) where old.root != new.root {
      let between = covariance(roots[old.root].form, roots[new.root].form)
      if between.isZero { continue }
      let common = between.moved(to: key.bits)
      let rest = isGone ? (between - common).shared(key.bits) : between - common
      for (a, b, kernel) in [(old.shared, new.shared, common), (old.own, new.own, rest)] {
        guard let i = a.parts.first?.term, let j = b.parts.first?.term, i != j, !kernel.isZero
        else { continue }
        relate(i, j, kernel)
      }
    }
    partSources[key, default: []].append(new)
  }

  /// The same form marked as approximate, also where it is one number.
  package func approximated(_ form: LinearForm) -> LinearForm {
    if form.isConstant {
      let doubt = add(Term(kind: .source, kernel: .zero, isNormal: false, isExact: false))
      return doubt.scaled(1, shift: form.constant)
    }
    return unrelated(
      mean: form.constant, products: products(form), isNormal: isNormal(form), isExact: false,
      madeOf: [form])
  }

  /// Keeps how the output of a map by shared weights is correlated with those of others.
  func remember(
    _ map: FreshMap?, _ weight: ParameterMoments, input: LinearForm, output: LinearForm,
    _ links: [(term: Int, MomentKernel)]
  ) {
    guard weight.isShared, let identity = weight.identity, let part = output.parts.first else {
      return
    }
    weightUses[identity, default: []].append(
      WeightUse(map: map, input: input, term: part.term))
    for (other, products) in links { relate(other, part.term, products) }
  }

  private func relate(_ i: Int, _ j: Int, _ products: MomentKernel) {
    covariances[TermPair(i, j)] = products
    isRelated[i] = true
    isRelated[j] = true
  }

  /// The moments of softmax, remembered.
  package func softmax(count: Double, variance: Double) -> SoftmaxIntegrals {
    // Layers of a transformer differ in the last digits of the variance, which nobody asks about.
    let places = 65_536.0
    let rounded = (variance.significand * places).rounded() / places
    let variance =
      variance.isNormal
      ? Double(sign: .plus, exponent: variance.exponent, significand: rounded) : variance
    let key = SIMD2(count, variance)
    if let known = softmax[key] { return known }
    let found = SoftmaxIntegrals(count: count, variance: variance)
    softmax[key] = found
    return found
  }
}

extension MomentSpace {
  // Forms of no more parts are left as they are.
  private static let mostParts = 6

  /// A long form as one term, whose covariances are those of its parts: what is made of it is short
  /// again, and sums over time or depth cost the same at each step.
  package func named(_ form: LinearForm) -> LinearForm {
    guard form.parts.count > Self.mostParts, !isFunctionOfOneRoot(form) else { return form }
    let number: Int
    if let known = sumTerms[form.parts] {
      number = known
    } else {
      let sum = LinearForm(0, form.parts)
      var term = Term(
        kind: .sum(sum), kernel: covariance(sum), isNormal: isNormal(sum), isExact: isExact(sum))
      term.origins = origins([sum])
      number = add(term).parts[0].term
      sumTerms[form.parts] = number
    }
    return LinearForm(form.constant, LinearForm(term: number).parts)
  }
}
