import Xavier

/// Shapes of inputs as a command line gives them: `x=1,3,224,224`.
enum InputShapes {
  /// The shapes by name.
  static func parse(_ texts: [String]) throws -> [String: Shape] {
    var shapes: [String: Shape] = [:]
    for text in texts {
      let (name, shape) = try shape(text)
      guard shapes.updateValue(shape, forKey: name) == nil else {
        throw Usage("--input \(name): twice, once")
      }
    }
    return shapes
  }

  private static func shape(_ text: String) throws -> (String, Shape) {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
      throw Usage("--input \(text): NAME=DIMS such as x=1,3,224,224")
    }
    let lengths = text[text.index(after: equals)...].split(
      separator: ",", omittingEmptySubsequences: false
    ).map { Int($0) }
    let numbers = lengths.compactMap { $0 }
    guard numbers.count == lengths.count, let shape = try? Shape(checking: numbers) else {
      throw Usage("--input \(text): NAME=DIMS such as x=1,3,224,224")
    }
    return (String(text[..<equals]), shape)
  }
}
