import Operators
import Tensors
import Testing
import Threads

@Suite("The gradient of another arrangement")
struct RearrangementGradientTests {
  @Test("is the output's in the arrangement of the input, on one thread and on several")
  func gradients() {
    for shape in [
      [2, 3, 5], [1, 4, 7, 2], [2, 3, 1, 2, 67], [2, 0, 3], [2, 1, 3], [2, 40, 41],
    ] as [Shape] {
      for arrangement in [Arrangement.channelsLast, .rowMajor] {
        let found: Arrangement = arrangement == .rowMajor ? .channelsLast : .rowMajor
        let numbers = (0..<shape.count).map { Float($0) }
        let dy = Tensor([shape.count], OperatorRun.arranged(numbers, shape, arrangement))
        for threads in [ThreadPool.single, ThreadPool(threadCount: 3)] {
          let dx = Tensor([shape.count], [Float](repeating: .nan, count: shape.count))
          let x = MutableTensorView(shape, dx.pointer, found)
          let y = TensorView(shape, dy.pointer, arrangement)
          Rearrangement(to: arrangement).backward(
            BackwardCall(
              inputs: [x.readOnly], outputs: [y], outputGradients: [y], inputGradients: [x],
              threads: threads))
          #expect(OperatorRun.rowMajor(dx.array, shape, found) == numbers, "\(shape)")
        }
      }
    }
  }
}
