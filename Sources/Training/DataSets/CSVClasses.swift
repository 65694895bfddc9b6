/// The classes of a table, in an order that does not depend on the order of the rows.
///
/// Where every label is a number, labels are integers from 0 to 65,534, and each one that occurs is
/// a class, in the order of their values. Otherwise they are texts, in the order of their UTF-8.
struct CSVClasses {
  /// One name for each class.
  let names: [String]
  /// The class of each row.
  let labels: [Int32]

  init(_ table: CSVTable) throws(DataSetError) {
    let isNumeric = table.labels.allSatisfy { $0.number != nil }
    let keys = isNumeric ? try Self.integers(table) : table.labels.map { $0.text }
    let distinct = Array(Set(keys.map { Array($0.utf8) }))
    guard distinct.count > 1 else { throw .tooFewClasses(table.name) }
    let sorted = distinct.sorted { first, second in
      // Decimal integers without leading zeros are in order by length, then digits.
      isNumeric && first.count != second.count
        ? first.count < second.count : first.lexicographicallyPrecedes(second)
    }
    var classes: [[UInt8]: Int32] = [:]
    for (index, key) in sorted.enumerated() { classes[key] = Int32(index) }
    let classOfLabel = keys.map { classes[Array($0.utf8), default: 0] }
    names = sorted.map { String(decoding: $0, as: UTF8.self) }
    labels = table.rowLabels.map { classOfLabel[Int($0)] }
  }

  /// The labels as plain decimal integers: `1.0` and `+1` are `1`.
  private static func integers(_ table: CSVTable) throws(DataSetError) -> [String] {
    var integers: [String] = []
    for label in table.labels {
      guard let number = label.number, let integer = Int(exactly: number),
        (0..<DataSet.classLimit).contains(integer)
      else {
        throw .label(table.name, line: label.line, found: CSVTable.excerpt(label.text.utf8))
      }
      integers.append("\(integer)")
    }
    return integers
  }
}
