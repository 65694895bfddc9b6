import Tensors

/// An equation of Einstein's summation: a list of axis letters for each operand and for the result.
struct EinsumEquation: Sendable, Hashable {
  /// What one place in a list stands for.
  enum Term: Sendable, Hashable {
    /// One axis.
    case letter(Character)
    /// Any number of axes.
    case ellipsis
  }

  /// As it was written, without spaces.
  let text: String
  /// The operands' lists.
  let operands: [[Term]]
  /// The result's list, where the equation has an arrow.
  let result: [Term]?

  /// Reads `ij,jk->ik`, `...ii->...i`, `ij,jk`.
  ///
  /// - Throws: ``OperatorError`` with code `.attribute` for anything else.
  init(_ equation: String) throws(OperatorError) {
    let text = equation.filter { !$0.isWhitespace }
    self.text = text
    // Longer ones than any rank needs would only cost time.
    guard text.utf8.count <= 4096 else {
      throw Self.error("of \(text.utf8.count) characters", "at most 4096 were")
    }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    guard sides.count <= 2 else { throw Self.error(text, "one arrow was") }
    var operands: [[Term]] = []
    for operand in sides[0].split(separator: ",", omittingEmptySubsequences: false) {
      operands.append(try Self.terms(operand, in: text))
    }
    self.operands = operands
    guard sides.count == 2 else {
      result = nil
      return
    }
    let result = try Self.terms(sides[1], in: text)
    guard Set(result).count == result.count else {
      throw Self.error(text, "each letter of the result once was")
    }
    let known = Set(operands.joined())
    if case .letter(let letter) = result.first(where: { $0 != .ellipsis && !known.contains($0) }) {
      throw Self.error(text, "the result's letter \(letter) in an operand was")
    }
    self.result = result
  }

  private static func terms(
    _ operand: Substring, in text: String
  ) throws(OperatorError) -> [Term] {
    var terms: [Term] = []
    var rest = operand
    while let first = rest.first {
      if rest.hasPrefix("...") {
        guard !terms.contains(.ellipsis) else {
          throw error(text, "at most one ellipsis in \(operand) was")
        }
        terms.append(.ellipsis)
        rest = rest.dropFirst(3)
      } else {
        guard first.isASCII, first.isLetter else {
          throw error(text, "letters, commas, an arrow and ellipses were")
        }
        terms.append(.letter(first))
        rest = rest.dropFirst()
      }
    }
    return terms
  }

  private static func error(_ text: String, _ expected: String) -> OperatorError {
    OperatorError(
      code: .attribute, description: "einsum: equation \(text), \(expected) expected")
  }

  /// The result's list: as written, or the ellipsis and then, in alphabetical order, the letters
  /// that occur once.
  var resultTerms: [Term] {
    if let result { return result }
    var counts: [Character: Int] = [:]
    for case .letter(let letter) in operands.joined() { counts[letter, default: 0] += 1 }
    let letters = counts.filter { $0.value == 1 }.keys.sorted()
    let hasEllipsis = operands.contains { $0.contains(.ellipsis) }
    return (hasEllipsis ? [.ellipsis] : []) + letters.map { .letter($0) }
  }
}

/// The axes of an equation, applied to shapes.
struct EinsumAxes {
  /// A letter, or an axis under the ellipsis by its distance from the last.
  enum Label: Hashable {
    case letter(Character)
    case broadcast(Int)
  }

  /// One axis of one operand.
  struct Axis {
    let label: Label
    let length: Int
    let stride: Int
  }

  /// The axes of each operand, those of length 1 left out and those of the same letter made one: the
  /// diagonal.
  let operands: [[Axis]]
  /// The result's axes with all their lengths.
  let result: [(label: Label, length: Int)]
  /// The length of every label.
  let lengths: [Label: Int]

  /// Axes that are known by their labels already, the result's in its order.
  init(operands: [[Axis]], result: [Label], lengths: [Label: Int]) {
    self.operands = operands
    self.result = result.map { ($0, lengths[$0, default: 1]) }
    self.lengths = lengths
  }

  init(_ equation: EinsumEquation, _ shapes: [Shape]) throws(OperatorError) {
    guard shapes.count == equation.operands.count else {
      throw .inputCount(
        of: Einsum.name, shapes.count, expected: "\(equation.operands.count) were")
    }
    var lengths: [Label: Int] = [:]
    var labelled: [[Label]] = []
    var broadcastCount = 0
    for (terms, shape) in zip(equation.operands, shapes) {
      let letterCount = terms.count { $0 != .ellipsis }
      let covered = shape.rank - letterCount
      guard covered == 0 || (covered > 0 && terms.contains(.ellipsis)) else {
        throw .rank(
          of: Einsum.name, expected: "\(letterCount) in \(equation.text) were", found: shape)
      }
      broadcastCount = max(broadcastCount, covered)
      let labels = Self.labels(terms, covered: covered)
      for (label, length) in zip(labels, shape.lengths) {
        let known = lengths[label, default: 1]
        guard known == 1 || length == 1 || known == length else {
          throw .shapes(
            of: Einsum.name, "lengths \(known) and \(length) of one axis in \(equation.text)",
            expected: "equal lengths, or 1,")
        }
        lengths[label] = known == 1 ? length : known
      }
      labelled.append(labels)
    }
    operands = zip(labelled, shapes).map { labels, shape in
      var axes: [Axis] = []
      var stride = 1
      for (label, length) in zip(labels, shape.lengths).reversed() {
        defer { stride = stride &* length }
        guard length != 1 else { continue }
        if let place = axes.firstIndex(where: { $0.label == label }) {
          axes[place] = Axis(label: label, length: length, stride: axes[place].stride &+ stride)
        } else {
          axes.append(Axis(label: label, length: length, stride: stride))
        }
      }
      return axes.reversed()
    }
    result = Self.labels(equation.resultTerms, covered: broadcastCount).map {
      ($0, lengths[$0, default: 1])
    }
    self.lengths = lengths
  }

  private static func labels(_ terms: [EinsumEquation.Term], covered: Int) -> [Label] {
    terms.flatMap { term -> [Label] in
      switch term {
      case .letter(let letter): [.letter(letter)]
      case .ellipsis: (0..<covered).reversed().map { .broadcast($0) }
      }
    }
  }
}
