/// Reads a pickle without executing anything.
///
/// A pickle is a program for a machine with a stack, whose `GLOBAL` and `REDUCE` instructions call any
/// function of any module. This machine has the few functions that give tensors (``PickleGlobal``), as
/// records of where their numbers lie; any other name is an error where it stands, called or not.
///
/// - Source: CPython's `pickletools`; of PyTorch, what `torch.load(weights_only=True)` reads.
struct PickleMachine {
  /// Pickles of more bytes are refused; those of a million tensors have less.
  static let sizeLimit = 1 << 28

  /// The bytes from the pickle's first one.
  let bytes: UnsafeRawBufferPointer
  /// What errors call the file.
  let name: String
  /// The offset of the first byte in the file.
  let start: Int
  /// The next byte.
  var offset = 0
  /// What the values made so far hold.
  var contents = PickleContents()
  /// What they take.
  var memory: PickleMemory

  var stack: [PickleValue] = []
  var marks: [Int] = []
  var memo: [PickleValue] = []
  // Places that are not the next one, which no pickler of Python writes.
  var sparseMemo: [Int: PickleValue] = [:]
  var greatestStack = 0

  /// - Parameters:
  ///   - bytes: the bytes from the pickle's first one, more may follow.
  ///   - start: the offset of the first one in the file.
  init(_ bytes: UnsafeRawBufferPointer, name: String, start: Int) {
    self.bytes = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, Self.sizeLimit)])
    (self.name, self.start) = (name, start)
    memory = PickleMemory(size: self.bytes.count, name: name)
  }

  /// The value that the pickle is; what follows its end stays unread.
  mutating func value() throws(ModelFileError) -> PickleValue {
    while true {
      let start = offset
      let byte = try self.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw .opcode(name, offset: self.start + start, byte)
      }
      if opcode == .stop { return try pop(start) }
      try execute(opcode, start)
    }
  }

  private mutating func execute(_ opcode: PickleOpcode, _ start: Int) throws(ModelFileError) {
    switch opcode {
    case .stop: break
    case .protocolVersion: try checkVersion(start)
    case .frame: _ = try take(8)
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt: try push(.integer(Int(Int32(truncatingIfNeeded: try little(4)))))
    case .binInt1: try push(.integer(try little(1)))
    case .binInt2: try push(.integer(try little(2)))
    case .int, .long: try push(try number(opcode, start))
    case .long1, .long4: try push(try long(count: opcode == .long1 ? 1 : 4))
    case .float:
      _ = try line()
      try push(.other)
    case .binFloat:
      _ = try take(8)
      try push(.other)
    // Texts with escapes, of protocol 0 alone.
    case .string, .unicode:
      _ = try line()
      try push(.other)
    case .binString: try push(text(try take(try little(4))) ?? .other)
    case .shortBinString: try push(text(try take(try little(1))) ?? .other)
    case .binUnicode: try push(try utf8(start, try take(try little(4))))
    case .shortBinUnicode: try push(try utf8(start, try take(try little(1))))
    case .binUnicode8: try push(try utf8(start, try take(try little(8))))
    case .binBytes: try skip(try little(4))
    case .shortBinBytes: try skip(try little(1))
    case .binBytes8, .byteArray8: try skip(try little(8))
    case .emptyTuple: try push(.tuple(try new([])))
    case .tuple: try push(.tuple(try new(try popToMark(start))))
    case .tuple1: try push(.tuple(try new(try pop(1, start))))
    case .tuple2: try push(.tuple(try new(try pop(2, start))))
    case .tuple3: try push(.tuple(try new(try pop(3, start))))
    case .emptyList: try push(.list(try new([])))
    case .list: try push(.list(try new(try popToMark(start))))
    case .append: try append(try pop(1, start), start)
    case .appends: try append(try popToMark(start), start)
    case .emptyDictionary: try push(.dictionary(try new([])))
    case .dictionary: try push(.dictionary(try new(try pairs(try popToMark(start), start))))
    case .setItem: try setItems(try pop(2, start), start)
    case .setItems: try setItems(try pairs(try popToMark(start), start), start)
    case .emptySet: try push(.other)
    case .addItems:
      _ = try popToMark(start)
      _ = try top(start)
    case .frozenSet:
      _ = try popToMark(start)
      try push(.other)
    case .mark:
      try memory.take(24)
      marks.append(stack.count)
    case .pop:
      // A mark is taken from the stack as a value is.
      if marks.last == stack.count, !marks.isEmpty {
        marks.removeLast()
      } else {
        _ = try pop(start)
      }
    case .popMark: _ = try popToMark(start)
    case .duplicate: try push(try top(start))
    case .put: try put(try pushedNumber(start), start)
    case .binPut: try put(try little(1), start)
    case .longBinPut: try put(try little(4), start)
    case .memoize: try put(memo.count + sparseMemo.count, start)
    case .get: try get(try pushedNumber(start), start)
    case .binGet: try get(try little(1), start)
    case .longBinGet: try get(try little(4), start)
    case .persistentID:
      _ = try line()
      throw .pickle(
        name, offset: self.start + start, "a persistent id of text", expected: "a storage's was")
    case .binPersistentID: try push(try storage(try pop(start), start))
    case .global, .instance, .stackGlobal, .reduce, .object, .newObject, .newObjectEx, .build,
      .extension1, .extension2, .extension4, .nextBuffer, .readOnlyBuffer:
      try make(opcode, start)
    }
  }

  /// What makes objects, in Python.
  private mutating func make(_ opcode: PickleOpcode, _ start: Int) throws(ModelFileError) {
    switch opcode {
    case .global: try push(.global(try global(try line(), try line(), start)))
    case .stackGlobal:
      let names = try pop(2, start)
      guard case .text(let module) = names[0], case .text(let global) = names[1] else {
        throw .pickle(
          name, offset: self.start + start, "a global without a name", expected: "two texts were")
      }
      try push(.global(try self.global(module.offsets, global.offsets, start)))
    case .instance:
      let global = try self.global(try line(), try line(), start)
      try push(try call(.global(global), try popToMark(start), start))
    case .object:
      var values = try popToMark(start)
      guard !values.isEmpty else { throw underflow(start) }
      try push(try call(values.removeFirst(), values, start))
    case .reduce, .newObject:
      let values = try pop(2, start)
      guard case .tuple(let arguments) = values[1] else {
        throw .pickle(
          name, offset: self.start + start, "a call without arguments", expected: "a tuple was")
      }
      try push(try call(values[0], contents.lists[arguments], start))
    case .build:
      // Attributes, such as the versions of a state dict's modules: nothing of a tensor.
      _ = try pop(start)
      _ = try top(start)
    case .newObjectEx: throw unsupported("an object made with names of arguments", start)
    case .nextBuffer, .readOnlyBuffer: throw unsupported("a buffer outside the pickle", start)
    default: throw unsupported("a global of the extension registry", start)
    }
  }

  private func unsupported(_ what: String, _ start: Int) -> ModelFileError {
    ModelFileError(
      .unsupported, "\(name) byte \(self.start + start)",
      "\(what), what torch.save writes of tensors was expected")
  }

  private mutating func checkVersion(_ start: Int) throws(ModelFileError) {
    let version = try byte()
    guard version <= 5 else {
      throw ModelFileError(
        .unsupported, "\(name) byte \(self.start + start)",
        "pickle protocol \(version), 0 to 5 was expected")
    }
  }
}
