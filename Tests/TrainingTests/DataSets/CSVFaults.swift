import Training

/// Every way in which a table can be wrong.
enum CSVFaults {
  private static func csv(_ code: DataSetError.Code, _ sentence: String, _ text: String) -> Fault {
    bytes(code, sentence, Array(text.utf8))
  }

  private static func bytes(
    _ code: DataSetError.Code, _ sentence: String, _ bytes: [UInt8]
  ) -> Fault {
    Fault(code, sentence) { () throws(DataSetError) in
      try DataSet.csv(bytes: bytes, name: "t.csv")
    }
  }

  private static func limited(_ sentence: String, _ limits: CSVTable.Limits) -> Fault {
    Fault(.tooLarge, sentence) { () throws(DataSetError) in
      try DataSet.csv(bytes: Array("1,2,a\n1,2,b\n1,2,c\n".utf8), name: "t.csv", limits: limits)
    }
  }

  static let form: [Fault] = [
    csv(.empty, "t.csv: an empty file, expected data", ""),
    csv(.noRows, "t.csv: 0 rows, expected at least 2", "\n \r\n\n"),
    csv(.noRows, "t.csv: 0 rows, expected at least 2", "width,height,class\n"),
    csv(.noRows, "t.csv: 1 row, expected at least 2", "1,2,3\n"),
    csv(
      .separator,
      "t.csv line 2: one field, expected several, separated by commas, semicolons or tabs",
      "\nhello\nworld\n"),
    csv(
      .separator, "t.csv line 1: commas and semicolons, expected one kind of separator",
      "1,5;2,5;a\n"),
    csv(
      .separator, "t.csv line 1: commas and semicolons and tabs, expected one kind of separator",
      "1,5;2\t5;a\n"),
    csv(
      .header,
      "t.csv line 1: 1 of 3 feature fields are not numbers, expected all of them (a header) or none"
        + " (a row)", "1,x,3,a\n1,2,3,b\n"),
    csv(
      .header,
      "t.csv line 1: numbers and the label class while every other label is a number, expected a"
        + " header of text or a row like the others", "0,1,class\n5,6,0\n7,8,1\n"),
    csv(
      .syntax,
      "t.csv line 2: a quote within an unquoted field, expected quotes around the whole field",
      "1,2,a\n1,2\"3,b\n"),
    csv(
      .syntax,
      "t.csv line 2: text after a closing quote, expected a separator or the end of the line",
      "1,2,a\n1,\"2\"3,b\n"),
    csv(
      .syntax, "t.csv line 2: a quoted field without end, expected a closing quote",
      "1,2,a\n1,2,\"b\n\n3,4,c\n"),
    csv(
      .syntax, "t.csv line 1: a quoted field without end, expected a closing quote",
      "\"1,2,a\n1,2,b\n"),
    csv(
      .syntax,
      "t.csv line 1: a carriage return within the line, expected lines that end in LF or CR LF",
      "1,2,a\r1,2,b\r"),
    csv(.encoding, "t.csv line 2: a zero byte, expected UTF-8 text", "1,2,a\n1,2\0,b\n"),
    bytes(
      .encoding, "t.csv line 2: a label that is not UTF-8, expected UTF-8 text",
      Array("1,2,a\n1,2,".utf8) + [0xff, 0x0a]),
    csv(
      .tooLarge, "t.csv line 2: a row of more bytes, expected at most 16777216",
      "1,2,a\n1,\"" + String(repeating: "2", count: 1 << 24 + 1)),
    csv(
      .tooLarge, "t.csv line 2: a row of more bytes, expected at most 16777216",
      "1,2,a\n" + String(repeating: ",", count: 1 << 24 + 1)),
    csv(
      .tooLarge, "t.csv line 1: a row of more bytes, expected at most 16777216",
      String(repeating: "2", count: 1 << 24 + 1 << 20)),
    limited(
      "t.csv line 3: more values, expected at most 5 in all rows",
      CSVTable.Limits(values: 5, rows: 9)),
    limited("t.csv line 3: one more row, expected at most 2", CSVTable.Limits(values: 9, rows: 2)),
    csv(
      .tooLarge, "t.csv line 2: a label of 1025 bytes, expected at most 1024",
      "1,2,a\n1,2,\(String(repeating: "b", count: 1025))\n"),
  ]

  static let contents: [Fault] = [
    csv(.raggedRow, "t.csv line 4: 2 fields, expected 3 as in line 1", "1,2,a\n\n1,2,b\n1,2\n"),
    csv(
      .raggedRow, "t.csv line 5: 2 fields, expected 3 as in line 1",
      "\"x\n\",y,z\r\n1,2,\"b\nb\"\n1,2\n"),
    csv(.raggedRow, "t.csv line 2: 4 fields, expected 3 as in line 1", "x,y,z\n1,2,3,a\n"),
    csv(.raggedRow, "t.csv line 2: 1 field, expected 3 as in line 1", "1,2,a\nb\n"),
    csv(.notNumber, "t.csv line 3 field 2: two, expected a number", "x,y,z\n1,2,a\n1,two,b\n"),
    csv(.notNumber, "t.csv line 2 field 1: empty, expected a number", "1,2,a\n,2,b\n"),
    csv(.notNumber, "t.csv line 2 field 2: 0x10, expected a number", "1,2,a\n1,0x10,b\n"),
    csv(
      .notNumber, "t.csv line 2 field 2: a?b123456789012345678901…, expected a number",
      "1,2,a\n1,\"a\nb12345678901234567890123\",b\n"),
    csv(
      .notFinite, "t.csv line 2 field 1: NaN, expected a finite float32 number",
      "1,2,a\nNaN,2,b\n"),
    csv(
      .notFinite, "t.csv line 1 field 2: -inf, expected a finite float32 number",
      "1,-inf,a\n1,2,b\n"),
    csv(
      .notFinite, "t.csv line 2 field 2: 1e39, expected a finite float32 number",
      "1,2,a\n1,1e39,b\n"),
    csv(.label, "t.csv line 2: an empty label, expected an integer or text", "1,2,a\n1,2,\n"),
    csv(
      .label, "t.csv line 3: label -1, expected an integer from 0 to 65534 or text",
      "1,2,1\n1,2,0\n1,2,-1\n"),
    csv(
      .label, "t.csv line 2: label 65535, expected an integer from 0 to 65534 or text",
      "1,2,65534\n1,2,65535\n"),
    csv(
      .label, "t.csv line 2: label 0.5, expected an integer from 0 to 65534 or text",
      "1,2,1\n1,2,0.5\n"),
    csv(
      .label, "t.csv line 2: label 1e99, expected an integer from 0 to 65534 or text",
      "1,2,1\n1,2,1e99\n"),
    csv(
      .label, "t.csv line 65536: one more class, expected at most 65535 classes",
      (0..<65_536).map { "1,c\($0)\n" }.joined()),
    csv(
      .tooFewClasses, "t.csv: every label is the same, expected at least 2 classes",
      "1,2,1\n3,4,1.0\n"),
  ]
}
