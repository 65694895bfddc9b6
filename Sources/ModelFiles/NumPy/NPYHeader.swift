import Tensors

/// What an npy file says before its elements: a magic text, a version, and a Python dictionary of
/// the element type, the order and the shape.
///
/// - Source: NumPy's format specification, versions 1.0 to 3.0,
///   <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
struct NPYHeader {
  /// More bytes are refused; NumPy itself refuses more than 10,000.
  static let sizeLimit = 1 << 16
  /// No array has more axes: NumPy's limit.
  static let rankLimit = 64

  let type: StoredType
  let isBigEndian: Bool
  /// Whether the first axis varies fastest.
  let isColumnMajor: Bool
  let shape: Shape
  /// The bytes of all elements.
  let contentSize: Int
  /// The bytes before the elements.
  let size: Int

  /// The number of bytes up to the dictionary's end, from the first 12 bytes or all of a shorter file.
  static func size(_ start: some Collection<UInt8>, _ name: String) throws(ModelFileError) -> Int {
    let start = Array(start.prefix(12))
    let magic: [UInt8] = [0x93] + "NUMPY".utf8
    guard start.starts(with: magic) else {
      throw ModelFileError(
        .syntax, "\(name) byte 0", "no npy file, the magic text \\x93NUMPY was expected")
    }
    guard start.count >= 10 else { throw .npyEnds(name, start.count) }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw ModelFileError(
        .unsupported, "\(name) byte 6",
        "npy version \(start[6]).\(start[7]), 1.0, 2.0 or 3.0 was expected")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    guard start.count >= 8 + lengthSize else { throw .npyEnds(name, start.count) }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(start[8 + $1]) << (8 * $1) }
    guard length <= sizeLimit else {
      throw ModelFileError(
        .tooLarge, "\(name) byte 8",
        "a header of \(length) bytes, at most \(sizeLimit) were expected")
    }
    return 8 + lengthSize + length
  }

  /// The header in the first `size(_:_:)` bytes of a file.
  init(_ bytes: [UInt8], _ name: String) throws(ModelFileError) {
    size = bytes.count
    var text = PythonLiteral(bytes, from: bytes[6] == 1 ? 10 : 12, name: name)
    let dictionary = try text.header()
    (type, isBigEndian) = try Self.type(dictionary.type, name)
    isColumnMajor = dictionary.isColumnMajor
    guard dictionary.shape.count <= Self.rankLimit else {
      throw ModelFileError(
        .shape, name, "\(dictionary.shape.count) axes, at most \(Self.rankLimit) were expected")
    }
    do throws(TensorError) {
      shape = try Shape(checking: dictionary.shape)
    } catch { throw ModelFileError(.shape, name, error.description) }
    let (contentSize, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
    guard !overflows, contentSize < 1 << 62 else { throw .tensorSize(name, shape) }
    self.contentSize = contentSize
  }

  /// The element type and byte order that `descr` means.
  private static func type(
    _ text: String, _ name: String
  ) throws(ModelFileError) -> (StoredType, Bool) {
    let refused: [Character: String] = [
      "O": "Python objects", "V": "structures or types unknown to NumPy", "S": "bytes",
      "a": "bytes", "U": "text", "c": "complex numbers", "M": "dates", "m": "times",
    ]
    let known: [String: StoredType] = [
      "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
      "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
    ]
    let hasOrder = text.first.map { "<>|=".contains($0) } ?? false
    guard hasOrder, let type = known[String(text.dropFirst())],
      text.first != "|" || type.size == 1
    else {
      let kind = (hasOrder ? text.dropFirst() : text[...]).first.flatMap { refused[$0] }
      throw ModelFileError(
        .elementType, name,
        "elements of type '\(shown(text))'\(kind.map { " (\($0))" } ?? ""), '<' or '>' and one of "
          + "\(known.keys.sorted().joined(separator: ", ")) was expected")
    }
    return (type, text.first == ">")
  }
}

extension ModelFileError {
  static func npyEnds(_ name: String, _ offset: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)", "ends within its header, the rest of it was expected")
  }
}
