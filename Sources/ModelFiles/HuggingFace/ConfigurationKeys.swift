import Foundation
import Spellings

/// The keys of a `config.json`, each read as what it must be.
struct ConfigurationKeys {
  static let sizeLimit = 1 << 20
  static let depthLimit = 64
  /// The largest length that a key may give.
  static let countLimit = 1 << 31

  let name: String
  private let values: [String: JSONValue]

  init(json bytes: [UInt8], name: String) throws(ModelFileError) {
    self.name = name
    guard bytes.count <= Self.sizeLimit else {
      throw ModelFileError(
        .tooLarge, name,
        "\(bytes.count) bytes of JSON, at most \(Self.sizeLimit) were expected")
    }
    guard Self.depth(of: bytes) <= Self.depthLimit else {
      throw ModelFileError(
        .depth, name,
        "lists and objects too deep in each other, at most \(Self.depthLimit) were expected")
    }
    guard case .object(let values)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    else {
      throw ModelFileError(.syntax, name, "no object of JSON, a config.json was expected")
    }
    self.values = values
  }

  // How deep brackets lie in each other, those in texts left out.
  private static func depth(of bytes: [UInt8]) -> Int {
    var (depth, deepest, isText, isEscaped) = (0, 0, false, false)
    for byte in bytes {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        deepest = max(deepest, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return deepest
  }

  /// A sentence about this file.
  func wrong(_ subject: String, _ detail: String) -> ModelFileError {
    ModelFileError(.configuration, "\(name): \(subject)", detail)
  }

  private func value(_ key: String) -> JSONValue? {
    let value = values[key]
    if case .null? = value { return nil }
    return value
  }

  private func mistyped(_ key: String, _ expected: String) -> ModelFileError {
    wrong(key, "\(value(key)?.shown ?? "left out"), \(expected) was expected")
  }

  func text(_ key: String) throws(ModelFileError) -> String {
    guard case .text(let text)? = value(key) else { throw mistyped(key, "a text") }
    return text
  }

  /// A text, `fallback` where it is left out.
  func text(_ key: String, default fallback: String) throws(ModelFileError) -> String {
    value(key) == nil ? fallback : try text(key)
  }

  /// A whole number of at least 1; `nil` where it is left out or null.
  func countIfGiven(_ key: String) throws(ModelFileError) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let number) = value, 1...Self.countLimit ~= number else {
      throw mistyped(key, "a whole number from 1 to \(Self.countLimit)")
    }
    return number
  }

  func count(_ key: String) throws(ModelFileError) -> Int {
    guard let number = try countIfGiven(key) else {
      throw mistyped(key, "a whole number from 1 to \(Self.countLimit)")
    }
    return number
  }

  /// A number of layers: few enough that their names can be listed.
  func layers(_ key: String, limit: Int = 10_000) throws(ModelFileError) -> Int {
    let number = try count(key)
    guard number <= limit else { throw wrong(key, "\(number), at most \(limit) was expected") }
    return number
  }

  func isTrue(_ key: String, default fallback: Bool) throws(ModelFileError) -> Bool {
    guard let value = value(key) else { return fallback }
    guard case .truth(let truth) = value else { throw mistyped(key, "true or false") }
    return truth
  }

  /// Whole numbers of at least 1.
  func counts(_ key: String) throws(ModelFileError) -> [Int] {
    let expected = "a list of whole numbers from 1 to \(Self.countLimit)"
    guard case .list(let items)? = value(key), !items.isEmpty, items.count <= 100 else {
      throw mistyped(key, expected)
    }
    var numbers: [Int] = []
    for item in items {
      guard case .integer(let number) = item, 1...Self.countLimit ~= number else {
        throw mistyped(key, expected)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Height and width, one number for both or two.
  func sides(_ key: String) throws(ModelFileError) -> (height: Int, width: Int) {
    if case .list? = value(key) {
      let sides = try counts(key)
      guard sides.count == 2 else {
        throw wrong(key, "\(sides.count) numbers, one or two were expected")
      }
      return (sides[0], sides[1])
    }
    let side = try count(key)
    return (side, side)
  }

  /// The number of classes: of `id2label`, or `num_labels`, or two.
  func labels() throws(ModelFileError) -> Int {
    switch value("id2label") {
    case .object(let labels)?:
      guard !labels.isEmpty else { throw mistyped("id2label", "a label or more") }
      return labels.count
    case nil: return try countIfGiven("num_labels") ?? 2
    default: throw mistyped("id2label", "an object")
    }
  }

  /// A finite number that is not negative; `nil` where it is left out.
  func deviation(_ key: String) throws(ModelFileError) -> Double? {
    let number: Double
    switch value(key) {
    case nil: return nil
    case .integer(let whole)?: number = Double(whole)
    case .number(let real)?: number = real
    default: throw mistyped(key, "a number of at least 0")
    }
    guard number >= 0, number.isFinite else { throw mistyped(key, "a number of at least 0") }
    return number
  }

  /// The units of `key` shared among heads.
  func divided(_ key: String, by heads: String) throws(ModelFileError) -> Int {
    let (units, count) = (try count(key), try count(heads))
    guard units % count == 0 else {
      throw wrong(key, "\(units) in \(count) heads, a multiple of the number of heads was expected")
    }
    return units / count
  }

  /// Refuses a key that is true.
  func refuse(_ key: String) throws(ModelFileError) {
    if try isTrue(key, default: false) { throw wrong(key, "true, false was expected") }
  }

  /// The one architecture that the file names.
  func architecture(of family: ModelFamily) throws(ModelFileError) -> String {
    guard case .list(let items)? = value("architectures"), items.count == 1,
      case .text(let text) = items[0]
    else { throw mistyped("architectures", "a list of one name") }
    guard family.architectures.contains(text) else {
      throw wrong(
        "architectures \(shown(text))", Spellings(family.architectures).unknown(shown(text)))
    }
    return text
  }
}

/// A value of JSON.
enum JSONValue: Decodable {
  case null, truth(Bool), integer(Int), number(Double), text(String)
  case list([JSONValue]), object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// As a sentence shows it.
  var shown: String {
    switch self {
    case .null: "null"
    case .truth(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(ModelFiles.shown(value))\""
    case .list(let values): values.isEmpty ? "an empty list" : "a list of \(values.count)"
    case .object: "an object"
    }
  }
}
