/// One initializer that a user can name: how it is spelled, what it gives and when to use it.
public struct InitializerEntry: Sendable {
  /// How the command line spells it, without its arguments.
  public let name: String
  /// The numbers that stand after a colon, separated by commas.
  public let arguments: [InitializerArgument]
  /// The law in symbols.
  public let equation: String
  /// What its derivation assumes.
  public let assumes: String
  /// When to use it.
  public let use: String
  /// When not to.
  public let avoid: String
  /// Who found it, and where it is written.
  public let source: String
  /// What other libraries mean by the same name; empty where they agree.
  public let falseFriends: String
  let make: @Sendable ([Double]) throws(InitializerError) -> any Initializer

  init(
    _ name: String, _ arguments: [InitializerArgument] = [], equation: String, assumes: String,
    use: String, avoid: String, source: String, falseFriends: String = "",
    make: @escaping @Sendable ([Double]) throws(InitializerError) -> any Initializer
  ) {
    self.name = name
    self.arguments = arguments
    self.equation = equation
    self.assumes = assumes
    self.use = use
    self.avoid = avoid
    self.source = source
    self.falseFriends = falseFriends
    self.make = make
  }

  /// The initializer with the given arguments, those that are left out at their usual values.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` when there are too few or too many, or one
  ///   is out of range; and as the initializer does.
  public func initializer(_ arguments: [Double] = []) throws(InitializerError) -> any Initializer {
    let text = arguments.isEmpty ? nil : arguments.map(\.spelled).joined(separator: ",")
    let spelled = text.map { "\(name):\($0)" } ?? name
    return try make(numbers(in: text, spelled: spelled))
  }

  /// How to type it: `glorotUniform`, `normal:DEVIATION`, `orthogonal[:GAIN]`.
  public var usage: String {
    let needed = arguments.prefix { $0.fallback == nil }.map(\.name)
    let others = arguments.dropFirst(needed.count).map(\.name)
    if arguments.isEmpty { return name }
    if needed.isEmpty { return "\(name)[:\(others.joined(separator: ","))]" }
    return "\(name):" + needed.joined(separator: ",") + others.map { "[,\($0)]" }.joined()
  }

  /// The numbers that a user typed, those left out at their usual values.
  func numbers(in text: String?, spelled: String) throws(InitializerError) -> [Double] {
    let fields = text.map { $0.split(separator: ",", omittingEmptySubsequences: false) } ?? []
    if arguments.isEmpty, text != nil {
      throw .argument(spelled, expected: "\(name) without an argument")
    }
    guard fields.count <= arguments.count else {
      throw .argument(spelled, expected: "\(usage), at most \(arguments.count) numbers,")
    }
    var numbers: [Double] = []
    for (index, argument) in arguments.enumerated() {
      guard index < fields.count else {
        guard let fallback = argument.fallback else {
          throw .argument(spelled, expected: "\(usage), with the \(argument.meaning),")
        }
        numbers.append(fallback)
        continue
      }
      guard let number = Double(fields[index]), argument.accepts(number) else {
        throw .argument(spelled, expected: "\(argument.kind.expected) as \(argument.meaning)")
      }
      numbers.append(number)
    }
    return numbers
  }
}

/// A number after an initializer's name.
public struct InitializerArgument: Sendable {
  /// What a number may be.
  public enum Kind: Sendable {
    /// Any finite number.
    case number
    /// A finite number that is at least 0.
    case scale
    /// Any number, infinities too.
    case end
    /// A whole number that is at least the given one.
    case count(from: Int)

    var expected: String {
      switch self {
      case .number: "a finite number"
      case .scale: "a finite number that is at least 0"
      case .end: "a number or an infinity"
      case .count(let least): "a whole number that is at least \(least)"
      }
    }
  }

  /// How it stands in the usage: `GAIN`.
  public let name: String
  /// What it means.
  public let meaning: String
  /// The value when none is given; `nil` where one must be.
  public let fallback: Double?
  /// What it may be.
  public let kind: Kind

  init(_ name: String, _ meaning: String, _ kind: Kind = .scale, fallback: Double? = nil) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.fallback = fallback
  }

  func accepts(_ number: Double) -> Bool {
    switch kind {
    case .number: Float(number).isFinite
    case .scale: Float(number).isFinite && number >= 0
    case .end: !number.isNaN
    case .count(let least): number == number.rounded() && number >= Double(least) && number < 1e9
    }
  }
}
