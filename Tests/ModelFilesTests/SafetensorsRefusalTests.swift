import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Refused safetensors files")
struct SafetensorsRefusalTests {
  private static func fault(
    _ code: ModelFileError.Code, _ sentence: String, _ header: String, _ data: [UInt8] = []
  ) -> Fault {
    fault(code, sentence, bytes: safetensors(header, data))
  }

  private static func fault(
    _ code: ModelFileError.Code, _ sentence: String, bytes: [UInt8]
  ) -> Fault {
    Fault(code, "a.st\(sentence)") {
      _ = try Checkpoint(safetensors: StoredBytes(bytes), name: "a.st")
    }
  }

  private static func tensor(
    _ dtype: String = "F32", _ shape: String = "[1]", _ offsets: String = "[0,4]"
  ) -> String {
    #"{"w":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }

  static let faults: [Fault] = [
    fault(.truncated, ": 0 bytes, at least 8 of a safetensors file were expected", bytes: []),
    fault(
      .truncated, ": 7 bytes, at least 8 of a safetensors file were expected",
      bytes: [UInt8](repeating: 0, count: 7)),
    fault(
      .tooLarge,
      ": a header of 18446744073709551615 bytes, at most 100000000 of a safetensors file were expected",
      bytes: [UInt8](repeating: 0xff, count: 20)),
    fault(
      .truncated, ": a header of 99 bytes in a file of 10, one that ends within it was expected",
      bytes: [99, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]),
    fault(.syntax, " byte 8: the end, an object was expected", ""),
    fault(.syntax, " byte 8: something else, an object was expected", "[]"),
    fault(.syntax, " byte 9: another value, a text in quotes was expected", "{"),
    fault(
      .syntax, " byte 10: more, the end of the header was expected", "{}x"),
    fault(
      .encoding, " byte 9: a text that is not UTF-8, UTF-8 was expected",
      bytes: withUnsafeBytes(of: UInt64(7).littleEndian) { Array($0) } + [
        0x7b, 0x22, 0xff, 0x22, 0x3a, 0x7b, 0x7d,
      ]),
    fault(
      .duplicate, " byte 62: key w twice, each key once was expected",
      String(tensor("F32", "[1]", "[0,4]").dropLast()) + "," + tensor().dropFirst(), [0, 0, 0, 0]),
    fault(
      .duplicate, " byte 33: key a twice, each key once was expected",
      #"{"__metadata__":{"a":"b","a":"c"}}"#),
    fault(
      .syntax, " byte 29: another value, a text in quotes was expected",
      #"{"__metadata__":{"a":1}}"#),
    fault(
      .elementType,
      ", tensor w: elements of type F4, one of F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I64, I32, I16, "
        + "I8, U64, U32, U16, U8, BOOL was expected", tensor("F4"), [0, 0, 0, 0]),
    fault(
      .syntax, ", tensor w: key x, dtype, shape and data_offsets were expected", #"{"w":{"x":1}}"#),
    fault(
      .syntax, ", tensor w: a key is missing, dtype, shape and data_offsets were expected",
      #"{"w":{"dtype":"F32","shape":[]}}"#),
    fault(
      .shape,
      ", tensor w: shape [1000000000, 1000000000, 1000000000]: more than 9223372036854775807 elements, "
        + "at most 9223372036854775807 were expected",
      tensor("F32", "[1000000000,1000000000,1000000000]"), [0, 0, 0, 0]),
    fault(
      .count,
      ", tensor w: 4 bytes, 4000000000000000000 for shape 1000000000000000000 of F32 were expected",
      tensor("F32", "[1000000000000000000]"), [0, 0, 0, 0]),
    fault(
      .truncated, ", tensor w: bytes 0 to 8 of 4, offsets within them were expected",
      tensor("F32", "[2]", "[0,8]"), [0, 0, 0, 0]),
    fault(
      .syntax,
      ", tensor w: data_offsets [4, 0], the first byte and the one behind the last were expected",
      tensor("F32", "[1]", "[4,0]"), [0, 0, 0, 0]),
    fault(
      .syntax,
      ", tensor w: data_offsets [0, 4, 8], the first byte and the one behind the last were expected",
      tensor("F32", "[1]", "[0,4,8]"), [0, 0, 0, 0]),
    fault(
      .storage,
      ", tensor w: starts at byte 1 of the data, at byte 0 where the one before ends was expected",
      tensor("F32", "[1]", "[1,5]"), [0, 0, 0, 0, 0]),
    fault(
      .storage,
      ", tensor v: starts at byte 2 of the data, at byte 4 where the one before ends was expected",
      String(tensor().dropLast()) + #","v":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      [0, 0, 0, 0, 0, 0]),
    fault(
      .trailingBytes, ": 1 bytes behind the last tensor, the end of the file was expected",
      tensor(),
      [0, 0, 0, 0, 0]),
    fault(
      .syntax, " byte 37: another value, a whole number of at least 0 was expected",
      tensor("F32", "[-1]"), [0, 0, 0, 0]),
    fault(
      .syntax, " byte 55: a number, a whole number below 2^63 without leading zeros was expected",
      tensor("F32", "[99999999999999999999]"), [0, 0, 0, 0]),
    fault(
      .syntax, " byte 38: a number, a whole number below 2^63 without leading zeros was expected",
      tensor("F32", "[01]"), [0, 0, 0, 0]),
    fault(
      .syntax, " byte 38: something else, a comma or the end of a list was expected",
      tensor("F32", "[1.5]"), [0, 0, 0, 0]),
    fault(.syntax, " byte 11: the end, the end of a text was expected", "{\"w"),
    fault(
      .syntax, " byte 11: a control character, a text without them was expected", "{\"w\n\":1}"),
    fault(.syntax, " byte 9: a wrong escape, a text of JSON was expected", #"{"\q":1}"#),
  ]

  @Test("each fault has its sentence", arguments: faults)
  func refuses(_ fault: Fault) { fault.check() }

  @Test(
    "a header that ends anywhere, and one with any byte changed, is refused or read without harm")
  func mutations() {
    let whole = safetensors(
      #"{"__metadata__":{"a":"\u00fc"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      [0, 0, 0, 0])
    for count in whole.indices {
      #expect(throws: ModelFileError.self) {
        try Checkpoint(safetensors: StoredBytes(whole[..<count]), name: "a")
      }
      for change in [1, 2, 4, 8, 16, 32, 64, 128] as [UInt8] {
        var changed = whole
        changed[count] ^= change
        _ = try? Checkpoint(safetensors: StoredBytes(changed), name: "a")
      }
    }
  }

  @Test("lists in lists cannot exhaust the stack")
  func deep() {
    let bytes = safetensors(String(repeating: "[", count: 1_000_000))
    #expect(throws: ModelFileError.self) {
      try Checkpoint(safetensors: StoredBytes(bytes), name: "a")
    }
  }

  private func index(_ text: String) throws -> String? {
    let scratch = try Scratch()
    try scratch.write(text, to: "m.safetensors.index.json")
    try Data(safetensors(Self.tensor(), [0, 0, 0, 0])).write(
      to: URL(fileURLWithPath: scratch.path("1.safetensors")))
    try Data(safetensors(Self.tensor(), [0, 0, 0, 0])).write(
      to: URL(fileURLWithPath: scratch.path("2.safetensors")))
    do {
      _ = try Checkpoint(contentsOf: scratch.path("m.safetensors.index.json"))
      return nil
    } catch {
      return error.description.replacingOccurrences(of: scratch.folder.path + "/", with: "")
    }
  }

  @Test(
    "an index and its files must agree",
    arguments: [
      (
        #"{}"#,
        "m.safetensors.index.json: no weight_map, one that names the file of each tensor was expected"
      ),
      (
        #"{"weight_map":{"w":"../1.safetensors"}}"#,
        "m.safetensors.index.json, tensor w: file ../1.safetensors, the name of one beside the index was expected"
      ),
      (
        #"{"weight_map":{"w":"1.safetensors","v":"1.safetensors"}}"#,
        "m.safetensors.index.json, tensor v: not in 1.safetensors, where the index has it was expected"
      ),
      (
        #"{"weight_map":{"w":"1.safetensors","v":"2.safetensors"}}"#,
        "m.safetensors.index.json, tensor w: in 1.safetensors and in 2.safetensors, in one file was expected"
      ),
      (
        #"{"weight_map":{"w":"9.safetensors"}}"#,
        "9.safetensors: no such file, one that exists was expected"
      ),
    ])
  func indexFaults(_ text: String, _ sentence: String) throws {
    #expect(try index(text) == sentence)
  }
}
