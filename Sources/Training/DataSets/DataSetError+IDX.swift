// Sentences about IDX files. Offsets count decompressed bytes.

extension DataSetError {
  static func magic(_ name: String, found: [UInt8]) -> Self {
    let bytes = found.map { hexadecimal($0) }.joined(separator: " ")
    return Self(.magic, "\(name) byte 0", "begins with \(bytes), expected 00 00 of an IDX file")
  }

  static func elementType(_ name: String, found: UInt8) -> Self {
    Self(
      .elementType, "\(name) byte 2",
      "element type \(hexadecimal(found)), expected 08, 09, 0b, 0c, 0d or 0e")
  }

  static func labelType(_ name: String, found: IDXElement) -> Self {
    Self(.elementType, "\(name) byte 2", "labels of type \(found), expected an integer type")
  }

  static func rank(_ name: String, found: Int) -> Self {
    Self(.rank, "\(name) byte 3", "\(found) dimensions, expected 1 to 4")
  }

  static func labelRank(_ name: String, found: Int) -> Self {
    Self(.rank, "\(name) byte 3", "\(found) dimensions, expected 1 for labels")
  }

  static func dimension(_ name: String, axis: Int) -> Self {
    Self(.dimension, "\(name) byte \(4 + 4 * axis)", "dimension \(axis) is 0, expected at least 1")
  }

  static func tooManyElements(_ name: String, shape: [Int], limit: Int) -> Self {
    Self(
      .tooLarge, "\(name) byte 4",
      "\(product(shape)) elements, expected at most \(limit)")
  }

  static func truncatedHeader(_ name: String, offset: Int, expected: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "the file ends here, expected an IDX header of \(expected) bytes")
  }

  static func truncatedElements(_ name: String, offset: Int, expected: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "the file ends here, expected \(expected) bytes as its header declares")
  }

  static func impossibleSize(_ name: String, size: Int, expected: Int) -> Self {
    Self(
      .truncated, name,
      "\(size) bytes of gzip data, expected enough for the \(expected) bytes that its header"
        + " declares")
  }

  static func trailingElements(_ name: String, offset: Int) -> Self {
    Self(
      .trailingBytes, "\(name) byte \(offset)",
      "more bytes, expected the end as its header declares")
  }

  static func notFinite(_ name: String, offset: Int, value: Double) -> Self {
    Self(
      .notFinite, "\(name) byte \(offset)",
      "the value \(value), expected a finite float32 number")
  }

  static func label(_ name: String, offset: Int, value: Int) -> Self {
    Self(
      .label, "\(name) byte \(offset)",
      "label \(value), expected 0 to \(DataSet.classLimit - 1)")
  }

  static func tooManyClasses(_ name: String, found: Int, expected: Int) -> Self {
    Self(.label, name, "\(found) classes, expected at most \(expected)")
  }

  static func countMismatch(_ name: String, labels: Int, images: Int, of imageFile: String) -> Self
  {
    Self(
      .countMismatch, name,
      "\(labels) labels, expected \(images) as there are images in \(imageFile)")
  }

  static func shapeMismatch(
    _ name: String, shape: [Int], expected: [Int], of trainFile: String
  ) -> Self {
    Self(
      .shapeMismatch, name,
      "images of shape \(product(shape)), expected \(product(expected)) as in \(trainFile)")
  }

  static func tooFewClasses(_ name: String) -> Self {
    Self(.tooFewClasses, name, "every label is the same, expected at least 2 classes")
  }

  static func constant(_ name: String, value: Float) -> Self {
    Self(.constant, name, "every value is \(value), expected values that differ")
  }

  static func standardizedOverflow(_ name: String, place: String) -> Self {
    Self(
      .notFinite, name,
      "\(place) is too far from the training mean, expected a finite float32 number when"
        + " standardized")
  }

  private static func product(_ shape: [Int]) -> String {
    shape.map { "\($0)" }.joined(separator: " x ")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
