extension MomentSpace {
  /// Dropout in training: each element is 0 with probability p, else divided by 1 - p.
  ///
  ///     E y = E x,   E y² = E x² / (1 - p),   Var y = (Var x + p (E x)²) / (1 - p)
  /// Elements are dropped independently of all others, so that their mean products stay.
  ///
  /// - Parameter p: from 0 to less than 1; the form as it is for others.
  package func dropped(_ form: LinearForm, share p: Double) -> LinearForm {
    guard p > 0, p < 1 else { return form }
    var kernel = MomentKernel.zero
    kernel[0] = p / (1 - p)
    let mask = source(kernel, isNormal: false, isExact: true).scaled(1, shift: 1)
    return form.isConstant ? mask.scaled(form.constant) : product(form, mask)
  }

  /// A form of which a share is kept and the rest, along the roles of `bits`, is one number.
  ///
  ///     E y² = share E x² + (1 - share) c²
  /// with the mean, unlike rules for the variance alone, which miss p (1 - p) (E x - c)².
  func filled(_ form: LinearForm, share: Double, with c: Double, along bits: Int) -> LinearForm {
    if share >= 1 { return form }
    let kernel = products(form)
    var found = MomentKernel.zero
    let mean = form.constant
    for r in 0..<16 {
      let isOther = r & bits != 0
      let both = isOther ? share * share : share
      let none = isOther ? (1 - share) * (1 - share) : 1 - share
      found[r] = both * kernel[r] + (1 - both - none) * c * mean + none * c * c
    }
    return unrelated(
      mean: share * mean + (1 - share) * c, products: found, isNormal: false,
      isExact: isExact(form), madeOf: [form])
  }
}
