import Tensors
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test("elements start at a multiple of 64 bytes, whatever the shape")
  func alignment() {
    #expect(Tensor.alignment == 64)
    for shape: Shape in [[], [0], [1], [7, 0, 3], [13, 17], [2, 3, 5, 7], [100_003]] {
      let tensor = Tensor(zeros: shape)
      #expect(UInt(bitPattern: tensor.pointer) % 64 == 0, "shape \(shape)")
    }
  }

  @Test("a new tensor holds zeros, as many as its shape has elements")
  func zeros() {
    for shape: Shape in [[], [0], [1], [7, 0, 3], [13, 17], [2, 3, 5, 7]] {
      let tensor = Tensor(zeros: shape)
      #expect(tensor.shape == shape)
      #expect(tensor.elements.count == shape.count)
      #expect(tensor.array == [Float](repeating: 0, count: shape.count))
    }
  }

  @Test("values are kept in row-major order")
  func values() {
    let tensor = Tensor([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(tensor.array == [1, 2, 3, 4, 5, 6])
    #expect(tensor.elements[1 * 3 + 0] == 4)
    let fromSlice = Tensor([2], [9, 8, 7].dropFirst())
    #expect(fromSlice.array == [8, 7])
    let scalar = Tensor([], CollectionOfOne(5))
    #expect(scalar.array == [5])
  }

  @Test("a view reads and a mutable view writes the tensor's own elements")
  func views() {
    let tensor = Tensor([2, 2], [1, 2, 3, 4])
    #expect(tensor.view.shape == [2, 2])
    #expect(Array(tensor.view.elements) == [1, 2, 3, 4])
    tensor.mutableView.elements[2] = 30
    #expect(tensor.array == [1, 2, 30, 4])
    #expect(Array(tensor.mutableView.readOnly.elements) == [1, 2, 30, 4])
    #expect(tensor.view.pointer == UnsafePointer(tensor.pointer))
  }

  @Test("a wrong number of values is a programmer's mistake")
  func trap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([2, 2], [1, 2, 3]) }
  }
}
