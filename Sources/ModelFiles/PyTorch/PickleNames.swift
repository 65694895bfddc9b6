/// The tensors that a pickled value holds, by the keys that lead to them.
///
/// Keys of dictionaries and places in lists are joined by dots, `state_dict.conv.weight`,
/// `state.0.exp_avg`; a tensor that lies in nothing is called `tensor`. What is no tensor is left out.
struct PickleNames {
  /// Dictionaries and lists may lie in each other so deep.
  static let depthLimit = 64

  /// What leads to a value.
  private enum Path {
    /// Nothing: it is the whole.
    case top
    case named(String)
    /// A key that is neither text nor number.
    case unnamed
  }

  private let bytes: UnsafeRawBufferPointer
  private let contents: PickleContents
  private var memory: PickleMemory
  private var names: Set<String> = []
  /// Names with numbers of tensors, in the file's order.
  private(set) var tensors: [(name: String, tensor: Int)] = []

  /// - Throws: ``ModelFileError`` with code `.depth` for values too deep in each other, `.duplicate` for
  ///   two tensors of one name, `.tooLarge` for a value that is named too many times, `.unsupported`
  ///   for a tensor under a key that is no text or number, or where there is neither a tensor nor a
  ///   dictionary or list.
  init(_ value: PickleValue, of machine: PickleMachine) throws(ModelFileError) {
    (bytes, contents, memory) = (machine.bytes, machine.contents, machine.memory)
    switch value {
    case .tensor(let tensor): tensors = [("tensor", tensor)]
    case .dictionary, .list, .tuple: try visit(value, .top, 0)
    default:
      throw ModelFileError(
        .unsupported, memory.name,
        "neither a tensor nor a dictionary or list, a state dict was expected")
    }
  }

  private mutating func visit(
    _ value: PickleValue, _ path: Path, _ depth: Int
  ) throws(ModelFileError) {
    switch value {
    case .tensor(let tensor): try add(tensor, path)
    case .tuple(let list), .list(let list):
      try check(depth)
      for (index, value) in contents.lists[list].enumerated() {
        try memory.take(1)
        if value.mayHoldTensors { try visit(value, join(path, .named("\(index)")), depth + 1) }
      }
    case .dictionary(let list):
      try check(depth)
      let pairs = contents.lists[list]
      for place in stride(from: 0, to: pairs.count, by: 2) {
        try memory.take(1)
        let value = pairs[place + 1]
        guard value.mayHoldTensors else { continue }
        try visit(value, join(path, key(pairs[place])), depth + 1)
      }
    default: break
    }
  }

  private mutating func add(_ tensor: Int, _ path: Path) throws(ModelFileError) {
    guard case .named(let name) = path else {
      throw ModelFileError(
        .unsupported, memory.name,
        "a tensor under a key that is neither text nor number, a state dict was expected")
    }
    // What a checkpoint's entry takes, in turn.
    try memory.take(512)
    guard names.insert(name).inserted else {
      throw ModelFileError(
        .duplicate, "\(memory.name), tensor \(shown(name))",
        "two tensors of this name, one was expected")
    }
    tensors.append((name, tensor))
  }

  private func check(_ depth: Int) throws(ModelFileError) {
    guard depth < Self.depthLimit else {
      throw ModelFileError(
        .depth, memory.name,
        "dictionaries and lists in each other more than \(Self.depthLimit) deep, at most "
          + "\(Self.depthLimit) was expected")
    }
  }

  private mutating func join(_ path: Path, _ key: Path) throws(ModelFileError) -> Path {
    switch (path, key) {
    case (.top, _): return key
    case (.unnamed, _), (_, .unnamed), (_, .top): return .unnamed
    case (.named(let path), .named(let key)):
      try memory.take(path.utf8.count + key.utf8.count + 64)
      return .named("\(path).\(key)")
    }
  }

  private mutating func key(_ key: PickleValue) throws(ModelFileError) -> Path {
    switch key {
    case .text(let text):
      try memory.take(text.offsets.count + 64)
      return .named(String(decoding: bytes[text.offsets], as: UTF8.self))
    case .integer(let number): return .named("\(number)")
    case .bool(let value): return .named(value ? "True" : "False")
    default: return .unnamed
    }
  }
}

extension PickleValue {
  /// Whether it is a tensor, or holds other values.
  fileprivate var mayHoldTensors: Bool {
    switch self {
    case .tensor, .tuple, .list, .dictionary: true
    default: false
    }
  }
}
