import Foundation
import Reports

/// JSON of the lab's answers.
enum LabJSON {
  /// A value as JSON, keys in order, in snake case.
  static func encode(_ value: some Encodable) throws -> Data {
    try JSONText.encode(value, isPretty: false)
  }

  /// An object with values that are JSON already, taken as they are.
  static func object(_ parts: [(key: String, json: Data)]) -> Data {
    var text = Data("{".utf8)
    for (place, part) in parts.enumerated() {
      text += Data("\(place == 0 ? "" : ",")\n\"\(part.key)\": ".utf8)
      text += part.json
    }
    return text + Data("}\n".utf8)
  }

  /// An object, as the tool prints it, with one more key at its end.
  static func adding(_ key: String, json: Data, to object: Data) -> Data {
    var text = object
    while let last = text.last, last != UInt8(ascii: "}") { text.removeLast() }
    text.removeLast()
    while let last = text.last, last == UInt8(ascii: "\n") { text.removeLast() }
    return text + Data(",\n  \"\(key)\" : ".utf8) + json + Data("\n}\n".utf8)
  }

  /// The same with a text.
  static func adding(_ key: String, _ value: String, to object: Data) throws -> Data {
    adding(key, json: try encode(value), to: object)
  }

  static let null = Data("null".utf8)
}
