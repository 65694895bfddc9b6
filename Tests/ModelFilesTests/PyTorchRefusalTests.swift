import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Refused files of PyTorch")
struct PyTorchRefusalTests {
  private static func fault(
    _ code: ModelFileError.Code, _ sentence: String, _ bytes: [UInt8]
  ) -> Fault {
    Fault(code, "m.pt\(sentence)") {
      _ = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
    }
  }

  /// What the pickle of a zip archive is refused for, at a byte of it.
  private static func pickled(
    _ code: ModelFileError.Code, _ sentence: String, _ value: [UInt8]
  ) -> Fault { fault(code, ", data.pkl\(sentence)", Pickle.archive(value)) }

  private static func tensor(
    _ code: ModelFileError.Code, _ sentence: String, _ tensor: [UInt8],
    storages: [(String, [UInt8])] = [("0", Pickle.zeros(24))]
  ) -> Fault {
    let value = Pickle.dictionary([("w", tensor)])
    return fault(code, ", tensor w\(sentence)", Pickle.archive(value, storages: storages))
  }

  private static func refusedGlobal(_ name: String, byte: Int = 2, _ value: [UInt8]) -> Fault {
    pickled(
      .unsupported,
      " byte \(byte): \(name), which is neither looked up nor called; tensors in dictionaries and "
        + "lists, as torch.save writes a state_dict(), were expected", value)
  }

  @Test("files written by hand are read, so that what is refused is what was changed")
  func reads() throws {
    let value = Pickle.dictionary([
      ("w", Pickle.tensor([2, 3], [3, 1])), ("v", Pickle.tensor([3, 2], [1, 3])),
    ])
    let numbers = (1...6).map { Float($0) }
    let storage = numbers.flatMap { withUnsafeBytes(of: $0.bitPattern) { Array($0) } }
    for bytes in [
      Pickle.archive(value, storages: [("0", storage)]),
      Pickle.stream(value, storages: [("0", storage)]),
    ] {
      let checkpoint = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
      #expect(checkpoint.entries.map { $0.name } == ["w", "v"])
      #expect(try checkpoint.entries[0].tensor().floats == numbers)
      #expect(try checkpoint.entries[1].tensor().floats == [1, 4, 2, 5, 3, 6])
      #expect(checkpoint.format == .pytorch && checkpoint.metadata.isEmpty)
    }
  }

  @Test(
    "storages that are parts of others, items as pairs and attributes are read, as old files have them"
  )
  func old() throws {
    let part = Pickle.tuple(Pickle.text("1"), Pickle.int(2), Pickle.int(3))
    let items = Pickle.list(
      Pickle.list(Pickle.text("w"), Pickle.tensor([2], [1], offset: 1, part: part)))
    let value =
      Pickle.call(Pickle.global("collections", "OrderedDict"), Pickle.tuple(items)) + [0x7d, 0x62]
    let storage = (0..<6).flatMap { withUnsafeBytes(of: Float($0).bitPattern) { Array($0) } }
    let bytes = Pickle.stream(value, storages: [("0", storage)])
    let checkpoint = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
    #expect(try checkpoint.entries[0].tensor().floats == [3, 4])
  }

  static let globals: [Fault] = [
    refusedGlobal(
      "os.system", Pickle.call(Pickle.global("os", "system"), Pickle.tuple(Pickle.text("false")))),
    refusedGlobal(
      "posix.system", byte: 10,
      Pickle.dictionary([
        ("w", Pickle.call(Pickle.global("posix", "system"), Pickle.tuple(Pickle.text("false"))))
      ])),
    refusedGlobal(
      "builtins.eval",
      Pickle.call(Pickle.global("builtins", "eval"), Pickle.tuple(Pickle.text("1")))),
    // Never called.
    refusedGlobal("os.system", Pickle.global("os", "system") + [0x30, 0x7d]),
    // By INST, OBJ, NEWOBJ and STACK_GLOBAL.
    refusedGlobal("os.system", byte: 3, [0x28, 0x69] + "os\nsystem\n".utf8),
    refusedGlobal("os.system", byte: 3, [0x28] + Pickle.global("os", "system") + [0x6f]),
    refusedGlobal("os.system", Pickle.global("os", "system") + [0x29, 0x81]),
    refusedGlobal(
      "os.system", byte: 20, Pickle.text("os") + Pickle.text("system") + [0x93]),
    refusedGlobal(
      "torch.storage._load_from_bytes", Pickle.global("torch.storage", "_load_from_bytes")),
    refusedGlobal("os.\\u{1b}[2Jsystem", Pickle.global("os", "\u{1b}[2Jsystem")),
    refusedGlobal(
      "torch._utils._rebuild_tensor_v2.__globals__", byte: 54,
      Pickle.text("torch._utils") + Pickle.text("_rebuild_tensor_v2.__globals__") + [0x93]),
  ]

