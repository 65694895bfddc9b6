import Initializers
import Operators
import Spellings

/// What a text says of one layer, by key.
///
/// Reading a value throws ``NetworkError`` with code `.text`, naming the line and column, where it is
/// missing and must be there, or is of another kind.
public struct LayerArguments {
  /// The layer's name.
  public let layer: String
  /// Where the layer is.
  public let place: DescribedValue.Place
  private let values: [String: DescribedValue]
  private let reader: LayerReader

  /// The values of a layer's keys, all of which its spelling has.
  ///
  /// - Throws: ``NetworkError`` with code `.text` for a key that the layer does not have, one that is
  ///   there twice, or one that is missing.
  init(
    _ spelling: LayerSpelling, _ value: DescribedValue, at place: DescribedValue.Place,
    reader: LayerReader
  ) throws(NetworkError) {
    layer = spelling.name
    self.place = place
    self.reader = reader
    var values: [String: DescribedValue] = [:]
    switch value.content {
    case .nothing: break
    case .entries(let entries):
      for entry in entries {
        guard spelling.arguments.contains(where: { $0.key == entry.key }) else {
          let known = Spellings(spelling.arguments.map(\.key))
          throw .text(
            entry.place, "\(spelling.name): key \(entry.key.shown): \(known.unknown(entry.key))")
        }
        guard values.updateValue(entry.value, forKey: entry.key) == nil else {
          throw .text(
            entry.place, "\(spelling.name): key \(entry.key) twice, each key once was expected")
        }
      }
    default:
      guard let shorthand = spelling.shorthand else {
        let keys = spelling.arguments.map(\.key).joined(separator: ", ")
        throw .text(value.place, "\(layer): \(value.kind), keys among \(keys) were expected")
      }
      values[shorthand] = value
    }
    self.values = values
    for argument in spelling.arguments where argument.isRequired && values[argument.key] == nil {
      throw missing(argument.key)
    }
  }

  /// The error for a key that must be there.
  func missing(_ key: String) -> NetworkError {
    .text(place, "\(layer): no \(key), one was expected")
  }

  private func wrong(
    _ key: String, _ value: DescribedValue, expected: String
  ) -> NetworkError {
    .text(value.place, "\(layer): \(key) is \(value.kind), \(expected) expected")
  }

  /// A value by its key; `nil` where it is left out.
  func value(_ key: String) -> DescribedValue? { values[key] }

  private func required(_ key: String) throws(NetworkError) -> DescribedValue {
    guard let value = values[key] else { throw missing(key) }
    return value
  }

  /// The path of the layer's parameters; `nil` where it is left out.
  public var name: String? {
    get throws(NetworkError) {
      guard let value = values["name"] else { return nil }
      guard let text = value.text, !text.isEmpty else {
        throw wrong("name", value, expected: "a text was")
      }
      return try reader.name(text, at: value.place)
    }
  }

  /// A whole number.
  public func integer(_ key: String) throws(NetworkError) -> Int {
    try integer(key, required(key))
  }

  /// A whole number, `fallback` where it is left out.
  public func integer(_ key: String, default fallback: Int) throws(NetworkError) -> Int {
    guard let value = values[key] else { return fallback }
    return try integer(key, value)
  }

  private func integer(_ key: String, _ value: DescribedValue) throws(NetworkError) -> Int {
    guard let number = value.integer else {
      throw wrong(key, value, expected: "a whole number was")
    }
    return number
  }

  /// A list of whole numbers; one number alone is a list of it.
  public func integers(_ key: String) throws(NetworkError) -> [Int] {
    let value = try required(key)
    if let number = value.integer { return [number] }
    return try list(key, value)
  }

  private func list(_ key: String, _ value: DescribedValue) throws(NetworkError) -> [Int] {
    guard case .list(let values) = value.content, !values.isEmpty else {
      throw wrong(key, value, expected: "a whole number or a list of them was")
    }
    var numbers: [Int] = []
    for value in values { numbers.append(try integer(key, value)) }
    return numbers
  }

  /// A number.
  public func number(_ key: String) throws(NetworkError) -> Double {
    try number(key, required(key))
  }

