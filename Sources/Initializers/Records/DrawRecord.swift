import Tensors

/// How one parameter was drawn, in one line of text from which it can be drawn again.
///
/// ```
/// normal 0.0 0.02
/// orthogonal 1.0 flattened; axes output:64 input:64; path conv1.weight
/// uniform -0.1 0.1 | uniform -0.2 0.2; axes output:12 input:6; sections 0 4 8
/// ```
/// First the law: its name and its numbers, of several sections side by side with bars between them.
/// Then, where the law needs them, the axes. Last the path, where it is not the tensor's name.
public struct DrawRecord: Sendable {
  /// What was drawn.
  public let law: any Law
  /// The axes.
  public let spec: ParameterSpec
  /// The path whose stream gave the numbers; `nil` where it is the tensor's name.
  public let path: String?

  /// A record.
  public init(law: any Law, spec: ParameterSpec, path: String? = nil) {
    self.law = law
    self.spec = spec
    self.path = path
  }

  /// The line.
  public var text: String {
    var text = law.record
    if !law.isElementwise || law is SectionedLaw {
      text += "; axes"
      for factor in spec.factors { text += " \(factor.axis.rawValue):\(factor.length)" }
      if let sections = spec.sections {
        text += "; sections \(sections.factor) " + sections.lengths.spelled(separator: " ")
      }
    }
    if let path { text += "; path \(path)" }
    return text
  }

  /// The record that a line is, of a tensor of the given shape.
  ///
  /// - Throws: ``InitializerError`` with code `.record` where the line is none, or not one for the shape.
  public init(_ text: String, shape: Shape) throws(InitializerError) {
    var parts = text.components(separatedBy: ";")
    if let place = parts.firstIndex(where: { $0.hasPrefix(" path ") }) {
      // A path may have semicolons of its own.
      path = String(parts[place...].joined(separator: ";").dropFirst(6))
      parts = Array(parts[..<place])
    } else {
      path = nil
    }
    var factors: [Factor]?
    var sections: ParameterSpec.Sections?
    for part in parts.dropFirst() {
      var words = part.split(separator: " ").map(String.init)
      switch words.isEmpty ? "" : words.removeFirst() {
      case "axes" where factors == nil: factors = try words.map(Self.factor)
      case "sections" where sections == nil && words.count > 1:
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count else { throw .record(text) }
        sections = ParameterSpec.Sections(factor: numbers[0], lengths: Array(numbers.dropFirst()))
      default: throw .record(text)
      }
    }
    guard let spec = Self.spec(shape, factors, sections) else { throw .record(text) }
    self.spec = spec
    let laws = parts[0].components(separatedBy: "|").map { $0.split(separator: " ") }
    guard laws.count == (sections?.lengths.count ?? 1) else { throw .record(text) }
    var made: [any Law] = []
    for (words, piece) in zip(laws, spec.pieces) {
      made.append(try Self.law(words.map(String.init), of: piece, text))
    }
    law = sections == nil ? made[0] : SectionedLaw(laws: made)
    guard factors != nil || law.isElementwise else { throw .record(text) }
  }

  private static func factor(_ word: String) throws(InitializerError) -> Factor {
    let parts = word.components(separatedBy: ":")
    guard parts.count == 2, let axis = Axis(rawValue: parts[0]), let length = Int(parts[1]),
      length >= 0
    else { throw .record(word) }
    return Factor(axis, length)
  }

  private static func spec(
    _ shape: Shape, _ factors: [Factor]?, _ sections: ParameterSpec.Sections?
  ) -> ParameterSpec? {
    guard let factors else {
      return sections == nil ? ParameterSpec.bias(out: shape.count).stored(as: shape) : nil
    }
    var count = 1
    for factor in factors {
      let (product, overflows) = count.multipliedReportingOverflow(by: factor.length)
      guard !overflows else { return nil }
      count = product
    }
    guard count == shape.count else { return nil }
    if let sections {
      guard factors.indices.contains(sections.factor), sections.lengths.allSatisfy({ $0 >= 0 })
      else { return nil }
      var sum = 0
      for length in sections.lengths {
        let (next, overflows) = sum.addingReportingOverflow(length)
        guard !overflows else { return nil }
        sum = next
      }
      guard sum == factors[sections.factor].length else { return nil }
    }
    return ParameterSpec(shape: shape, factors: factors, sections: sections)
  }

  private static func law(
    _ words: [String], of spec: ParameterSpec, _ text: String
  ) throws(InitializerError) -> any Law {
    let numbers = words.dropFirst().compactMap { Double($0) }
    switch (words.first, words.count, numbers.count) {
    case ("constant", 2, 1): return Constant(Float(numbers[0]))
    case ("gateConstants", 3, 2):
      guard let gate = Int(words[2]) else { throw .record(text) }
      return GateConstants(Float(numbers[0]), gate: gate)
    case ("forgetGates", 3, 2):
      guard let gates = Int(words[1]), let forget = Int(words[2]), gates > 0 else {
        throw .record(text)
      }
      return ForgetGates(gates: gates, forget: forget)
    case ("identity", 2, 1): return try Identity(gain: numbers[0])
    case ("normal", 3, 2): return try Normal(mean: numbers[0], standardDeviation: numbers[1])
    case ("uniform", 3, 2):
      // A bound of 0 makes an interval without a length, which two ends cannot.
      return numbers[0] == -numbers[1]
        ? try Uniform(bound: numbers[1]) : try Uniform(lower: numbers[0], upper: numbers[1])
    case ("truncatedNormal", 5, 4):
      return try TruncatedNormal(
        parentMean: numbers[0], parentDeviation: numbers[1], cut: (numbers[2], numbers[3]))
    case ("sparse", 4, 2) where words[1] == "share":
      return try Sparse(sparsity: numbers[0], standardDeviation: numbers[1])
    case ("sparse", 4, 2) where words[1] == "count":
      guard let count = Int(words[2]) else { throw .record(text) }
      return try Sparse(count: count, standardDeviation: numbers[1])
    case ("orthogonal", 3, 1):
      guard let kernel = Orthogonal.Kernel(rawValue: words[2]) else { throw .record(text) }
      return try Orthogonal(gain: numbers[0], kernel: kernel)
    case ("fusedOrthogonal", 1, 0): return try FusedOrthogonalLaw(of: spec)
    default: throw .record(text)
    }
  }
}

extension [Int] {
  func spelled(separator: String) -> String { map(String.init).joined(separator: separator) }
}
