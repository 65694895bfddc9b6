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

  static let null = Data("null".utf8)
}
