/// The Python dictionary of an npy header, read strictly: nothing but the three keys, each once.
struct PythonLiteral {
  private let bytes: [UInt8]
  private let name: String
  private var offset: Int

  init(_ bytes: [UInt8], from offset: Int, name: String) {
    (self.bytes, self.offset, self.name) = (bytes, offset, name)
  }

  /// The values of `descr`, `fortran_order` and `shape`.
  mutating func header() throws(ModelFileError) -> (
    type: String, isColumnMajor: Bool, shape: [Int]
  ) {
    var (type, isColumnMajor, shape) = (String?.none, Bool?.none, [Int]?.none)
    try expect("{")
    while !accept("}") {
      let start = offset
      let key = try text("a key")
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try descr()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try bool()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw refused(
          at: start, "key '\(shown(key))'", "'descr', 'fortran_order' and 'shape', each once, were")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard offset == bytes.count else {
      throw refused(at: offset, "text after the header's dictionary", "its end was")
    }
    guard let type, let isColumnMajor, let shape else {
      throw refused(
        at: offset, "a key is missing", "'descr', 'fortran_order' and 'shape' were")
    }
    return (type, isColumnMajor, shape)
  }

  private mutating func descr() throws(ModelFileError) -> String {
    skipSpace()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "[") {
      throw ModelFileError(
        .elementType, name, "elements that are structures, a number each was expected")
    }
    return try text("an element type in quotes")
  }

  private mutating func text(_ what: String) throws(ModelFileError) -> String {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "'") || bytes[offset] == 34 else {
      throw refused(at: offset, found, "\(what) was")
    }
    let start = offset + 1
    guard let end = bytes[start...].firstIndex(of: bytes[offset]),
      !bytes[start..<end].contains(UInt8(ascii: "\\")),
      let text = String(validating: bytes[start..<end], as: UTF8.self)
    else { throw refused(at: offset, "a text that does not end or has escapes", "a plain one was") }
    offset = end + 1
    return text
  }

  private mutating func bool() throws(ModelFileError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    throw refused(at: offset, found, "True or False was")
  }

  private mutating func tuple() throws(ModelFileError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !accept(")") {
      lengths.append(try number())
      // Python's longs, as version 2 of it wrote them.
      _ = accept("L")
      if !accept(",") {
        guard lengths.count > 1 else { throw refused(at: offset, found, "a comma was") }
        try expect(")")
        break
      }
    }
    return lengths
  }

  private mutating func number() throws(ModelFileError) -> Int {
    skipSpace()
    let digits = bytes[offset...].prefix { (48...57).contains($0) }
    guard !digits.isEmpty else { throw refused(at: offset, found, "an axis length was") }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw ModelFileError(
        .shape, "\(name) byte \(offset)",
        "an axis length of \(digits.count) digits, at most \(Int.max) was expected")
    }
    offset += digits.count
    return value
  }

  private mutating func skipSpace() {
    while offset < bytes.count, bytes[offset] == 32 || bytes[offset] == 10 { offset += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ModelFileError) {
    guard accept(character) else { throw refused(at: offset, found, "'\(character)' was") }
  }

  /// What lies at the offset, in words.
  private var found: String {
    guard offset < bytes.count else { return "the header's end" }
    let byte = bytes[offset]
    return (33...126).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
  }

  private func refused(at offset: Int, _ found: String, _ expected: String) -> ModelFileError {
    ModelFileError(.syntax, "\(name) byte \(offset)", "\(found), \(expected) expected")
  }
}
