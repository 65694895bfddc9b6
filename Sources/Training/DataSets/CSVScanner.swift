/// What stands between the fields of a table.
enum CSVSeparator: UInt8, CaseIterable {
  case comma = 0x2c
  case semicolon = 0x3b
  case tab = 0x09

  var plural: String {
    switch self {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    }
  }
}

/// The fields of one row as bytes.
struct CSVRecord {
  /// The line of the file, from 1, on which the row begins.
  var line = 0
  /// The fields' bytes, one after another, without quotes.
  var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  var ends: [Int] = []

  var count: Int { ends.count }

  subscript(field: Int) -> ArraySlice<UInt8> {
    bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]]
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

/// Rows of a table in the form of RFC 4180, pulled one at a time.
///
/// Fields may be quoted and then hold separators, line breaks and doubled quotes. Lines end in LF
/// or CR LF, the last one perhaps in neither. Blank lines, a byte order mark and spaces around
/// fields are skipped. The separator is the one of comma, semicolon and tab that the first line
/// holds.
///
/// Memory is one row, which may take 16 MiB.
///
/// - Source: Y. Shafranovich, RFC 4180, 2005; semicolons, tabs, LF and spaces are ours.
struct CSVScanner {
  static let rowLimit = 1 << 24
  private static let chunkSize = 1 << 18
  private static let (quote, space, lineFeed, carriageReturn) = (
    UInt8(0x22), UInt8(0x20), UInt8(0x0a), UInt8(0x0d)
  )

  let name: String
  private let reader: ByteReader
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var separator = CSVSeparator.comma.rawValue

  init(_ reader: ByteReader) throws(DataSetError) {
    self.reader = reader
    name = reader.name
    chunk = try reader.bytes(Self.chunkSize)
    guard !chunk.isEmpty else { throw .empty(name) }
    if chunk.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    separator = try detectSeparator().rawValue
  }

  /// Reads the next row that is not blank.
  ///
  /// - Returns: whether there was one.
  mutating func next(_ record: inout CSVRecord) throws(DataSetError) -> Bool {
    while let byte = try peek() {
      if byte == Self.lineFeed {
        position += 1
        line += 1
        continue
      }
      record.removeAll()
      record.line = line
      var isQuoted = false
      repeat {
        isQuoted = try scanField(&record) || isQuoted
      } while try endOfField(of: record)
      if record.count > 1 || isQuoted || !record.bytes.isEmpty { return true }
    }
    return false
  }

  /// Appends one field to the record, up to what ends it.
  private mutating func scanField(_ record: inout CSVRecord) throws(DataSetError) -> Bool {
    try skipSpaces()
    let isQuoted = try peek() == Self.quote
    if isQuoted {
      position += 1
      try scanQuoted(&record)
      try skipSpaces()
      if let byte = try peek(), !endsField(byte) { throw .textAfterQuote(name, line: line) }
    } else {
      let start = record.bytes.count
      while let byte = try peek(), !endsField(byte) {
        guard byte != Self.quote else { throw .strayQuote(name, line: line) }
        try append(byte, to: &record)
      }
      while record.bytes.count > start, let last = record.bytes.last, isSpace(last) {
        record.bytes.removeLast()
      }
    }
    record.ends.append(record.bytes.count)
    return isQuoted
  }

  /// The rest of a field after its opening quote, with the closing one.
  private mutating func scanQuoted(_ record: inout CSVRecord) throws(DataSetError) {
    while let byte = try peek() {
      if byte == Self.quote {
        position += 1
        guard try peek() == Self.quote else { return }
      } else if byte == Self.lineFeed {
        line += 1
      }
      try append(byte, to: &record)
    }
    throw .openQuote(name, line: record.line)
  }

  /// Takes what ends a field.
  ///
  /// - Returns: whether another field of the row follows.
  private mutating func endOfField(of record: CSVRecord) throws(DataSetError) -> Bool {
    guard let byte = try peek() else { return false }
    position += 1
    if byte == separator {
      // Empty fields cost memory too.
      guard record.count < Self.rowLimit else {
        throw .rowTooLong(name, line: record.line, limit: Self.rowLimit)
      }
      return true
    }
    if byte == Self.carriageReturn, let next = try peek() {
      guard next == Self.lineFeed else { throw .loneCarriageReturn(name, line: line) }
      position += 1
    }
    line += 1
    return false
  }

  private mutating func append(_ byte: UInt8, to record: inout CSVRecord) throws(DataSetError) {
    guard byte != 0 else { throw .nul(name, line: line) }
    guard record.bytes.count < Self.rowLimit else {
      throw .rowTooLong(name, line: record.line, limit: Self.rowLimit)
    }
    record.bytes.append(byte)
    position += 1
  }

  private mutating func skipSpaces() throws(DataSetError) {
    while let byte = try peek(), isSpace(byte) { position += 1 }
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == Self.space || (byte == CSVSeparator.tab.rawValue && byte != separator)
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// The next byte, still to be taken; nothing at the end.
  @inline(__always)
  private mutating func peek() throws(DataSetError) -> UInt8? {
    if position == chunk.count {
      chunk = try reader.bytes(Self.chunkSize)
      position = 0
      if chunk.isEmpty { return nil }
    }
    return chunk[position]
  }

  /// Looks ahead through the first line that is not blank; nothing is taken.
  private mutating func detectSeparator() throws(DataSetError) -> CSVSeparator {
    var found: Set<CSVSeparator> = []
    var (index, first, isQuoted, isBlank) = (position, line, false, true)
    while true {
      if index == chunk.count {
        guard chunk.count <= Self.rowLimit else {
          throw .rowTooLong(name, line: first, limit: Self.rowLimit)
        }
        let more = try reader.bytes(Self.chunkSize)
        if more.isEmpty { break }
        chunk += more
      }
      let byte = chunk[index]
      index += 1
      if byte == Self.lineFeed, !isQuoted {
        guard isBlank else { break }
        first += 1
      } else if byte == Self.quote {
        (isQuoted, isBlank) = (!isQuoted, false)
      } else if !isQuoted, let separator = CSVSeparator(rawValue: byte) {
        found.insert(separator)
        isBlank = false
      } else if byte != Self.space && byte != Self.carriageReturn {
        isBlank = false
      }
    }
    guard !isBlank else { throw .noRows(name, found: 0) }
    guard !isQuoted else { throw .openQuote(name, line: first) }
    let separators = CSVSeparator.allCases.filter { found.contains($0) }
    guard let separator = separators.first else { throw .noSeparator(name, line: first) }
    guard separators.count == 1 else {
      throw .severalSeparators(name, line: first, found: separators)
    }
    return separator
  }
}
