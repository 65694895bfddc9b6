import GaussianIntegrals

extension MomentSpace {
  private func functionOfRoot(_ term: Int) -> FunctionOfRoot? {
    if case .function(let function, _) = terms[term].kind { function } else { nil }
  }

  /// A form as one function of one root, where it is that.
  private func single(_ form: LinearForm) -> (function: ElementFunction, root: Int)? {
    var found: Int?
    var sources: [LinearForm.Part] = []
    for part in form.parts {
      guard let f = functionOfRoot(part.term) else {
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
      functionOfRoot(part.term).map { (part.factor, $0.function) }
    }
    // Terms are functions less their means.
    let means = form.parts.reduce(0) { $0 + $1.factor * (functionOfRoot($1.term)?.mean ?? 0) }
    if line != 0 { terms.append((line, .line(1, 0))) }
    if terms.count == 1, terms[0].0 == 1, form.constant == means { return (terms[0].1, found) }
    return (.sum(terms, constant: form.constant - means), found)
  }

  /// A form without the parts that are nothing beside the largest: what rounding leaves of two
  /// nearly equal numbers would be a factor that all others are divided by.
  func tidied(_ form: LinearForm) -> LinearForm {
    if form.parts.count < 2 { return form }
    let sizes = form.parts.map { $0.factor * $0.factor * terms[$0.term].kernel.own }
    let least = 1e-28 * (sizes.max() ?? 0)
    // Sizes that are not numbers stay.
    if !sizes.contains(where: { $0 < least }) { return form }
    return LinearForm(
      form.constant, zip(form.parts, sizes).filter { !($0.1 < least) }.map { $0.0 })
  }

  func isFunctionOfOneRoot(_ form: LinearForm) -> Bool { single(form) != nil }

  /// A form as a line of the root that it is.
  private func rooted(_ form: LinearForm) -> (function: ElementFunction, root: Int) {
    let form = tidied(form)
    // The root has the size of its largest term.
    let sizes = form.parts.map { $0.factor * $0.factor * terms[$0.term].kernel.own }
    let factor = form.parts[sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0].factor
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

  func resolved(_ form: LinearForm) -> (function: ElementFunction, root: Int) {
    single(form) ?? rooted(form)
  }

  /// A form as a function of its root, with the root's mean products and whether they are exact.
  func standardRoot(
    of form: LinearForm
  ) -> (function: ElementFunction, root: (kernel: MomentKernel, isExact: Bool))? {
    if form.isConstant { return nil }
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

  func term(_ function: ElementFunction, _ root: Int) -> LinearForm {
    let (form, kernel) = (roots[root].form, roots[root].kernel)
    if case .line(let a, let b) = function.shape { return form.scaled(a, shift: b) }
    if kernel.own <= 0 { return LinearForm(function.value(0)) }
    let key = FunctionKey(name: function.name, root: root)
    if let known = functionTerms[key] {
      return LinearForm(known.mean, LinearForm(term: known.term).parts)
    }
    var found = statistics(function, kernel.own)
    // Of an odd function the mean is what rounding leaves.
    if found.mean * found.mean <= 1e-30 * found.secondMoment { found.mean = 0 }
    let entry = FunctionOfRoot(function: function, root: root, mean: found.mean)
    var own = functionProducts(entry, entry, kernel)
    for r in 0..<16 where kernel[r] == kernel.own { own[r] = found.variance }
    if own.isZero { return LinearForm(found.mean) }
    var new = Term(
      kind: .function(entry, slope: found.slope), kernel: own, isNormal: false,
      isExact: roots[root].isNormal && roots[root].isExact)
    new.origins = origins([form])
    let term = add(new).parts[0].term
    functionTerms[key] = (term, found.mean)
    return LinearForm(found.mean, LinearForm(term: term).parts)
  }

  /// The slope of a function at every element.
  package func slope(of function: ElementFunction, at form: LinearForm) -> LinearForm {
    apply(function.derivative, to: form)
  }
}
