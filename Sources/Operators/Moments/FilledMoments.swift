extension MomentSpace {
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
