import Spellings

/// The initializers that a user can name, one line each.
public enum InitializerCatalog {
  /// One initializer: how it is spelled, what it gives, and how it is made.
  public struct Entry: Sendable {
    /// How the command line spells it, without its argument.
    public let name: String
    /// What stands after a colon, where something does.
    public let argument: Argument?
    /// The law in symbols.
    public let equation: String
    let make: @Sendable (Double) throws(InitializerError) -> any Initializer

    init(
      _ name: String, _ equation: String, _ argument: Argument? = nil,
      _ make: @escaping @Sendable (Double) throws(InitializerError) -> any Initializer
    ) {
      self.name = name
      self.equation = equation
      self.argument = argument
      self.make = make
    }
  }

  /// The number after an initializer's name.
  public struct Argument: Sendable {
    /// What it means.
    public let meaning: String
    /// The value when none is given; `nil` where one must be.
    public let fallback: Double?
  }

  private static let deviation = Argument(meaning: "standard deviation", fallback: nil)

  /// Every initializer, in the order it is listed to the user.
  public static let entries: [Entry] = [
    Entry("glorotUniform", "U(-a, a), a² = 6 / (fanIn + fanOut)") { _ in .glorotUniform },
    Entry("glorotNormal", "N(0, 2 / (fanIn + fanOut))") { _ in .glorotNormal },
    Entry("glorotTruncatedNormal", "N(0, 2 / (fanIn + fanOut)) within two deviations") { _ in
      .glorotTruncatedNormal
    },
    Entry("heUniform", "U(-a, a), a² = 6 / fanIn") { _ in .heUniform },
    Entry("heNormal", "N(0, 2 / fanIn)") { _ in .heNormal },
    Entry("heTruncatedNormal", "N(0, 2 / fanIn) within two deviations") { _ in
      .heTruncatedNormal
    },
    Entry("lecunUniform", "U(-a, a), a² = 3 / fanIn") { _ in .lecunUniform },
    Entry("lecunNormal", "N(0, 1 / fanIn)") { _ in .lecunNormal },
    Entry("lecunTruncatedNormal", "N(0, 1 / fanIn) within two deviations") { _ in
      .lecunTruncatedNormal
    },
    Entry("standardUniform", "U(-a, a), a² = 1 / fanIn") { _ in .standardUniform },
    Entry("orthogonal", "gain × orthonormal matrix", Argument(meaning: "gain", fallback: 1)) {
      gain throws(InitializerError) in gain == 1 ? .orthogonal : try .orthogonal(gain: gain)
    },
    Entry("identity", "identity matrix") { _ in .identity },
    Entry("zeros", "0") { _ in .zeros },
    Entry("ones", "1") { _ in .ones },
    Entry("constant", "one value", Argument(meaning: "value", fallback: nil)) { value in
      .constant(Float(value))
    },
    Entry("uniform", "U(-a, a)", Argument(meaning: "bound a", fallback: nil)) {
      bound throws(InitializerError) in try .uniform(bound: bound)
    },
    Entry("normal", "N(0, s²)", deviation) { s throws(InitializerError) in
      try .normal(standardDeviation: s)
    },
    Entry("truncatedNormal", "N(0, s²) within two deviations", deviation) {
      s throws(InitializerError) in try .truncatedNormal(standardDeviation: s)
    },
  ]

  /// Other names of initializers.
  public static let synonyms = [
    "xavierUniform": "glorotUniform", "xavierNormal": "glorotNormal",
    "kaimingUniform": "heUniform", "kaimingNormal": "heNormal",
  ]

  /// The names a user may type.
  public static var spellings: Spellings {
    Spellings(
      entries.map { entry in
        guard let argument = entry.argument, argument.fallback == nil else { return entry.name }
        return "\(entry.name):\(argument.meaning.split(separator: " ").last!.uppercased())"
      } + ["varianceScaling:SCALE,MODE,LAW"])
  }

  /// The entry with the given name or synonym, without an argument.
  public static func entry(named name: String) -> Entry? {
    entries.first { $0.name == synonyms[name] ?? name }
  }

  /// The initializer that the command line spells so: `glorotUniform`, `normal:0.01`,
  /// `varianceScaling:2,fanIn,normal`.
  ///
  /// - Throws: ``InitializerError`` with code `.name` for an unknown name, `.argument` for an
  ///   argument that is missing, not wanted or not a number in range.
  public static func initializer(
    spelled: String
  ) throws(InitializerError) -> any Initializer {
    let parts = spelled.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let argument = parts.count > 1 ? String(parts[1]) : nil
    if name == "varianceScaling" {
      return try varianceScaling(spelled, argument)
    }
    guard let entry = entry(named: name) else {
      let bare = entries.map(\.name) + synonyms.keys.sorted() + ["varianceScaling"]
      throw .name(name, nearest: Spellings(bare).nearest(to: name), known: spellings.names)
    }
    return try entry.make(value(of: argument, for: entry, spelled))
  }

  private static func value(
    of argument: String?, for entry: Entry, _ spelled: String
  ) throws(InitializerError) -> Double {
    guard let wanted = entry.argument else {
      if argument != nil { throw .argument(spelled, expected: "\(entry.name) without an argument") }
      return 0
    }
    guard let argument else {
      if let fallback = wanted.fallback { return fallback }
      throw .argument(spelled, expected: "\(entry.name):NUMBER, the \(wanted.meaning),")
    }
    let isSigned = entry.name == "constant"
    guard let number = Double(argument), Float(number).isFinite, number >= 0 || isSigned else {
      throw .argument(
        spelled,
        expected: "a finite number\(isSigned ? "" : " that is at least 0") as \(wanted.meaning)")
    }
    return number
  }

  private static func varianceScaling(
    _ spelled: String, _ argument: String?
  ) throws(InitializerError) -> any Initializer {
    let fields = (argument ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 3, let scale = Double(fields[0]), scale >= 0, scale.isFinite,
      let mode = VarianceScaling.Mode(rawValue: String(fields[1])),
      let distribution = VarianceScaling.Distribution(rawValue: String(fields[2]))
    else {
      let modes = VarianceScaling.Mode.allCases.map(\.rawValue).joined(separator: "|")
      let laws = VarianceScaling.Distribution.allCases.map(\.rawValue).joined(separator: "|")
      throw .argument(spelled, expected: "varianceScaling:SCALE,\(modes),\(laws)")
    }
    return VarianceScaling(scale: scale, mode: mode, distribution: distribution)
  }
}
