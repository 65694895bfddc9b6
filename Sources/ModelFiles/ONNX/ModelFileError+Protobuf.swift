// Sentences about the bytes of an ONNX file.

extension ModelFileError {
  static func endsWithin(_ name: String, offset: Int, _ what: String) -> Self {
    Self(.truncated, "\(name) byte \(offset)", "ends within \(what), the rest of it was expected")
  }

  static func longNumber(_ name: String, offset: Int) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)", "a number of more than 64 bits, at most 64 were expected")
  }

  static func wireType(_ name: String, offset: Int, _ type: UInt64) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)",
      "a field of wire type \(type), 0, 1, 2 or 5 of an ONNX file was expected")
  }

  static func fieldNumber(_ name: String, offset: Int, _ number: UInt64) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)",
      "field number \(number), 1 to 536870911 of an ONNX file was expected")
  }

  static func contentsBeyondEnd(_ name: String, offset: Int, length: UInt64, rest: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "\(rest) bytes to the end, \(length) of a field were expected")
  }

  static func partialElement(_ name: String, offset: Int, length: Int, size: Int) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)",
      "\(length) bytes of numbers, a multiple of \(size) was expected")
  }

  static func fieldType(_ name: String, offset: Int, _ number: Int, of message: String) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)",
      "field \(number) of a \(message) in another encoding, that of ONNX's schema was expected")
  }

  static func notUTF8(_ name: String, offset: Int) -> Self {
    Self(.encoding, "\(name) byte \(offset)", "a text that is not UTF-8, UTF-8 was expected")
  }

  static func graphDepth(_ name: String, offset: Int, limit: Int) -> Self {
    Self(
      .depth, "\(name) byte \(offset)",
      "graphs in graphs more than \(limit) deep, at most \(limit) was expected")
  }

  static func secondGraph(_ name: String, offset: Int, of message: String) -> Self {
    Self(
      .syntax, "\(name) byte \(offset)", "a second graph of one \(message), one was expected")
  }

  static func tooManyParts(_ name: String, offset: Int, size: Int, limit: Int) -> Self {
    Self(
      .tooLarge, "\(name) byte \(offset)",
      "so many parts in \(size) bytes that they take more than \(limit) bytes of memory, fewer parts"
        + " were expected")
  }

  static func fileSize(_ name: String, _ size: Int, limit: Int) -> Self {
    Self(
      .tooLarge, name,
      "\(size) bytes, at most \(limit) of a protobuf file were expected; tensors may lie in a file"
        + " of external data")
  }
}
