/// Names that differ in one number: `h.{0…47}.attn.c_proj.weight`.
enum NumberedNames {
  private static func parts(_ name: String) -> [String] {
    name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// The first number in a name, which counts layers.
  static func number(_ name: String) -> String? {
    parts(name).first { Int($0) != nil }
  }

  /// A name with its first number left out.
  static func pattern(_ name: String) -> String {
    var parts = parts(name)
    if let place = parts.firstIndex(where: { Int($0) != nil }) { parts[place] = "{}" }
    return parts.joined(separator: ".")
  }

  /// Names by their patterns, in the order of the first of each.
  static func groups(_ names: [String]) -> [[String]] {
    var order: [String] = []
    var members: [String: [String]] = [:]
    for name in names {
      let pattern = pattern(name)
      if members[pattern] == nil { order.append(pattern) }
      members[pattern, default: []].append(name)
    }
    return order.map { members[$0]! }
  }

  /// Names of one pattern as one.
  static func joined(_ names: [String]) -> String {
    guard names.count > 1, let place = parts(names[0]).firstIndex(where: { Int($0) != nil }) else {
      return names.count > 1 ? "\(names[0]) and \(names.count - 1) more" : names[0]
    }
    let numbers = names.compactMap { Int(parts($0)[place]) }.sorted()
    var ranges: [(Int, Int)] = []
    for number in numbers {
      if let last = ranges.last, last.1 + 1 == number {
        ranges[ranges.count - 1].1 = number
      } else {
        ranges.append((number, number))
      }
    }
    let texts = ranges.map { first, last in
      first == last ? "\(first)" : "\(first)\(last - first > 1 ? "…" : ",")\(last)"
    }
    var result = parts(names[0])
    result[place] = "{\(texts.joined(separator: ","))}"
    return result.joined(separator: ".")
  }
}