  /// A number, `fallback` where it is left out.
  public func number(_ key: String, default fallback: Double) throws(NetworkError) -> Double {
    guard let value = values[key] else { return fallback }
    return try number(key, value)
  }

  private func number(_ key: String, _ value: DescribedValue) throws(NetworkError) -> Double {
    guard case .word(let text) = value.content, let number = Double(text), number.isFinite else {
      throw wrong(key, value, expected: "a number was")
    }
    return number
  }

  /// A truth value, `fallback` where it is left out.
  public func flag(_ key: String, default fallback: Bool) throws(NetworkError) -> Bool {
    guard let value = values[key] else { return fallback }
    switch value.content {
    case .word("true"): return true
    case .word("false"): return false
    default: throw wrong(key, value, expected: "true or false was")
    }
  }

  /// A whole number for all axes, or one each.
  public func perAxis(_ key: String) throws(NetworkError) -> PerAxis {
    try perAxis(key, required(key))
  }

  /// A whole number for all axes or one each, `fallback` where it is left out.
  public func perAxis(_ key: String, default fallback: PerAxis) throws(NetworkError) -> PerAxis {
    try perAxisIfGiven(key) ?? fallback
  }

  /// A whole number for all axes or one each; `nil` where it is left out.
  public func perAxisIfGiven(_ key: String) throws(NetworkError) -> PerAxis? {
    guard let value = values[key] else { return nil }
    return try perAxis(key, value)
  }

  private func perAxis(_ key: String, _ value: DescribedValue) throws(NetworkError) -> PerAxis {
    if let number = value.integer { return PerAxis(number) }
    return PerAxis(try list(key, value))
  }

  /// What is around images, by the key `padding`; none where it is left out.
  public func padding() throws(NetworkError) -> Padding {
    guard let value = values["padding"] else { return .none }
    switch value.content {
    case .word("same"): return .same
    case .word("none"): return .none
    case .entries(let entries):
      guard entries.count == 2, Set(entries.map(\.key)) == ["before", "after"] else {
        throw wrong("padding", value, expected: "the keys before and after were")
      }
      let ends = entries.sorted { $0.key > $1.key }
      return Padding(
        before: try perAxis("before", ends[0].value), after: try perAxis("after", ends[1].value))
    case .list: return Padding(try perAxis("padding", value))
    case .nothing, .word, .quoted:
      guard let number = value.integer else {
        throw wrong(
          "padding", value, expected: "a whole number, a list of them, same or none was")
      }
      return Padding(PerAxis(number))
    }
  }

  /// An activation as the command line spells it, by the key `activation`; the identity where it is
  /// left out.
  public func activation() throws(NetworkError) -> Activation {
    try activationIfGiven() ?? .identity
  }

  /// An activation as the command line spells it, by the key `activation`; `nil` where it is left
  /// out.
  public func activationIfGiven() throws(NetworkError) -> Activation? {
    guard let value = values["activation"] else { return nil }
    guard let text = value.text else {
      throw wrong("activation", value, expected: "an activation's name was")
    }
    do {
      return try OperatorCatalog.activation(spelled: text)
    } catch {
      throw .text(value.place, "\(layer): \(error)")
    }
  }

  /// An initializer as the command line spells it, `fallback` where it is left out.
  public func initializer(
    _ key: String = "initializer", default fallback: some Initializer
  ) throws(NetworkError) -> any Initializer {
    guard let value = values[key] else { return fallback }
    guard let text = value.text else {
      throw wrong(key, value, expected: "an initializer's name was")
    }
    do {
      return try InitializerCatalog.initializer(spelled: text)
    } catch {
      throw .text(value.place, "\(layer): \(error)")
    }
  }

  /// Layers.
  public func layers(_ key: String) throws(NetworkError) -> [any Layer] {
    try reader.layers(required(key), of: "\(layer): \(key)")
  }

  /// Layers; `nil` where they are left out.
  public func layersIfGiven(_ key: String) throws(NetworkError) -> [any Layer]? {
    guard let value = values[key] else { return nil }
    return try reader.layers(value, of: "\(layer): \(key)")
  }
}

extension DescribedValue {
  /// The whole number that is written; `nil` for anything else.
  var integer: Int? {
    guard case .word(let text) = content else { return nil }
    return Int(text)
  }
}
