/// The rows of a table as they are stored: float32 features and the labels' texts.
package struct CSVTable {
  /// Longer labels are refused.
  static let labelLimit = 1024

  /// What a table may hold, so that a compressed file cannot take all memory.
  package struct Limits: Sendable {
    let values: Int
    let rows: Int

    /// - Parameters:
    ///   - values: features in all rows; 2^30 are 4 GiB.
    ///   - rows: each takes about 50 bytes beside its features.
    package init(values: Int = 1 << 30, rows: Int = 1 << 26) {
      self.values = values
      self.rows = rows
    }
  }

  let name: String
  /// Features of one row.
  private(set) var columns = 0
  /// Features of all rows, row-major.
  private(set) var values: [Float] = []
  /// For each row, which of `labels` it has.
  private(set) var rowLabels: [Int32] = []
  /// The different labels in the order of their first rows.
  private(set) var labels: [Label] = []
  private let limits: Limits
  private var indices: [[UInt8]: Int32] = [:]

  /// One label as it is written.
  struct Label {
    let text: String
    let number: Double?
    /// The line of the first row that has it.
    let line: Int
  }

  var rowCount: Int { rowLabels.count }

  init(_ reader: ByteReader, limits: Limits) throws(DataSetError) {
    self.limits = limits
    var scanner = try CSVScanner(reader)
    name = scanner.name
    var record = CSVRecord()
    guard try scanner.next(&record) else { throw .noRows(name, found: 0) }
    let (firstLine, fieldCount) = (record.line, record.count)
    guard fieldCount > 1 else { throw .noSeparator(name, line: firstLine) }
    columns = fieldCount - 1
    if try !isHeader(record) { try append(record) }
    while try scanner.next(&record) {
      guard record.count == fieldCount else {
        throw .raggedRow(
          name, line: record.line, found: record.count, expected: fieldCount, of: firstLine)
      }
      try append(record)
    }
    guard rowCount > 1 else { throw .noRows(name, found: rowCount) }
    // A header of numbers would pass for a row, but for its label.
    if labels[0].line == firstLine, labels[0].number == nil, !rowLabels.dropFirst().contains(0),
      labels.dropFirst().allSatisfy({ $0.number != nil })
    {
      throw .headerOrRow(name, line: firstLine, label: Self.excerpt(labels[0].text.utf8))
    }
  }

  /// Whether the first row names the columns: none of its features is a number.
  private func isHeader(_ record: CSVRecord) throws(DataSetError) -> Bool {
    let texts = (0..<columns).count { CSVNumber.parse(record[$0]) == nil }
    guard texts == 0 || texts == columns else {
      throw .mixedHeader(name, line: record.line, texts: texts, features: columns)
    }
    return texts > 0
  }

  private mutating func append(_ record: CSVRecord) throws(DataSetError) {
    guard values.count + columns <= limits.values else {
      throw .tooManyValues(name, line: record.line, limit: limits.values)
    }
    guard rowCount < limits.rows else {
      throw .tooManyRows(name, line: record.line, limit: limits.rows)
    }
    for column in 0..<columns {
      let field = record[column]
      guard let number = CSVNumber.parse(field) else {
        throw .notNumber(
          name, line: record.line, field: column + 1,
          found: field.isEmpty ? "empty" : Self.excerpt(field))
      }
      let value = Float(number)
      guard value.isFinite else {
        throw .notFinite(
          name, line: record.line, field: column + 1, found: Self.excerpt(field))
      }
      values.append(value)
    }
    rowLabels.append(try labelIndex(record[columns], line: record.line))
  }

  private mutating func labelIndex(_ field: ArraySlice<UInt8>, line: Int) throws(DataSetError)
    -> Int32
  {
    guard !field.isEmpty else { throw .emptyLabel(name, line: line) }
    guard field.count <= Self.labelLimit else {
      throw .labelTooLong(name, line: line, found: field.count, limit: Self.labelLimit)
    }
    let key = Array(field)
    if let index = indices[key] { return index }
    guard let text = String(validating: key, as: UTF8.self) else {
      throw .labelEncoding(name, line: line)
    }
    guard labels.count < DataSet.classLimit else { throw .tooManyClasses(name, line: line) }
    let index = Int32(labels.count)
    indices[key] = index
    labels.append(Label(text: text, number: CSVNumber.parse(field), line: line))
    return index
  }

  /// A field for a message: at most 24 characters, none of them invisible.
  static func excerpt(_ field: some Collection<UInt8>) -> String {
    let text = String(decoding: field.prefix(96), as: UTF8.self)
    let shown = text.unicodeScalars.prefix(24).map { scalar in
      scalar.properties.generalCategory == .control ? "?" : String(scalar)
    }
    return shown.joined() + (text.unicodeScalars.count > 24 || field.count > 96 ? "…" : "")
  }
}
