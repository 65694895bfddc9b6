/// How many blocks a model is a stack of, by the numbers in the names of its parameters.
///
/// A part that is a number, as in `h.3.mlp`, is one of a block. A part that ends in one, as in `block3` or
/// `onnx::MatMul_231`, may be: there a graph that knows the branches comes first.
enum BlockCount {
  /// The stack and the number of the block that a parameter lies in: the first part of its name that
  /// is a number, or else ends in one; `nil` where there is none.
  static func stack(of path: String) -> (name: String, number: Int)? {
    let parts = path.split { $0 == "." || $0 == "/" }.map(String.init)
    if let place = parts.firstIndex(where: { Int($0) != nil }), let number = Int(parts[place]) {
      return (parts[..<place].joined(separator: "."), number)
    }
    for (place, part) in parts.enumerated() {
      let (word, number) = TensorName.split(part)
      guard number >= 0 else { continue }
      return ((parts[..<place] + [String(word)]).joined(separator: "."), number)
    }
    return nil
  }

  /// Whether a part of a name is a number.
  static func isNumbered(_ path: String) -> Bool {
    path.split { $0 == "." || $0 == "/" }.contains { Int($0) != nil }
  }

  /// The number of blocks of each stack.
  static func blocks(of paths: [String]) -> [String: Int] {
    var numbers: [String: Set<Int>] = [:]
    for path in paths {
      guard let (name, number) = stack(of: path) else { continue }
      numbers[name, default: []].insert(number)
    }
    return numbers.mapValues(\.count)
  }
}