  @Test("pickles that name anything but tensors are refused by that name", arguments: globals)
  func refusesGlobals(_ fault: Fault) { fault.check() }

  @Test(
    "modules, quantized and sparse tensors that PyTorch wrote are refused by their names",
    arguments: [
      ("module.pt", "torch.nn.modules.container.Sequential"),
      ("quantized.pt", "torch._utils._rebuild_qtensor"),
      ("sparse.pt", "torch._utils._rebuild_sparse_tensor"),
    ])
  func written(_ file: String, _ name: String) {
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(contentsOf: ExpectedTensors.path(file))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.detail.hasPrefix("\(name), which is neither looked up nor called;") == true)
  }

  static let pickles: [Fault] = [
    pickled(.syntax, " byte 2: instruction 255, one of Python's pickles was expected", [0xff]),
    pickled(
      .syntax, " byte 2: an instruction for more values than there are, fewer were expected", [0x30]
    ),
    pickled(
      .syntax, " byte 4: an instruction for more values than there are, fewer were expected",
      [0x4e, 0x85, 0x86]),
    pickled(.syntax, " byte 2: values since a mark without a mark, one was expected", [0x74]),
    pickled(
      .syntax, " byte 2: value 7, which was not put aside, one that was expected", [0x68, 7]),
    pickled(
      .syntax, " byte 4: elements for what is no list, a list was expected", [0x4e, 0x4e, 0x61]),
    pickled(
      .syntax, " byte 5: keys for what is no dictionary, a dictionary was expected",
      [0x4e, 0x4e, 0x4e, 0x73]),
    pickled(
      .syntax, " byte 5: a key without a value, pairs were expected", [0x7d, 0x28, 0x4e, 0x75]),
    pickled(
      .syntax,
      " byte 4: a call of what is no function, what torch.save writes of tensors was expected",
      [0x4e, 0x29, 0x52]),
    pickled(
      .syntax, " byte 4: a call without arguments, a tuple was expected", [0x4e, 0x4e, 0x52]),
    pickled(
      .syntax, " byte 4: a global without a name, two texts were expected", [0x4e, 0x4e, 0x93]),
    pickled(.syntax, " byte 2: a number that is none, digits were expected", [0x49] + "x\n".utf8),
    pickled(
      .syntax, " byte 3: a place beyond all measure, a number was expected",
      [0x4e, 0x70] + "-1\n".utf8),
    pickled(
      .syntax, " byte 2: a persistent id of text, a storage's was expected", [0x50] + "a\n".utf8),
    pickled(
      .unsupported, " byte 3: a persistent id of something else, a storage's was expected",
      [0x4e, 0x51]),
    pickled(
      .unsupported,
      " byte 2: a global of the extension registry, what torch.save writes of tensors was expected",
      [0x82, 1]),
    pickled(
      .unsupported,
      " byte 2: a buffer outside the pickle, what torch.save writes of tensors was expected", [0x97]
    ),
    pickled(
      .unsupported,
      " byte 2: an object made with names of arguments, what torch.save writes of tensors was expected",
      [0x92]),
    pickled(.unsupported, " byte 2: pickle protocol 6, 0 to 5 was expected", [0x80, 6]),
    pickled(
      .encoding, " byte 7: a text that is not UTF-8, UTF-8 was expected", [0x58, 1, 0, 0, 0, 0xff]),
    pickled(
      .truncated, " byte 12: ends within a pickle, the rest of it was expected",
      [0x8d] + Pickle.little(-1, 8)),
    pickled(
      .unsupported, ": neither a tensor nor a dictionary or list, a state dict was expected", [0x4e]
    ),
  ]

  @Test("pickles that are damaged are refused word for word", arguments: pickles)
  func refusesPickles(_ fault: Fault) { fault.check() }

  static let types =
    "one of float64, float32, float16, bfloat16, int64, int32, int16, int8, uint64, uint32, "
    + "uint16, uint8, bool, float8_e4m3fn, float8_e5m2 was expected"

  static let tensors: [Fault] = [
    tensor(
      .storage, ": elements up to 6 of a storage of 6, elements within it were expected",
      Pickle.tensor([2, 3], [3, 1], offset: 1)),
    tensor(
      .storage, ": elements up to \(Int.max) of a storage of 6, elements within it were expected",
      Pickle.tensor([3, 2], [Int.max, Int.max])),
    tensor(
      .storage, ": offset -1 and strides [1], none below 0 was expected",
      Pickle.tensor([2], [1], offset: -1)),
    tensor(
      .storage, ": offset 5 and strides [-1], none below 0 was expected",
      Pickle.tensor([2], [-1], offset: 5)),
    tensor(
      .shape, ": shape [-2]: axis length -2, at least 0 was expected", Pickle.tensor([-2], [1])),
    tensor(
      .shape,
      ": shape [1000000000, 1000000000, 1000000000]: more than \(Int.max) elements, at most \(Int.max) were expected",
      Pickle.tensor([1_000_000_000, 1_000_000_000, 1_000_000_000], [0, 0, 0])),
    tensor(
      .shape, ": 4611686018427387904 elements, as many as memory can address were expected",
      Pickle.tensor([1 << 62], [0])),
    tensor(
      .shape, ": 65 axes, at most 64 were expected",
      Pickle.tensor([Int](repeating: 1, count: 65), [Int](repeating: 1, count: 65))),
    tensor(
      .tooLarge, ": 1000000000000000000 elements that repeat 6, at most 16777216 were expected",
      Pickle.tensor([1_000_000_000_000_000_000], [0])),
    tensor(
      .truncated, ": 23 bytes of storage data/0, 24 were expected", Pickle.tensor([1], [1]),
      storages: [("0", Pickle.zeros(23))]),
    tensor(
      .storage, ": a storage data/0 that the archive lacks, one that it has was expected",
      Pickle.tensor([1], [1]), storages: []),
    tensor(
      .storage, ": a storage data/../../x that the archive lacks, one that it has was expected",
      Pickle.tensor([1], [1], key: "../../x")),
    tensor(
      .storage,
      ": a storage of 4611686018427387904 elements, as many as memory can address were expected",
      Pickle.tensor([1], [1], of: 1 << 62)),
    tensor(
      .storage, ": 3 elements from 4 of a storage of 6, a part of it was expected",
      Pickle.tensor([1], [1], part: Pickle.tuple(Pickle.text("v"), Pickle.int(4), Pickle.int(3)))),
    tensor(
      .elementType, ": elements of type complex64, \(types)",
      Pickle.tensor([1], [1], type: "ComplexFloatStorage")),
    tensor(
      .elementType, ": elements of type quint8, \(types)",
      Pickle.tensor([1], [1], type: "QUInt8Storage")),
    fault(
      .duplicate, ", data.pkl, tensor a.b: two tensors of this name, one was expected",
      Pickle.archive(
        Pickle.dictionary([
          ("a", Pickle.dictionary([("b", Pickle.tensor([1], [1]))])),
          ("a.b", Pickle.tensor([1], [1])),
        ]))),
    fault(
      .unsupported,
      ", data.pkl: a tensor under a key that is neither text nor number, a state dict was expected",
      Pickle.archive([0x7d, 0x4e] + Pickle.tensor([1], [1]) + [0x73])),
  ]

  @Test("tensors that make no sense are refused word for word", arguments: tensors)
  func refusesTensors(_ fault: Fault) { fault.check() }

  static let records: [Fault] = [
    (
      "a tensor without storage, offset, lengths and strides",
      Pickle.call(Pickle.global("torch._utils", "_rebuild_tensor_v2"), [0x29])
    ),
    (
      "a parameter without a tensor",
      Pickle.call(Pickle.global("torch._utils", "_rebuild_parameter"), [0x29])
    ),
    (
      "a tensor with attributes of another kind",
      Pickle.call(Pickle.global("torch._tensor", "_rebuild_from_type_v2"), [0x29])
    ),
    ("a size without a tuple", Pickle.call(Pickle.global("torch", "Size"), [0x29])),
    (
      "a call of a class of tensors or a type",
      Pickle.call(Pickle.global("torch", "Tensor"), [0x29])
    ),
    (
      "a dictionary of something else than pairs",
      Pickle.call(Pickle.global("collections", "OrderedDict"), Pickle.tuple([0x4e]))
    ),
    ("a tensor without an element type", Pickle.tensor([1], [1], type: "UntypedStorage")),
    (
      "a persistent id that says no storage",
      Pickle.tuple(Pickle.text("storage"), Pickle.text("x")) + [0x51]
    ),
    ("a part of a storage that is none", Pickle.storage(1, part: Pickle.tuple(Pickle.text("x")))),
    ("a persistent id that says no storage", Pickle.storage(-1)),
  ].map { sentence, value in
    pickled(
      .syntax,
      " byte \(value.count + 1): \(sentence), what torch.save writes of tensors was expected",
      value)
  }

  @Test("functions of tensors with other arguments are refused word for word", arguments: records)
  func refusesRecords(_ fault: Fault) { fault.check() }

  private static let weights = Pickle.dictionary([("w", Pickle.tensor([6], [1]))])

  private static func stream(
    _ code: ModelFileError.Code, _ sentence: String, _ bytes: [UInt8]
  ) -> Fault { fault(code, sentence, bytes) }

  static let streams: [Fault] = [
    stream(
      .unsupported, ": a pickle of something else, a file of torch.save was expected",
      Pickle.file([0x7d])),
    stream(
      .unsupported, ": a pickle of something else, a file of torch.save was expected",
      Pickle.stream(weights, magic: Pickle.zeros(10))),
    stream(
      .unsupported, " byte 15: another version of the format, 1001 was expected",
      Array(Pickle.stream(weights)[..<15]) + Pickle.file(Pickle.int(1000))),
    stream(
      .truncated,
      " byte \(Pickle.stream(weights).count - 1): ends within storage 0, the rest of it was expected",
      Array(Pickle.stream(weights).dropLast())),
    stream(
      .truncated,
      " byte \(Pickle.stream(weights).count - 28): ends within storage 0, the rest of it was expected",
      Array(Pickle.stream(weights).dropLast(28))),
    stream(
      .storage, ", storage 1: listed twice or used nowhere, one of a tensor was expected",
      Pickle.stream(weights, storages: [("1", [])])),
    stream(
      .storage, ", storage 0: listed twice or used nowhere, one of a tensor was expected",
      Pickle.stream(weights, storages: [("0", Pickle.zeros(24)), ("0", [])])),
    stream(
      .storage, ", tensor w: a storage 0 that is not listed, one that is was expected",
      Pickle.stream(weights, storages: [])),
    stream(
      .truncated, ", tensor w: 20 bytes of storage 0, 24 were expected",
      Pickle.stream(weights, storages: [("0", Pickle.zeros(20))])),
    stream(
      .storage, ", storage 0: of two types, one was expected",
      Pickle.stream(
        Pickle.dictionary([
          ("w", Pickle.tensor([1], [1])), ("v", Pickle.tensor([1], [1], type: "DoubleStorage")),
        ]))),
  ]

  @Test("files of the older form that are damaged are refused word for word", arguments: streams)
  func refusesStreams(_ fault: Fault) { fault.check() }
}
