/// Blocks of a stack that repeat, told by the numbers in names.
enum Stack {
  /// A name with its numbers left out, and the numbers.
  static func pattern(of name: String) -> (text: String, numbers: [Int]) {
    var numbers: [Int] = []
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part), number >= 0 else { return String(part) }
      numbers.append(number)
      return "*"
    }
    return (parts.joined(separator: "."), numbers)
  }

  /// How many blocks the longest stack has: one more than the largest first number of names that
  /// repeat.
  static func layerCount(_ names: [String]) -> Int? {
    var stacks: [String: Set<Int>] = [:]
    for name in names {
      let (text, numbers) = pattern(of: name)
      guard let first = numbers.first, let stem = text.split(separator: "*").first else { continue }
      stacks[String(stem), default: []].insert(first)
    }
    let counts = stacks.values.filter { $0.count >= 2 && $0.max()! == $0.count - 1 }
    return counts.map { $0.count }.max()
  }
}
