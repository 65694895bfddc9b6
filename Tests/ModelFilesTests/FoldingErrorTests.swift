import ModelFiles
import Operators
import Tensors
import Testing

@Suite("Folding refuses")
struct FoldingErrorTests {
  private func refusal(
    _ name: String, _ attributes: [String: NodeDescription.Attribute] = [:],
    _ inputs: [StoredTensor], outputs: Int = 1, opset: Int = 20, limit: Int = 1 << 20
  ) -> OperatorError? {
    do {
      _ = try Folding.fold(
        NodeDescription(
          name, opset: opset, attributes: attributes,
          inputs: inputs.map { .init(shape: $0.shape, type: $0.type, constant: $0) },
          wantsOutput: Array(repeating: true, count: outputs)), limit: limit)
      return nil
    } catch {
      return error
    }
  }

  private func list(_ numbers: Int64...) -> StoredTensor {
    StoredTensor([numbers.count], integers: numbers)
  }

  private func scalar(_ number: Int64) -> StoredTensor { StoredTensor([], integers: [number]) }

  @Test("divisors of 0, steps of 0 and negative powers of 0, word for word")
  func arithmetic() {
    let divisor = refusal("Div", [:], [list(1, 2), list(1, 0)])
    #expect(divisor?.description == "Div: a divisor of 0, another number was expected")
    #expect(divisor?.code == .unsupported)
    #expect(
      refusal("Mod", [:], [list(1), scalar(0)])?.description
        == "Mod: a divisor of 0, another number was expected")
    #expect(
      refusal("Pow", [:], [scalar(0), scalar(-1)])?.description
        == "Pow: a negative power of 0, another base was expected")
    #expect(
      refusal("Range", [:], [scalar(0), scalar(5), scalar(0)])?.description
        == "Range: steps of 0, finite numbers with steps other than 0 were expected")
    #expect(
      refusal(
        "Range", [:],
        [0, 5, .nan].map { StoredTensor([], floats: [$0]) })?.description
        == "Range: steps of nan, finite numbers with steps other than 0 were expected")
    #expect(
      refusal("Add", [:], [list(1, 2), list(1, 2, 3)])?.description
        == "Add: inputs 2, 3, shapes that broadcast were expected")
    #expect(
      refusal("Add", [:], [list(1), StoredTensor([1], floats: [1])])?.description
        == "Add: input 1 holds float32, int64 like the first was expected")
  }

  @Test("what would take more memory than the limit")
  func limits() {
    let range = refusal("Range", [:], [scalar(.min), scalar(.max), scalar(1)])
    #expect(range?.code == .size)
    #expect(
      range?.description
        == "Range: \(Int.max) numbers to be known before the network runs, at most 1048576 were expected"
    )
    #expect(
      refusal("Range", [:], [scalar(0), scalar(1_048_577), scalar(1)])?.code == .size)
    let huge = StoredTensor.filled(type: .int64, shape: [1 << 40], integer: 3)
    for (name, inputs) in [
      ("Add", [huge, scalar(1)]), ("Neg", [huge]), ("ReduceSum", [huge]), ("NonZero", [huge]),
      ("CumSum", [huge, scalar(0)]), ("Transpose", [huge]), ("Equal", [huge, scalar(1)]),
      ("TopK", [huge, list(1)]), ("ArgMax", [huge]), ("Tile", [list(1), list(.max)]),
      ("Expand", [list(1), list(1 << 30)]), ("Concat", [huge, huge]),
      ("ScatterND", [huge, list(0), list(1)]),
      ("OneHot", [list(1), scalar(1 << 40), list(0, 1)]),
    ] {
      let attributes: [String: NodeDescription.Attribute] =
        name == "Concat" ? ["axis": .integer(0)] : [:]
      let error = refusal(name, attributes, inputs, outputs: name == "TopK" ? 2 : 1)
      #expect(error?.code == .size, "\(name): \(error?.description ?? "no error")")
    }
    #expect(
      refusal("ConstantOfShape", [:], [list(.max, .max)])?.description
        == "ConstantOfShape: shape [\(Int.max), \(Int.max)]: more than \(Int.max) elements, at most "
        + "\(Int.max) were expected")
    #expect(refusal("ConstantOfShape", [:], [list(-1)])?.code == .unsupported)
  }

  @Test("indices that are out of range, and reads no memory for them")
  func indices() {
    let input = list(1, 2, 3)
    #expect(
      refusal("Gather", [:], [input, list(3)])?.description
        == "gather: index 3 along axis 0 of input 3, one from -3 to 2 was expected")
    #expect(
      refusal("GatherElements", [:], [input, list(.max)])?.description
        == "GatherElements: element 0 of the output has an index out of range, one within it was "
        + "expected")
    #expect(
      refusal(
        "GatherND", [:], [input, StoredTensor([1, 1], integers: [-4])])?.code == .unsupported)
    #expect(
      refusal(
        "ScatterND", [:], [input, StoredTensor([1, 1], integers: [.min]), list(1)])?.description
        == "ScatterND: index \(Int64.min) along an axis of length 3, one within it was expected")
    #expect(
      refusal("ScatterElements", [:], [input, list(-4), list(1)])?.description
        == "ScatterElements: index -4 along an axis of length 3, one within it was expected")
    #expect(
      refusal("TopK", [:], [input, list(4)], outputs: 2)?.description
        == "TopK: the first 4 along an axis of length 3, 0 to 3 were expected")
    #expect(
      refusal("Cast", ["to": .integer(8)], [input])?.description
        == "Cast: to 8, a type whose elements are read was expected")
    #expect(
      refusal("CumSum", [:], [input, scalar(.min)])?.description
        == "CumSum: axis \(Int64.min), one from -1 to 0 was expected")
  }

  @Test("nothing that is not known, but leaves it to operators")
  func unknown() throws {
    let open = NodeDescription.InputDescription(shape: [2], type: .int64)
    #expect(
      try Folding.fold(NodeDescription("Add", opset: 20, inputs: [open, open]), limit: 10) == nil)
    #expect(
      try Folding.fold(NodeDescription("Nothing", opset: 20, inputs: []), limit: 10) == nil)
    let shape = try Folding.fold(NodeDescription("Shape", opset: 20, inputs: [open]), limit: 10)
    #expect(try shape?[0].integers() == [2])
    let size = try Folding.fold(NodeDescription("Size", opset: 20, inputs: [open]), limit: 10)
    #expect(try size?[0].integers() == [2])
    let floats = StoredTensor.filled(type: .float32, shape: [1 << 30, 2], value: 1)
    let node = NodeDescription(
      "Transpose", opset: 20, inputs: [.init(shape: floats.shape, constant: floats)])
    #expect(try Folding.fold(node, limit: 10) == nil, "too large to fold, an operator can do it")
  }

  @Test("a tensor of one value takes no memory, however large")
  func filled() throws {
    let lengths = list(1 << 20, 1 << 20)
    let node = NodeDescription(
      "ConstantOfShape", opset: 20,
      attributes: ["value": .tensor(StoredTensor([1], integers: [7], type: .int32))],
      inputs: [.init(shape: lengths.shape, type: .int64, constant: lengths)])
    let tensor = try #require(try Folding.fold(node, limit: 10)?.first)
    #expect(tensor.isFilled && tensor.type == .int32 && tensor.shape == [1 << 20, 1 << 20])
    let other = list(1 << 40)
    let reshape = NodeDescription(
      "Reshape", opset: 20,
      inputs: [
        .init(shape: tensor.shape, type: .int32, constant: tensor),
        .init(shape: other.shape, type: .int64, constant: other),
      ])
    let reshaped = try #require(try Folding.fold(reshape, limit: 10)?.first)
    #expect(reshaped.isFilled && reshaped.shape == [1 << 40])
  }
}
