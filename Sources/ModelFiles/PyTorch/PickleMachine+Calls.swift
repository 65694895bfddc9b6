// The functions that give tensors, as records of what they are given.

extension PickleMachine {
  /// The global of a module and a name.
  mutating func global(
    _ module: Range<Int>, _ global: Range<Int>, _ start: Int
  ) throws(ModelFileError) -> PickleGlobal {
    let text =
      String(decoding: bytes[module], as: UTF8.self) + "."
      + String(decoding: bytes[global], as: UTF8.self)
    guard let found = PickleGlobal(text) else {
      throw .global(name, offset: self.start + start, text)
    }
    return found
  }

  /// What a function of tensors gives.
  mutating func call(
    _ function: PickleValue, _ arguments: [PickleValue], _ start: Int
  ) throws(ModelFileError) -> PickleValue {
    guard case .global(let global) = function else {
      throw refused("a call of what is no function", start)
    }
    switch global {
    case .orderedDictionary: return .dictionary(try orderedDictionary(arguments, start))
    case .rebuildTensor(let version): return try tensor(version, arguments, start)
    case .rebuildParameter:
      guard case .tensor(let tensor)? = arguments.first else {
        throw refused("a parameter without a tensor", start)
      }
      return .tensor(tensor)
    case .rebuildFromType:
      guard arguments.count == 4, case .global(.tensorClass) = arguments[1],
        case .global(.rebuildTensor(let version)) = arguments[0],
        case .tuple(let inner) = arguments[2]
      else { throw refused("a tensor with attributes of another kind", start) }
      return try tensor(version, contents.lists[inner], start)
    case .size:
      guard let lengths = arguments.first, case .tuple = lengths else {
        throw refused("a size without a tuple", start)
      }
      return lengths
    case .other: return .other
    case .tensorClass, .storage, .type:
      throw refused("a call of a class of tensors or a type", start)
    }
  }

  /// A storage from what stands for it.
  mutating func storage(_ id: PickleValue, _ start: Int) throws(ModelFileError) -> PickleValue {
    guard case .tuple(let list) = id, case .text(let kind)? = contents.lists[list].first,
      bytes[kind.offsets].elementsEqual("storage".utf8)
    else {
      throw ModelFileError(
        .unsupported, "\(name) byte \(self.start + start)",
        "a persistent id of something else, a storage's was expected")
    }
    let parts = contents.lists[list]
    guard parts.count == 5 || parts.count == 6, case .global(.storage(let type)) = parts[1],
      case .text(let key) = parts[2], case .text = parts[3], case .integer(let count) = parts[4],
      count >= 0
    else { throw refused("a persistent id that says no storage", start) }
    var part: PickleContents.Part?
    if parts.count == 6, case .tuple(let view) = parts[5] {
      let view = contents.lists[view]
      guard view.count == 3, case .integer(let offset) = view[1], offset >= 0,
        case .integer(let count) = view[2], count >= 0
      else { throw refused("a part of a storage that is none", start) }
      part = PickleContents.Part(offset: offset, count: count)
    }
    try memory.take(3 * MemoryLayout<PickleContents.Storage>.stride)
    contents.storages.append(
      PickleContents.Storage(type: type, key: key, count: count, part: part))
    return .storage(contents.storages.count - 1)
  }

  private mutating func tensor(
    _ version: UInt8, _ arguments: [PickleValue], _ start: Int
  ) throws(ModelFileError) -> PickleValue {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], let lengths = integers(arguments[2]),
      let strides = integers(arguments[3]), lengths.count == strides.count
    else { throw refused("a tensor without storage, offset, lengths and strides", start) }
    var type = contents.storages[storage].type
    if version == 3, arguments.count >= 7, case .global(.type(let given)) = arguments[6] {
      type = given
    }
    guard let type, (version == 3) == (contents.storages[storage].type == nil) else {
      throw refused("a tensor without an element type", start)
    }
    try memory.take(
      3 * MemoryLayout<PickleContents.Tensor>.stride + 2 * (48 + 8 * lengths.count))
    contents.tensors.append(
      PickleContents.Tensor(
        storage: storage, type: type, offset: offset, lengths: lengths, strides: strides))
    return .tensor(contents.tensors.count - 1)
  }

  private mutating func orderedDictionary(
    _ arguments: [PickleValue], _ start: Int
  ) throws(ModelFileError) -> Int {
    guard let argument = arguments.first else { return try new([]) }
    // Python 2 gave its items as a list of lists of two.
    guard arguments.count == 1, let items = elements(argument) else {
      throw refused("a dictionary of something else than pairs", start)
    }
    var pairs: [PickleValue] = []
    for item in items {
      guard let pair = elements(item), pair.count == 2 else {
        throw refused("a dictionary of something else than pairs", start)
      }
      pairs += pair
    }
    return try new(pairs)
  }

  /// The elements of a list or a tuple; `nil` of anything else.
  private func elements(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .tuple(let list), .list(let list): contents.lists[list]
    default: nil
    }
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard let values = elements(value) else { return nil }
    var integers: [Int] = []
    for value in values {
      guard case .integer(let integer) = value else { return nil }
      integers.append(integer)
    }
    return integers
  }

  private func refused(_ found: String, _ start: Int) -> ModelFileError {
    .pickle(
      name, offset: self.start + start, found, expected: "what torch.save writes of tensors was")
  }
}
