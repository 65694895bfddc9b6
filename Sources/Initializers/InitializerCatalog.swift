import Spellings

/// The initializers that a user can name.
///
/// Each is described in the file of its paper, or with the laws where it is no paper's.
public enum InitializerCatalog {
  /// The initializers of one paper, or of none.
  public struct Family: Sendable {
    /// The paper's first author and year, as its file is named.
    public let name: String
    /// The initializers, in the order they are listed.
    public let entries: [InitializerEntry]
  }

  /// All papers, one line each.
  public static let families = [
    Family(name: "Glorot2010", entries: Glorot2010.entries),
    Family(name: "He2015", entries: He2015.entries),
    Family(name: "LeCun1998", entries: LeCun1998.entries),
    Family(name: "Klambauer2017", entries: Klambauer2017.entries),
    Family(name: "Saxe2014", entries: Saxe2014.entries),
    Family(name: "Xiao2018", entries: Xiao2018.entries),
    Family(name: "Sitzmann2020", entries: Sitzmann2020.entries),
    Family(name: "Yang2023", entries: Yang2023.entries),
    Family(name: "Yang2022", entries: Yang2022.entries),
    Family(name: "Radford2019", entries: Radford2019.entries),
    Family(name: "Zhang2019", entries: Zhang2019.entries),
    Family(name: "Huang2020", entries: Huang2020.entries),
    Family(name: "Wang2022DeepNet", entries: Wang2022DeepNet.entries),
    Family(name: "Wang2022SubLN", entries: Wang2022SubLN.entries),
    Family(name: "Bachlechner2020", entries: Bachlechner2020.entries),
    Family(name: "De2020", entries: De2020.entries),
    Family(name: "Nguyen2019", entries: Nguyen2019.entries),
    Family(name: "Jozefowicz2015", entries: Jozefowicz2015.entries),
    Family(name: "Le2015", entries: Le2015.entries),
    Family(name: "Martens2010", entries: Martens2010.entries),
    Family(name: "PlainLaws", entries: PlainLaws.entries),
  ]

  /// Every initializer, in the order it is listed to the user.
  public static let entries = families.flatMap(\.entries)

  /// Other names of initializers.
  public static let synonyms = [
    "xavierUniform": "glorotUniform", "xavierNormal": "glorotNormal",
    "kaimingUniform": "heUniform", "kaimingNormal": "heNormal", "dirac": "identity",
  ]

  /// The names a user may type, with what stands after a colon.
  public static var spellings: Spellings { Spellings(entries.map(\.usage) + [scalingUsage]) }

  /// The names alone, synonyms too.
  public static var names: [String] {
    entries.map(\.name) + synonyms.keys.sorted() + [scalingName]
  }

  /// The entry with the given name or synonym, without an argument.
  public static func entry(named name: String) -> InitializerEntry? {
    entries.first { $0.name == synonyms[name] ?? name }
  }

  /// The initializer that the command line spells so: `glorotUniform`, `normal:0.01`,
  /// `varianceScaling:2,fanIn,normal`.
  ///
  /// - Throws: ``InitializerError`` with code `.name` for an unknown name, `.argument` for an
  ///   argument that is missing, not wanted or not a number in range; and as the initializer does.
  public static func initializer(
    spelled: String
  ) throws(InitializerError) -> any Initializer {
    let parts = spelled.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let argument = parts.count > 1 ? String(parts[1]) : nil
    if name == scalingName { return try varianceScaling(spelled, argument) }
    guard let entry = entry(named: name) else {
      let meanings = ForeignNames.meanings(of: name)
      if !meanings.isEmpty { throw .foreign(name, meanings) }
      throw .name(name, nearest: Spellings(names).nearest(to: name), known: names.count)
    }
    return try entry.make(entry.numbers(in: argument, spelled: spelled))
  }

  private static let scalingName = "varianceScaling"
  private static let scalingUsage = "varianceScaling:SCALE,MODE,LAW"

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
