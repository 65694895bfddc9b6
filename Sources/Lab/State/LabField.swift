/// A value of a state as JSON has it.
enum LabField: Decodable, Sendable, Hashable {
  case null
  case truth(Bool)
  case whole(UInt64)
  case number(Double)
  case text(String)
  case texts([String])
  case other

  init(from decoder: any Decoder) throws {
    guard let value = try? decoder.singleValueContainer() else {
      self = .other
      return
    }
    if value.decodeNil() {
      self = .null
    } else if let found = try? value.decode(Bool.self) {
      self = .truth(found)
    } else if let found = try? value.decode(UInt64.self) {
      self = .whole(found)
    } else if let found = try? value.decode(Double.self) {
      self = .number(found)
    } else if let found = try? value.decode(String.self) {
      self = .text(found)
    } else if let found = try? value.decode([String].self) {
      self = .texts(found)
    } else {
      self = .other
    }
  }

  /// The value as a person reads it in a message.
  var words: String {
    switch self {
    case .null: "null"
    case .truth(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value.isEmpty ? "an empty text" : String(value.prefix(60))
    case .texts(let values): "[\(values.map { $0.prefix(60) }.joined(separator: ", ").prefix(200))]"
    case .other: "a list or an object"
    }
  }
}
