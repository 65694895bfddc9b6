// Sentences about tables. Lines count from 1 and are those of the file, blank lines included.

extension DataSetError {
  static func noSeparator(_ name: String, line: Int) -> Self {
    Self(
      .separator, "\(name) line \(line)",
      "one field, expected several, separated by commas, semicolons or tabs")
  }

  static func severalSeparators(_ name: String, line: Int, found: [CSVSeparator]) -> Self {
    Self(
      .separator, "\(name) line \(line)",
      "\(found.map { $0.plural }.joined(separator: " and ")), expected one kind of separator")
  }

  static func mixedHeader(_ name: String, line: Int, texts: Int, features: Int) -> Self {
    Self(
      .header, "\(name) line \(line)",
      "\(texts) of \(features) feature fields are not numbers, expected all of them (a header)"
        + " or none (a row)")
  }

  static func headerOrRow(_ name: String, line: Int, label: String) -> Self {
    Self(
      .header, "\(name) line \(line)",
      "numbers and the label \(label) while every other label is a number, expected a header of"
        + " text or a row like the others")
  }

  static func strayQuote(_ name: String, line: Int) -> Self {
    Self(
      .syntax, "\(name) line \(line)",
      "a quote within an unquoted field, expected quotes around the whole field")
  }

  static func textAfterQuote(_ name: String, line: Int) -> Self {
    Self(
      .syntax, "\(name) line \(line)",
      "text after a closing quote, expected a separator or the end of the line")
  }

  static func openQuote(_ name: String, line: Int) -> Self {
    Self(
      .syntax, "\(name) line \(line)", "a quoted field without end, expected a closing quote")
  }

  static func loneCarriageReturn(_ name: String, line: Int) -> Self {
    Self(
      .syntax, "\(name) line \(line)",
      "a carriage return within the line, expected lines that end in LF or CR LF")
  }

  static func nul(_ name: String, line: Int) -> Self {
    Self(.encoding, "\(name) line \(line)", "a zero byte, expected UTF-8 text")
  }

  static func labelEncoding(_ name: String, line: Int) -> Self {
    Self(.encoding, "\(name) line \(line)", "a label that is not UTF-8, expected UTF-8 text")
  }

  static func rowTooLong(_ name: String, line: Int, limit: Int) -> Self {
    Self(.tooLarge, "\(name) line \(line)", "a row of more bytes, expected at most \(limit)")
  }

  static func labelTooLong(_ name: String, line: Int, found: Int, limit: Int) -> Self {
    Self(
      .tooLarge, "\(name) line \(line)", "a label of \(found) bytes, expected at most \(limit)")
  }

  static func tooManyValues(_ name: String, line: Int, limit: Int) -> Self {
    Self(.tooLarge, "\(name) line \(line)", "more values, expected at most \(limit) in all rows")
  }

  static func tooManyRows(_ name: String, line: Int, limit: Int) -> Self {
    Self(.tooLarge, "\(name) line \(line)", "one more row, expected at most \(limit)")
  }

  static func raggedRow(_ name: String, line: Int, found: Int, expected: Int, of first: Int) -> Self
  {
    Self(
      .raggedRow, "\(name) line \(line)",
      "\(found) field\(found == 1 ? "" : "s"), expected \(expected) as in line \(first)")
  }

  static func notNumber(_ name: String, line: Int, field: Int, found: String) -> Self {
    Self(.notNumber, "\(name) line \(line) field \(field)", "\(found), expected a number")
  }

  static func notFinite(_ name: String, line: Int, field: Int, found: String) -> Self {
    Self(
      .notFinite, "\(name) line \(line) field \(field)",
      "\(found), expected a finite float32 number")
  }

  static func emptyLabel(_ name: String, line: Int) -> Self {
    Self(.label, "\(name) line \(line)", "an empty label, expected an integer or text")
  }

  static func label(_ name: String, line: Int, found: String) -> Self {
    Self(
      .label, "\(name) line \(line)",
      "label \(found), expected an integer from 0 to \(DataSet.classLimit - 1) or text")
  }

  static func tooManyClasses(_ name: String, line: Int) -> Self {
    Self(
      .label, "\(name) line \(line)",
      "one more class, expected at most \(DataSet.classLimit) classes")
  }

  static func noRows(_ name: String, found: Int) -> Self {
    Self(.noRows, name, "\(found) row\(found == 1 ? "" : "s"), expected at least 2")
  }
}
