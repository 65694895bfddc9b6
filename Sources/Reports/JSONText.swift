import Foundation

/// JSON as the tool writes it: snake_case keys in alphabetical order, null for what is not known.
package enum JSONText {
  package static func encode(_ value: some Encodable, isPretty: Bool) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
  }

  /// JSON that is safe inside a script element of a page.
  package static func inScript(_ value: some Encodable) throws -> String {
    // Inside a script element only these could end it or open a comment.
    String(decoding: try encode(value, isPretty: false), as: UTF8.self)
      .replacingOccurrences(of: "<", with: "\\u003c")
  }
}

/// A value whose key is written even when it is not known, so that readers need not ask whether it
/// is there.
@propertyWrapper
package struct ExplicitNull<Value: Encodable>: Encodable {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension KeyedEncodingContainer {
  // Straight into the container: an encoder of its own for each value costs most of the time.

  package mutating func encode<Value>(
    _ value: ExplicitNull<Value>, forKey key: Key
  ) throws {
    if let known = value.wrappedValue {
      try encode(known, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }

  package mutating func encode(_ value: ExplicitNull<Double>, forKey key: Key) throws {
    if let known = value.wrappedValue {
      try encode(known, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }
}

extension Double {
  /// The number, where it is finite.
  package var finite: Double? { isFinite ? self : nil }
}
