// Bytes.
extension PickleMachine {
  mutating func byte() throws(ModelFileError) -> UInt8 {
    bytes[try take(1).lowerBound]
  }

  mutating func take(_ count: Int) throws(ModelFileError) -> Range<Int> {
    guard count >= 0, count <= bytes.count - offset else {
      throw bytes.count == Self.sizeLimit
        ? .pickleSize(name, limit: Self.sizeLimit)
        : .pickleEnds(name, offset: start + bytes.count)
    }
    defer { offset += count }
    return offset..<offset + count
  }

  /// An unsigned number, the lowest byte first; one of 64 bits beyond an `Int` is as long as no text.
  mutating func little(_ count: Int) throws(ModelFileError) -> Int {
    let number = try take(count).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64(bytes[$1]) }
    return Int(clamping: number)
  }

  /// The bytes up to the next line feed, which is passed.
  mutating func line() throws(ModelFileError) -> Range<Int> {
    let start = offset
    while try byte() != 10 {}
    return start..<offset - 1
  }

  mutating func long(count: Int) throws(ModelFileError) -> PickleValue {
    let size = try little(count)
    // The size of a longer one is signed.
    let range = try take(count == 4 ? Int(Int32(truncatingIfNeeded: size)) : size)
    guard range.count <= 8 else { return .long(PickleText(range)) }
    var number: UInt64 = range.last.map { bytes[$0] >= 0x80 } ?? false ? .max : 0
    for place in range.reversed() { number = number << 8 | UInt64(bytes[place]) }
    return .integer(Int(bitPattern: UInt(number)))
  }

  mutating func number(
    _ opcode: PickleOpcode, _ start: Int
  ) throws(ModelFileError) -> PickleValue {
    let range = try line()
    var digits = bytes[range]
    if opcode == .int, digits.count == 2, digits.first == 48, let last = digits.last {
      // Truth values of protocols 0 and 1.
      if last == 48 || last == 49 { return .bool(last == 49) }
    }
    if opcode == .long, digits.last == UInt8(ascii: "L") { digits = digits.dropLast() }
    let isNegative = digits.first == UInt8(ascii: "-")
    let rest = isNegative ? digits.dropFirst() : digits
    guard !rest.isEmpty, rest.allSatisfy({ (48...57).contains($0) }) else {
      throw .pickle(
        name, offset: self.start + start, "a number that is none", expected: "digits were")
    }
    let number = Int(String(decoding: digits, as: UTF8.self))
    return number.map { .integer($0) } ?? .long(PickleText(range))
  }

  mutating func pushedNumber(_ start: Int) throws(ModelFileError) -> Int {
    guard case .integer(let place) = try number(.put, start), place >= 0 else {
      throw .pickle(
        name, offset: self.start + start, "a place beyond all measure", expected: "a number was")
    }
    return place
  }

  func text(_ range: Range<Int>) -> PickleValue? {
    isUTF8(range) ? .text(PickleText(range)) : nil
  }

  func utf8(_ start: Int, _ range: Range<Int>) throws(ModelFileError) -> PickleValue {
    guard let text = text(range) else {
      throw ModelFileError(
        .encoding, "\(name) byte \(self.start + range.lowerBound)",
        "a text that is not UTF-8, UTF-8 was expected")
    }
    return text
  }

  private func isUTF8(_ range: Range<Int>) -> Bool {
    let bytes = bytes[range]
    return bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }

  mutating func skip(_ count: Int) throws(ModelFileError) {
    _ = try take(count)
    try push(.other)
  }
}
