/// A constant and multiples of terms of a ``MomentSpace``: what a value is, element by element.
package struct LinearForm: Sendable, Hashable {
  /// A multiple of a term.
  package struct Part: Sendable, Hashable {
    /// The term's number.
    package let term: Int
    /// Its factor.
    package let factor: Double
  }

  /// What is added to the terms.
  package let constant: Double
  /// The multiples of terms, in the order of the terms.
  package let parts: [Part]

  /// A constant.
  package init(_ constant: Double) {
    self.constant = constant
    parts = []
  }

  /// One term.
  package init(term: Int) {
    constant = 0
    parts = [Part(term: term, factor: 1)]
  }

  init(_ constant: Double, _ parts: [Part]) {
    self.constant = constant
    self.parts = parts
  }

  /// Whether it is the same number everywhere.
  package var isConstant: Bool { parts.isEmpty }

  /// factor x + shift.
  package func scaled(_ factor: Double, shift: Double = 0) -> LinearForm {
    if factor == 1, shift == 0 { return self }
    if factor == 0 { return LinearForm(shift) }
    return LinearForm(
      factor * constant + shift,
      parts.map { Part(term: $0.term, factor: factor * $0.factor) })
  }

  /// The sum of two forms.
  package static func + (a: LinearForm, b: LinearForm) -> LinearForm {
    if b.isConstant { return a.scaled(1, shift: b.constant) }
    if a.isConstant { return b.scaled(1, shift: a.constant) }
    var parts: [Part] = []
    parts.reserveCapacity(a.parts.count + b.parts.count)
    var (i, j) = (0, 0)
    while i < a.parts.count || j < b.parts.count {
      if j == b.parts.count || (i < a.parts.count && a.parts[i].term < b.parts[j].term) {
        parts.append(a.parts[i])
        i += 1
      } else if i == a.parts.count || b.parts[j].term < a.parts[i].term {
        parts.append(b.parts[j])
        j += 1
      } else {
        let factor = a.parts[i].factor + b.parts[j].factor
        if factor != 0 { parts.append(Part(term: a.parts[i].term, factor: factor)) }
        i += 1
        j += 1
      }
    }
    return LinearForm(a.constant + b.constant, parts)
  }
}
