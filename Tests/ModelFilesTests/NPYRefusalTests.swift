import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Refused NumPy files")
struct NPYRefusalTests {
  private static func npyFault(
    _ code: ModelFileError.Code, _ sentence: String, _ bytes: [UInt8]
  ) -> Fault {
    Fault(code, "a.npy\(sentence)") {
      _ = try NPY.tensor(bytes: StoredBytes(bytes), name: "a.npy")
    }
  }

  private static func header(
    type: String = "'<f4'", order: String = "False", shape: String = "(2,)"
  ) -> String { "{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }\n" }

  private static let known =
    "'<' or '>' and one of b1, f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 was expected"

  static let headers: [Fault] = [
    npyFault(.syntax, " byte 0: no npy file, the magic text \\x93NUMPY was expected", []),
    npyFault(
      .syntax, " byte 0: no npy file, the magic text \\x93NUMPY was expected",
      Array("PK\u{3}\u{4}".utf8)),
    npyFault(
      .truncated, " byte 8: ends within its header, the rest of it was expected",
      Array(npy("").prefix(8))),
    npyFault(
      .truncated, " byte 11: ends within its header, the rest of it was expected",
      Array(npy("", version: 2).prefix(11))),
    npyFault(
      .truncated, " byte 30: ends within its header, the rest of it was expected",
      Array(npy(header()).prefix(30))),
    npyFault(
      .unsupported, " byte 6: npy version 4.0, 1.0, 2.0 or 3.0 was expected",
      npy(header(), version: 4)),
    npyFault(
      .tooLarge, " byte 8: a header of 16777216 bytes, at most 65536 were expected",
      [0x93] + "NUMPY".utf8 + [2, 0, 0, 0, 0, 1]),
    npyFault(.syntax, " byte 10: the header's end, '{' was expected", npy("")),
    npyFault(
      .syntax,
      " byte 12: a key is missing, 'descr', 'fortran_order' and 'shape' were expected", npy("{}")),
    npyFault(
      .syntax,
      " byte 11: key 'more', 'descr', 'fortran_order' and 'shape', each once, were expected",
      npy("{'more': 1}")),
    npyFault(
      .syntax,
      " byte 26: key 'descr', 'descr', 'fortran_order' and 'shape', each once, were expected",
      npy("{'descr':'f4',  'descr': 'f4'}")),
    npyFault(
      .syntax, " byte 71: text after the header's dictionary, its end was expected",
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }  \n x")),
    npyFault(
      .syntax, " byte 44: '0', True or False was expected", npy(header(order: "0"))),
    npyFault(.syntax, " byte 60: '2', '(' was expected", npy(header(shape: "2"))),
    npyFault(.syntax, " byte 62: ')', a comma was expected", npy(header(shape: "(2)"))),
    npyFault(
      .syntax, " byte 61: '-', an axis length was expected", npy(header(shape: "(-2,)"))),
    npyFault(
      .syntax, " byte 20: a text that does not end or has escapes, a plain one was expected",
      npy(header(type: "'\\x3cf4'"))),
    npyFault(
      .syntax, " byte 20: '1', an element type in quotes was expected", npy(header(type: "1"))),
    npyFault(
      .shape,
      " byte 61: an axis length of 20 digits, at most 9223372036854775807 was expected",
      npy(header(shape: "(99999999999999999999,)"))),
    npyFault(
      .shape, ": 4611686018427387904 elements, as many as memory can address were expected",
      npy(header(shape: "(4611686018427387904,)"))),
    npyFault(
      .shape,
      ": shape [4294967296, 4294967296]: more than 9223372036854775807 elements, at most 9223372036854775807 were expected",
      npy(header(shape: "(4294967296, 4294967296)"))),
    npyFault(
      .shape, ": 65 axes, at most 64 were expected",
      npy(header(shape: "(" + String(repeating: "1,", count: 65) + ")"))),
    npyFault(
      .truncated, " byte 75: 75 bytes in all, 76 for 2 of float32 were expected",
      npy(header(), [UInt8](repeating: 0, count: 7))),
    npyFault(
      .trailingBytes, " byte 76: 77 bytes in all, 76 for 2 of float32 were expected",
      npy(header(), [UInt8](repeating: 0, count: 9))),
    npyFault(
      .truncated,
      " byte 80: 80 bytes in all, 4000000000080 for 1000000000000 of float32 were expected",
      npy(header(shape: "(1000000000000,)"))),
  ]

  @Test("headers that NumPy does not write are refused word for word", arguments: headers)
  func badHeaders(_ fault: Fault) { fault.check() }

  @Test(
    "elements that are no numbers are refused by name",
    arguments: [
      ("|O", " (Python objects)"), ("<U5", " (text)"), ("|S5", " (bytes)"),
      ("|V2", " (structures or types unknown to NumPy)"), ("<c8", " (complex numbers)"),
      ("<M8[ns]", " (dates)"), ("<m8[s]", " (times)"), ("<f16", ""), ("f4", ""), ("|f4", ""),
      ("", ""), ("<", ""), ("<i3", ""),
    ])
  func types(_ type: String, _ words: String) {
    Fault(.elementType, "a.npy: elements of type '\(type)'\(words), \(Self.known)") {
      _ = try NPY.tensor(bytes: StoredBytes(npy(Self.header(type: "'\(type)'"))), name: "a.npy")
    }.check()
  }

  @Test("structures are refused by name")
  func structures() {
    Fault(.elementType, "a.npy: elements that are structures, a number each was expected") {
      let header = Self.header(type: "[('x', '<f4'), ('y', '<i4')]")
      _ = try NPY.tensor(bytes: StoredBytes(npy(header)), name: "a.npy")
    }.check()
  }

  @Test("headers as other writers space them are read")
  func spacing() throws {
    let contents = [UInt8](repeating: 0, count: 8)
    for header in [
      "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,)}      \n",
      "{ 'descr' : '<f4' , 'fortran_order' : True , 'shape' : ( 1 , 2 , ) , } ",
    ] {
      let tensor = try NPY.tensor(bytes: StoredBytes(npy(header, contents)), name: "a.npy")
      #expect(tensor.floats == [0, 0])
    }
  }
}
