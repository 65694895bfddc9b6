import Initializers
import Operators
import Tensors
import Testing

@Suite("Mistakes in products of matrices")
struct ContractionErrorTests {
  private func code(_ body: () throws(OperatorError) -> [Shape]) -> OperatorError.Code? {
    do {
      _ = try body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test("shapes that do not fit are refused, with both shapes")
  func matMulShapes() {
    let error = #expect(throws: OperatorError.self) {
      try MatMul().outputShapes([[2, 3], [4, 5]])
    }
    #expect(
      error?.description
        == "matMul: inputs 2×3 and 4×5, inner lengths 3 and 4 alike were expected")
    #expect(code { () throws(OperatorError) in try MatMul().outputShapes([[3]]) } == .inputCount)
    #expect(code { () throws(OperatorError) in try MatMul().outputShapes([[], [3]]) } == .rank)
    let counts: [Shape] = [[2, 3, 4], [3, 4, 5]]
    #expect(code { () throws(OperatorError) in try MatMul().outputShapes(counts) } == .shapes)
    let large: [Shape] = [[1 << 40, 0], [0, 1 << 40]]
    #expect(code { () throws(OperatorError) in try MatMul().outputShapes(large) } == .size)
  }

  @Test("lengths beyond memory with a length of 0 beside them do not overflow")
  func emptyGiants() throws {
    let shapes: [Shape] = [[0, 1 << 60, 3], [0, 3, 1 << 61]]
    #expect(try MatMul().outputShapes(shapes)[0].count == 0)
    _ = MatMul().makeState(shapes)
    let einsum = try Einsum("aij,ajk->aik")
    #expect(try einsum.outputShapes(shapes)[0].count == 0)
    _ = einsum.makeState(shapes)
  }

  @Test(
    "equations that cannot be read are refused",
    arguments: [
      "i->j", "ij->ii", "i..j->i", "ij->i->j", "i1->i", "ij,->k", "......i->i", "é->é", "a-b",
      String(repeating: "a", count: 5000),
    ])
  func equations(text: String) {
    let error = #expect(throws: OperatorError.self) { try Einsum(text) }
    #expect(error?.code == .attribute)
  }

  @Test("operands that an equation does not fit are refused")
  func operands() throws {
    func code(_ equation: String, _ shapes: [Shape]) throws -> OperatorError.Code? {
      let einsum = try Einsum(equation)
      return self.code { () throws(OperatorError) in try einsum.outputShapes(shapes) }
    }
    #expect(try code("ij,jk->ik", [[2, 3]]) == .inputCount)
    #expect(try code("ij->i", [[2, 3, 4]]) == .rank)
    #expect(try code("ij...->i", [[2]]) == .rank)
    #expect(try code("ij,jk->ik", [[2, 3], [4, 5]]) == .shapes)
    #expect(try code("ii->i", [[2, 3]]) == .shapes)
    let wide: [Shape] = [[1 << 32], [1 << 32]]
    #expect(try code("i,j->ij", wide) == .size)
    // The result is one number, but what is summed on the way is not.
    let long: [Shape] = [[1 << 16, 2], [1 << 16, 2], [1 << 16, 1 << 16]]
    #expect(try code("ac,bd,ab->cd", long) == .size)
  }

  @Test("weights of products have axes that follow from where they stand")
  func axes() throws {
    func spec(_ function: any Operator, _ input: Int, _ shapes: [Shape]) -> ParameterSpec? {
      function.parameter(at: input, shapes)?.spec
    }
    let x: Shape = [5, 3]
    #expect(spec(MatMul(), 1, [x, [3, 7]]) == .dense(in: 3, out: 7))
    #expect(
      spec(MatMul(transposesRight: true), 1, [x, [7, 3]])
        == .dense(in: 3, out: 7, layout: .pytorch))
    #expect(spec(MatMul(), 0, [[7, 5], x]) == .dense(in: 5, out: 7, layout: .pytorch))
    #expect(try spec(MatMul(), 1, [[2, 5, 3], [2, 3, 7]]) == .experts(2, in: 3, out: 7))
    #expect(spec(MatMul(), 1, [x, [3]])?.fans == Fans(fanIn: 3, fanOut: 1))
    #expect(
      try spec(Einsum("btd,dhk->bthk"), 1, [[2, 3, 8], [8, 2, 4]])
        == .einsum("btd,dhk->bthk", shape: [8, 2, 4]))
    #expect(
      try spec(Einsum("dhk,btd->bthk"), 0, [[8, 2, 4], [2, 3, 8]])?.fans
        == Fans(fanIn: 8, fanOut: 8))
    #expect(try spec(Einsum("ij->ji"), 0, [x]) == nil)
    #expect(
      Affine(transposesWeight: true).parameter(at: 1, [x, [7, 3], [7]])?.spec.fans
        == Fans(fanIn: 3, fanOut: 7))
  }
}
