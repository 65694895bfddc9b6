import Tensors
import Testing

@Suite("Shape")
struct ShapeTests {
  @Test("the number of elements is the product of the lengths")
  func count() {
    #expect(Shape([35, 99]).count == 3_465)
    #expect(Shape([2, 3, 5, 7]).count == 210)
    #expect(Shape([1]).count == 1)
    #expect(Shape([7]).rank == 1)
    #expect(Shape([2, 3, 5, 7])[2] == 5)
    let literal: Shape = [784, 128]
    #expect(literal.lengths == [784, 128])
  }

  @Test("a scalar has no axis and one element")
  func scalar() {
    let scalar: Shape = []
    #expect(scalar.rank == 0)
    #expect(scalar.count == 1)
    #expect(scalar.description == "scalar")
  }

  @Test("an axis of length zero leaves no element, however long the others are")
  func zeroAxis() throws {
    #expect(Shape([0]).count == 0)
    #expect(Shape([3, 0, 5]).count == 0)
    #expect(try Shape(checking: [Int.max, Int.max, 0]).count == 0)
    #expect(try Shape(checking: [0, Int.max, Int.max]).count == 0)
  }

  @Test("the description puts a multiplication sign between the lengths")
  func description() {
    #expect(Shape([784, 128]).description == "784×128")
    #expect(Shape([5]).description == "5")
    #expect(Shape([1, 0, 2]).description == "1×0×2")
  }

  @Test("shapes are equal where their lengths are")
  func equality() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([6]) != [2, 3])
    #expect(Shape([]) != [1])
  }

  @Test("a negative length is refused")
  func negative() {
    let error = #expect(throws: TensorError.self) { try Shape(checking: [3, -1]) }
    #expect(error?.code == .axisLength)
    #expect(
      error?.description == "shape [3, -1]: axis length -1, at least 0 was expected")
    let first = #expect(throws: TensorError.self) { try Shape(checking: [-2, 0]) }
    #expect(first?.code == .axisLength)
  }

  @Test("more elements than an Int counts are refused, as many as it counts are not")
  func overflow() throws {
    let half = 1 << 32
    let error = #expect(throws: TensorError.self) { try Shape(checking: [half, half]) }
    #expect(error?.code == .overflow)
    #expect(
      error?.description == """
        shape [4294967296, 4294967296]: more than 9223372036854775807 elements, \
        at most 9223372036854775807 were expected
        """)
    #expect(try Shape(checking: [Int.max, 1]).count == Int.max)
    // The product wraps around to 0 here, which must not pass for an empty shape.
    #expect(throws: TensorError.self) { try Shape(checking: [half, half, half]) }
    #expect(throws: TensorError.self) { try Shape(checking: [1 << 31, 1 << 31, 2]) }
  }

  @Test("an unchecked shape with a negative length is a programmer's mistake")
  func trap() async {
    await #expect(processExitsWith: .failure) { _ = Shape([2, -3]) }
  }
}
