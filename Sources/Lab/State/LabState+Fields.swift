import Xavier

extension LabState {
  /// The state that an object of JSON describes; keys that are left out have their defaults.
  ///
  /// - Throws: ``LabError`` with code `.request`, naming key, value and what was expected.
  init(_ fields: [String: LabField]) throws(LabError) {
    // In the order of keys, so that the same mistake is told each time.
    for (key, field) in fields.sorted(by: { $0.key < $1.key }) { try set(key, field) }
    if model == nil, recipes.contains(Self.asIs) {
      throw .value("recipes", Self.asIs, expected: "a recipe, or a model with weights,")
    }
  }

  private mutating func set(_ key: String, _ field: LabField) throws(LabError) {
    switch key {
    case "inputs": inputs = try field.whole(key, 1...4096)
    case "outputs": outputs = try field.whole(key, 1...4096)
    case "depth": depth = try field.whole(key, 1...200)
    case "width": width = try field.whole(key, 1...1024)
    case "activation": activation = try Self.activation(key, field)
    case "residual": isResidual = try field.truth(key)
    case "normalization":
      normalization = try Self.normalization(key, field)
    case "bias": bias = try field.number(key, 0...100, expected: "a number from 0 to 100")
    case "model": model = try field.optionalText(key)
    case "recipes": recipes = try Self.recipes(key, field)
    case "seed": seed = try field.seed(key)
    case "draws": draws = try field.whole(key, 1...5)
    case "data": data = try Self.data(key, field)
    case "optimizer": optimizer = try Self.optimizer(key, field)
    case "rate":
      rate = try field.number(key, 1e-9...1000, expected: "a number from 1e-9 to 1000")
    case "batch": batch = try field.whole(key, 1...4096)
    case "epochs": epochs = try field.whole(key, 1...10_000)
    case "step": step = try field == .null ? nil : field.whole(key, 1...8)
    default:
      throw LabError(.request, "\(key): not a key of a state, \(Self.known.unknown(key))")
    }
  }

  private static let known = Spellings([
    "inputs", "outputs", "depth", "width", "activation", "residual", "normalization", "bias",
    "model", "recipes", "seed", "draws", "data", "optimizer", "rate", "batch", "epochs", "step",
  ])

  private static func activation(_ key: String, _ field: LabField) throws(LabError) -> String {
    let text = try field.text(key)
    do {
      _ = try OperatorCatalog.activation(spelled: text)
    } catch {
      throw LabError(.request, "\(key): \(error)")
    }
    return text
  }

  private static func normalization(
    _ key: String, _ field: LabField
  ) throws(LabError) -> Normalization {
    guard let found = Normalization(rawValue: try field.text(key)) else {
      throw .value(
        key, field.words, expected: one(of: Normalization.allCases.map(\.rawValue)))
    }
    return found
  }

  private static func recipes(_ key: String, _ field: LabField) throws(LabError) -> [String] {
    guard case .texts(let names) = field, 1...4 ~= names.count else {
      throw .value(key, field.words, expected: "a list of one to four recipes")
    }
    for name in names where name != asIs {
      do {
        _ = try RecipeCatalog.recipe(spelled: name)
      } catch {
        throw LabError(.request, "\(key): \(error)")
      }
    }
    return names
  }

  private static func data(_ key: String, _ field: LabField) throws(LabError) -> String {
    let text = try field.text(key)
    let names = [noise] + DataSetCatalog.entries.map { $0.name }
    guard names.contains(text) else { throw .value(key, field.words, expected: one(of: names)) }
    return text
  }

  private static func optimizer(_ key: String, _ field: LabField) throws(LabError) -> String {
    let text = try field.text(key)
    let names = OptimizerCatalog.entries.map { $0.name }
    guard names.contains(text) else { throw .value(key, field.words, expected: one(of: names)) }
    return text
  }

  private static func one(of names: [String]) -> String {
    "one of \(names.joined(separator: ", "))"
  }
}

extension LabField {
  func whole(_ key: String, _ range: ClosedRange<Int>) throws(LabError) -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .whole(let value) = self, let number = Int(exactly: value), range ~= number else {
      throw .value(key, words, expected: expected)
    }
    return number
  }

  func seed(_ key: String) throws(LabError) -> UInt64 {
    // Beyond 2^53 the numbers of a page are no longer exact.
    guard case .whole(let value) = self, value <= 1 << 53 else {
      throw .value(key, words, expected: "a whole number from 0 to \(1 << 53)")
    }
    return value
  }

  func number(
    _ key: String, _ range: ClosedRange<Double>, expected: String
  ) throws(LabError) -> Double {
    let found: Double?
    switch self {
    case .whole(let value): found = Double(value)
    case .number(let value): found = value
    default: found = nil
    }
    guard let found, range ~= found else { throw .value(key, words, expected: expected) }
    return found
  }

  func truth(_ key: String) throws(LabError) -> Bool {
    guard case .truth(let value) = self else {
      throw .value(key, words, expected: "true or false")
    }
    return value
  }

  func text(_ key: String) throws(LabError) -> String {
    guard case .text(let value) = self else { throw .value(key, words, expected: "a text") }
    return value
  }

  func optionalText(_ key: String) throws(LabError) -> String? {
    self == .null ? nil : try text(key)
  }
}
