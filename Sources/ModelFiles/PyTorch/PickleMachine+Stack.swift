// The stack.
extension PickleMachine {
  mutating func push(_ value: PickleValue) throws(ModelFileError) {
    if stack.count == greatestStack {
      try memory.take(3 * MemoryLayout<PickleValue>.stride)
      greatestStack += 1
    }
    stack.append(value)
  }

  mutating func pop(_ start: Int) throws(ModelFileError) -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw underflow(start) }
    return stack.removeLast()
  }

  mutating func pop(
    _ count: Int, _ start: Int
  ) throws(ModelFileError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw underflow(start) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  mutating func popToMark(_ start: Int) throws(ModelFileError) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw .pickle(
        name, offset: self.start + start, "values since a mark without a mark",
        expected: "one was")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  func top(_ start: Int) throws(ModelFileError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let top = stack.last else { throw underflow(start) }
    return top
  }

  func underflow(_ start: Int) -> ModelFileError {
    .pickle(
      name, offset: self.start + start, "an instruction for more values than there are",
      expected: "fewer were")
  }

  mutating func put(_ place: Int, _ start: Int) throws(ModelFileError) {
    let value = try top(start)
    if place < memo.count {
      memo[place] = value
    } else if place == memo.count {
      try memory.take(3 * MemoryLayout<PickleValue>.stride)
      memo.append(value)
    } else {
      try memory.take(128)
      sparseMemo[place] = value
    }
  }

  mutating func get(_ place: Int, _ start: Int) throws(ModelFileError) {
    guard let value = place < memo.count ? memo[place] : sparseMemo[place] else {
      throw .pickle(
        name, offset: self.start + start, "value \(place), which was not put aside",
        expected: "one that was")
    }
    try push(value)
  }
}

// Lists and dictionaries.
extension PickleMachine {
  /// The number of a new list of values.
  mutating func new(_ values: [PickleValue]) throws(ModelFileError) -> Int {
    let elements = values.isEmpty ? 0 : 48 + values.count * MemoryLayout<PickleValue>.stride
    try memory.take(3 * MemoryLayout<[PickleValue]>.stride + elements)
    contents.lists.append(values)
    return contents.lists.count - 1
  }

  mutating func append(
    _ values: [PickleValue], _ start: Int
  ) throws(ModelFileError) {
    guard case .list(let list) = try top(start) else {
      throw .pickle(
        name, offset: self.start + start, "elements for what is no list", expected: "a list was")
    }
    try extend(list, by: values)
  }

  mutating func setItems(
    _ pairs: [PickleValue], _ start: Int
  ) throws(ModelFileError) {
    guard case .dictionary(let list) = try top(start) else {
      throw .pickle(
        name, offset: self.start + start, "keys for what is no dictionary",
        expected: "a dictionary was")
    }
    try extend(list, by: pairs)
  }

  private mutating func extend(_ list: Int, by values: [PickleValue]) throws(ModelFileError) {
    // A growing list holds an element up to three times.
    try memory.take(values.count * 3 * MemoryLayout<PickleValue>.stride + 48)
    contents.lists[list] += values
  }

  func pairs(
    _ values: [PickleValue], _ start: Int
  ) throws(ModelFileError) -> [PickleValue] {
    guard values.count % 2 == 0 else {
      throw .pickle(
        name, offset: self.start + start, "a key without a value", expected: "pairs were")
    }
    return values
  }
}
