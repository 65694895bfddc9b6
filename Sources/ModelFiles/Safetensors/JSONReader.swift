import Foundation
import Tensors

/// Reads the JSON that safetensors files hold, part by part, as whoever calls expects it.
///
/// Foundation's reader keeps the last of two equal keys and loses the order of keys; here two equal
/// keys are refused and keys come as they lie. Values are those that the format has: objects, texts,
/// lists of natural numbers.
struct JSONReader {
  private let bytes: StoredBytes
  private let name: String
  private let offset: Int
  private var position = 0

  /// - Parameters:
  ///   - bytes: the text.
  ///   - name: what errors call the file.
  ///   - offset: where in the file the text starts.
  init(_ bytes: StoredBytes, name: String, offset: Int = 0) {
    (self.bytes, self.name, self.offset) = (bytes, name, offset)
  }

  /// Calls `value` at the value of each key of an object.
  mutating func object(
    _ value: (inout JSONReader, String) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    try expect(UInt8(ascii: "{"), "an object")
    var keys: Set<String> = []
    if take(UInt8(ascii: "}")) { return }
    repeat {
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else {
        throw ModelFileError(
          .duplicate, "\(name) byte \(offset + start)",
          "key \(shown(key)) twice, each key once was expected")
      }
      try expect(UInt8(ascii: ":"), "a colon")
      try value(&self, key)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"), "a comma or the end of an object")
  }

  /// A list of natural numbers.
  mutating func naturals() throws(ModelFileError) -> [Int] {
    try expect(UInt8(ascii: "["), "a list of whole numbers")
    var numbers: [Int] = []
    if take(UInt8(ascii: "]")) { return [] }
    repeat { numbers.append(try natural()) } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"), "a comma or the end of a list")
    return numbers
  }

  private mutating func natural() throws(ModelFileError) -> Int {
    skipSpace()
    var (number, count) = (0, 0)
    while let byte = peek, 48...57 ~= byte {
      let (ten, first) = number.multipliedReportingOverflow(by: 10)
      let (next, second) = ten.addingReportingOverflow(Int(byte) - 48)
      guard !first, !second, count == 0 || number > 0 else {
        throw found("a number", "a whole number below 2^63 without leading zeros")
      }
      (number, count, position) = (next, count + 1, position + 1)
    }
    guard count > 0 else { throw found("another value", "a whole number of at least 0") }
    return number
  }

  /// A text.
  mutating func string() throws(ModelFileError) -> String {
    skipSpace()
    let start = position
    guard peek == UInt8(ascii: "\"") else { throw found("another value", "a text in quotes") }
    position += 1
    var isEscaped = false
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw found("a control character", "a text without them") }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        position += 1
      }
      position += 1
    }
    guard peek != nil else { throw found("the end", "the end of a text") }
    position += 1
    let quoted = bytes[start..<position]
    let text = quoted.withUnsafeBytes {
      String(validating: UnsafeRawBufferPointer(rebasing: $0[1..<$0.count - 1]), as: UTF8.self)
    }
    guard let text else {
      throw ModelFileError(
        .encoding, "\(name) byte \(offset + start)", "a text that is not UTF-8, UTF-8 was expected")
    }
    guard isEscaped else { return text }
    let decoded = try? JSONSerialization.jsonObject(
      with: Data(quoted.array), options: .fragmentsAllowed)
    guard let decoded = decoded as? String else {
      position = start
      throw found("a wrong escape", "a text of JSON")
    }
    return decoded
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(ModelFileError) {
    var depth = 0
    repeat {
      skipSpace()
      guard let byte = peek else { throw found("the end", "a value") }
      switch byte {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, position) = (depth + 1, position + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): (depth, position) = (depth - 1, position + 1)
      case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
      default: try word()
      }
    } while depth > 0
    guard depth == 0 else { throw found("an end without a start", "a value") }
  }

  // A number, true, false or null.
  private mutating func word() throws(ModelFileError) {
    let start = position
    while let byte = peek, byte > 0x20, !",:]}".utf8.contains(byte) { position += 1 }
    guard position > start else { throw found("another character", "a value") }
  }

  /// Throws where something follows other than space.
  mutating func end() throws(ModelFileError) {
    skipSpace()
    guard peek == nil else { throw found("more", "the end of the header") }
  }

  private var peek: UInt8? {
    position < bytes.count ? bytes.withUnsafeBytes { $0[position] } : nil
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || 9...10 ~= byte || byte == 13 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(ModelFileError) {
    guard take(byte) else { throw found(peek == nil ? "the end" : "something else", what) }
  }

  private func found(_ what: String, _ expected: String) -> ModelFileError {
    ModelFileError(
      .syntax, "\(name) byte \(offset + position)", "\(what), \(expected) was expected")
  }
}
