import Tensors

extension ParameterSpec {
  /// The weights of a product written as an einsum equation, whose second operand they are.
  ///
  /// `"btd,dhk->bthk"` with the shape (512, 8, 64) maps 512 units to 8 heads of 64. A letter of the
  /// weights that the result lacks is summed over: an input axis. One that the input lacks is an
  /// output axis. One that all three share counts independent maps. An ellipsis stands for axes that
  /// the weights do not have.
  ///
  /// - Throws: ``InitializerError`` with code `.equation` for an equation that is not of two
  ///   operands and a result, repeats a letter within an operand, or whose weights have a letter
  ///   that no other operand has; `.axes` when the shape has another rank than the weights in the
  ///   equation; `.shape` for a negative length.
  public static func einsum(
    _ equation: String, shape lengths: [Int]
  ) throws(InitializerError) -> ParameterSpec {
    let text = equation.filter { $0 != " " }.replacing("...", with: "")
    let sides = text.components(separatedBy: "->")
    let operands = sides[0].components(separatedBy: ",")
    guard sides.count == 2, operands.count == 2 else {
      throw .equation(
        equation,
        "\(operands.count) operands and \(sides.count - 1) arrows, "
          + "INPUT,WEIGHTS->RESULT such as btd,dhk->bthk was expected")
    }
    let (input, weights, result) = (operands[0], operands[1], sides[1])
    for operand in [input, weights, result] {
      guard operand.allSatisfy({ $0.isASCII && $0.isLetter }) else {
        throw .equation(equation, "operand \(operand), letters were expected")
      }
      guard Set(operand).count == operand.count else {
        throw .equation(equation, "operand \(operand) repeats a letter, each once was expected")
      }
    }
    guard weights.count == lengths.count else {
      throw .equation(
        equation,
        "shape \(lengths.spelled) has \(lengths.count) axes, "
          + "one for each of \(weights) was expected")
    }
    var axes: [Axis] = []
    for letter in weights {
      switch (input.contains(letter), result.contains(letter)) {
      case (true, false): axes.append(.input)
      case (false, true): axes.append(.output)
      case (true, true): axes.append(.expert)
      case (false, false):
        throw .equation(
          equation,
          "letter \(letter) is in the weights alone, "
            + "one that the input or the result has was expected")
      }
    }
    for letter in input where !result.contains(letter) && !weights.contains(letter) {
      throw .equation(
        equation,
        "letter \(letter) is in the input alone, "
          + "one that the weights or the result have was expected")
    }
    for letter in result where !input.contains(letter) && !weights.contains(letter) {
      throw .equation(
        equation, "letter \(letter) is in the result alone, one of the input was expected")
    }
    return try ParameterSpec(shape: try shape(lengths), axes: axes, role: .weight)
  }
}

extension String {
  func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

extension [Int] {
  /// As a user types it.
  var spelled: String { map(String.init).joined(separator: ",") }
}
