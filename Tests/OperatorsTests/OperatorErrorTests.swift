import Operators
import Tensors
import Testing

@Suite("Mistakes in naming and applying operators")
struct OperatorErrorTests {
  private func affine(_ input: Shape) throws -> [Shape] {
    try Affine().outputShapes([input, [3, 2], [2]])
  }

  @Test("an input of another width says both widths")
  func axisLength() {
    let error = #expect(throws: OperatorError.self) { try affine([5, 4]) }
    #expect(error?.code == .axisLength)
    #expect(error?.description == "affine: input 5×4, length 3 of axis 1 was expected")
  }

  @Test("an input with another number of axes says both numbers")
  func rank() {
    let error = #expect(throws: OperatorError.self) { try affine([]) }
    #expect(error?.code == .rank)
    #expect(error?.description == "affine: input scalar with 0 axes, 1 or more were expected")
  }

  @Test("an affine map's output has the batch of its input and its own width")
  func outputShape() throws {
    #expect(try affine([5, 3]) == [[5, 2]])
    #expect(try affine([0, 3]) == [[0, 2]])
    #expect(try affine([4, 5, 3]) == [[4, 5, 2]])
    let slots = (0..<3).map { Affine().parameter(at: $0, [[5, 3], [3, 2], [2]]) }
    #expect(slots.map { $0?.name } == [nil, "weight", "bias"])
    #expect(slots.map { $0?.spec } == [nil, .dense(in: 3, out: 2), .bias(out: 2)])
  }

  @Test("an unknown activation names the nearest one and all of them")
  func name() {
    let error = #expect(throws: OperatorError.self) {
      try OperatorCatalog.activation(spelled: "tahn")
    }
    #expect(error?.code == .name)
    #expect(
      error?.description
        == "activation tahn: not known, did you mean tanh? one of identity, relu, leakyReLU, elu, "
        + "celu, selu, gelu, geluTanh, silu, hardSwish, mish, softplus, softsign, tanh, sigmoid, "
        + "hardSigmoid, thresholdedReLU, softmax was expected")
  }

  @Test(
    "an argument that is not wanted or not a number in range is refused",
    arguments: [
      ("tanh:2", "activation tanh:2: tanh without an argument was expected"),
      ("tanh:", "activation tanh:: tanh without an argument was expected"),
      (
        "leakyReLU:x",
        "activation leakyReLU:x: a finite number as slope below 0 was expected"
      ),
      (
        "leakyReLU:",
        "activation leakyReLU:: a finite number as slope below 0 was expected"
      ),
      (
        "elu:1e39",
        "activation elu:1e39: a finite number as value that it falls to, negated was expected"
      ),
      (
        "elu:nan",
        "activation elu:nan: a finite number as value that it falls to, negated was expected"
      ),
    ])
  func argument(spelled: String, sentence: String) {
    let error = #expect(throws: OperatorError.self) {
      try OperatorCatalog.activation(spelled: spelled)
    }
    #expect(error?.code == .argument)
    #expect(error?.description == sentence)
  }
}
