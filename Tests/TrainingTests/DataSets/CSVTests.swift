import Foundation
import Testing
import TestSupport
import Training

@Suite("CSV tables")
struct CSVTests {
  static func read(_ text: String, name: String = "t.csv") throws(DataSetError) -> DataSet {
    try DataSet.csv(bytes: Array(text.utf8), name: name)
  }

  /// Twenty rows of two features in two classes.
  static let rows = (0..<20).map { "\($0),\($0 * $0),\($0 % 2)" }

  @Test("every fault of the form has its code and its sentence", arguments: CSVFaults.form)
  func form(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test("every fault of the contents has its code and its sentence", arguments: CSVFaults.contents)
  func contents(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test("separators, line ends, quotes, spaces, blank lines and a header change nothing")
  func spellings() throws {
    let rows = Self.rows
    let lines = rows.joined(separator: "\n")
    let expected = try Self.read(lines)
    func replacing(_ separator: String) -> String {
      lines.replacingOccurrences(of: ",", with: separator)
    }
    let quoted = replacing("\",\"").replacingOccurrences(of: "\n", with: "\"\n\"")
    let spaced = replacing("\" ,\t\"").replacingOccurrences(of: "\n", with: "\" \n \"")
    let texts: [String] = [
      lines + "\n",
      lines + "\r",
      rows.joined(separator: "\r\n") + "\r\n",
      rows.joined(separator: "\n\n \n  \n"),
      "\n \r\n" + lines,
      "x,y,label\n" + lines,
      "x,y,7\n" + lines,
      ",,\n" + lines,
      "\"x, and\nmore\",\"\"\"y\"\"\",label\r\n" + lines,
      "\u{feff}" + lines,
      "\u{feff}x,y,label\n" + lines,
      replacing(";"),
      replacing("\t"),
      replacing(" ,  "),
      "\"" + quoted + "\"",
      rows.map { $0 + ".0e0" }.joined(separator: "\n"),
      "x,y,label\n \"" + spaced + "\"",
    ]
    for text in texts { #expect(try Self.read(text) == expected, "\(text)") }
    let packed = gzip(Array(lines.utf8))
    #expect(try DataSet.csv(bytes: packed, name: "t.csv.gz") == expected)
    #expect(expected.name == "t")
    #expect(expected.inputShape == [2])
  }

  @Test("one row in five of every class is a test example, chosen and ordered by the stated hash")
  func split() throws {
    let set = try Self.read(Self.rows.joined(separator: "\n"))
    // Computed by a separate program from the rule in the documentation of CSVSplit.
    let test = [16, 3, 12, 13]
    let train = [1, 2, 4, 15, 7, 19, 5, 11, 18, 6, 17, 14, 8, 0, 9, 10]
    #expect(set.test.labels == test.map { Int32($0 % 2) })
    #expect(set.train.labels == train.map { Int32($0 % 2) })
    for column in 0..<2 {
      let values = { (rows: [Int]) in rows.map { Double(column == 0 ? $0 : $0 * $0) } }
      let mean = values(train).reduce(0, +) / 16
      let variance = values(train).map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 16
      for (examples, rows) in [(set.train, train), (set.test, test)] {
        for (index, value) in values(rows).enumerated() {
          let expected = (value - mean) / variance.squareRoot()
          #expect(abs(Double(examples.inputs[2 * index + column]) - expected) < 1e-6)
        }
      }
    }
  }

  @Test("the order of the rows in the file has no say")
  func order() throws {
    var generator = Draws(seed: 5)
    var rows = (0..<997).map { _ in
      // Few different values, so that equal rows and equal features with two labels occur.
      let first = UInt64.random(in: 0..<9, using: &generator)
      let second = UInt64.random(in: 0..<9, using: &generator)
      return "\(first),\(second).5,class \(UInt64.random(in: 0..<7, using: &generator))"
    }
    let expected = try Self.read(rows.joined(separator: "\n"))
    #expect(expected.train.count + expected.test.count == 997)
    #expect(expected.test.count == 199)
    for _ in 0..<5 {
      rows.shuffle(using: &generator)
      #expect(try Self.read(rows.joined(separator: "\n")) == expected)
    }
    #expect(try Self.read(rows.sorted().joined(separator: "\n")) == expected)
    let counts = expected.test.countsByClass(classCount: 7)
    for (test, train) in zip(counts, expected.train.countsByClass(classCount: 7)) {
      #expect(abs(Double(test) - Double(test + train) / 5) < 1)
    }
  }

  @Test("the test set is never empty, and classes with two rows stay in the training set")
  func smallSets() throws {
    for count in 2...60 {
      for classCount in 2...count {
        let text = (0..<count).map { "\($0),\($0 % classCount)\n" }.joined()
        let set = try Self.read(text)
        let expected = max(1, Int((Double(count) / 5).rounded()))
        let willing = (0..<classCount).count { (count - $0 - 1) / classCount > 0 }
        #expect(set.train.count + set.test.count == count)
        #expect(set.test.count > 0)
        #expect(set.test.count == expected || willing < expected)
        let train = set.train.countsByClass(classCount: classCount)
        #expect(willing == 0 || train.allSatisfy { $0 > 0 })
      }
    }
  }

  @Test("labels that are all integers are ordered by value, others by their UTF-8")
  func classes() throws {
    let integers = try Self.read("1,10\n2,9\n3,007\n4,1e1\n5,65534\n")
    #expect(integers.classNames == ["7", "9", "10", "65534"])
    let texts = try Self.read("1,b\n2,10\n3,9\n4,é\n5,\"a,\nb\"\n6,a\n7,B\n")
    #expect(texts.classNames == ["10", "9", "B", "a", "a,\nb", "b", "é"])
    #expect(texts.classCount == 7)
    // A text that occurs twice cannot be the name of the column.
    #expect(try Self.read("1,b\n2,1\n3,b\n4,0\n").classNames == ["0", "1", "b"])
    // Integers that a single text joins are texts, and so may be negative.
    #expect(try Self.read("1,-1\n2,1\n3,b\n").classNames == ["-1", "1", "b"])
  }

  @Test("a feature that does not vary becomes 0, however large it is")
  func constantColumn() throws {
    let rows = (0..<10).map { "0.1,\($0),16777217e20,\($0 % 2)\n" }
    let set = try Self.read(rows.joined())
    for examples in [set.train, set.test] {
      for index in 0..<examples.count {
        #expect(examples.inputs[3 * index] == 0)
        #expect(examples.inputs[3 * index + 2] == 0)
      }
    }
  }

  @Test("a test value too far from the training mean is refused, not made infinite")
  func overflow() {
    var errors: [DataSetError] = []
    for factor in 1...30 {
      let rows = (0..<9).map { "\($0)e-45,\($0 % 2)\n" }.joined() + "\(factor)e37,0\n"
      do throws(DataSetError) {
        let set = try Self.read(rows)
        #expect((set.train.inputs + set.test.inputs).allSatisfy { $0.isFinite })
      } catch { errors.append(error) }
    }
    #expect(!errors.isEmpty)
    for error in errors {
      #expect(error.code == .notFinite)
      #expect(
        error.description
          == "t.csv: a value of field 1 is too far from the training mean, expected a finite"
          + " float32 number when standardized")
    }
  }

  @Test("numbers are read as the standard library reads them")
  func numbers() {
    for text in [
      "0", "-0", "+1", "1.", ".5", "-.5e3", "1e5", "1E-5", "1e+22", "123456789012345",
      "1234567890123456", "99999999999999999999", "0.1", "0.30000000000000004", "1e999", "-1e999",
      "1e-999", "4.9e-324", "00012", "3.141592653589793238462643383279",
      "0.00000000000000000000001",
      "0.0000000000000000000001", "100000000000000.5", "9007199254740993",
    ] {
      #expect(CSVNumber.parse(ArraySlice(text.utf8)) == Double(text), "\(text)")
    }
    for text in [
      "", "+", "-", ".", "e5", "1e", "1e+", "1e5.", "1 2", "1,5", "0x10", "1.2.3", "--1", "1e5x",
      "nanx", ".nan", "infinit", "١",
    ] {
      #expect(CSVNumber.parse(ArraySlice(text.utf8)) == nil, "\(text)")
    }
    #expect(CSVNumber.parse(ArraySlice("NaN".utf8))?.isNaN == true)
    #expect(CSVNumber.parse(ArraySlice("-Infinity".utf8)) == -.infinity)
    var generator = Draws(seed: 1)
    for _ in 0..<20_000 {
      let digits = UInt64.random(in: 0..<1 << 60, using: &generator) >> (generator.next() % 60)
      var text = "\(digits)"
      let point = Int(generator.next() % UInt64(text.count + 1))
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      #expect(CSVNumber.parse(ArraySlice(text.utf8)) == Double(text), "\(text)")
    }
  }

  @Test("a file on disk is named by its last part without the ending")
  func file() throws {
    try withDirectory { path in
      let text = Self.rows.joined(separator: "\n")
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/iris.csv"))
      try Data(gzip(Array(text.utf8))).write(to: URL(fileURLWithPath: "\(path)/iris.csv.gz"))
      let expected = try Self.read(text, name: "iris")
      #expect(try DataSet.csv(file: "\(path)/iris.csv") == expected)
      #expect(try DataSet.csv(file: "\(path)/iris.csv.gz") == expected)
    }
  }
}
