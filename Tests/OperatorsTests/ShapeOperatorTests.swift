import Initializers
import Operators
import Tensors
import Testing
import Threads

@Suite("Operators that move elements")
struct ShapeOperatorTests {
  @Test("transposes of any size bring each element to its place, and back")
  func transposes() throws {
    let shape: Shape = [131, 5, 257]
    let numbers = (0..<shape.count).map { Float($0) }
    let threads = ThreadPool(threadCount: 3)
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let transpose = Transpose(order)
      let there = try transpose.outputShapes([shape])[0]
      let moved = try OperatorRun.forward(transpose, shape, numbers, threads: threads)
      for place in stride(from: 0, to: shape.count, by: 97) {
        let index = [place / (5 * 257), place / 257 % 5, place % 257]
        let target = order.indices.reduce(0) { $0 * there[$1] + index[order[$1]] }
        #expect(moved[target] == numbers[place])
      }
      let inverse = Transpose(order.indices.map { order.firstIndex(of: $0)! })
      #expect(try OperatorRun.forward(inverse, there, moved, threads: threads) == numbers)
    }
  }

  @Test("bits that are no number arrive as they were")
  func bits() throws {
    let patterns: [UInt32] = [0x7fa0_0001, 0xffc1_2345, 0x8000_0000, 1, 0x7f80_0000, 0x3f80_0000]
    let numbers = patterns.map { Float(bitPattern: $0) }
    let moved = try OperatorRun.forward(Transpose(), [2, 3], numbers)
    #expect(moved.map(\.bitPattern) == [0, 3, 1, 4, 2, 5].map { patterns[$0] })
    let rows = Gather(indices: [1, 0], shape: [2])
    let gathered = try OperatorRun.forward(rows, [2, 3], numbers)
    #expect(gathered.map(\.bitPattern) == Array(patterns[3...] + patterns[..<3]))
  }

  @Test("an index out of range gives NaN, and nothing beside the table is read")
  func outOfRange() throws {
    let table = Argument([3, 2], [0, 1, 2, 3, 4, 5])
    let indices: [Float] = [2, -3, 3, -4, 0.5, .nan, .infinity, -1e30, 1e30, -1]
    let rows = try OperatorRun.forward(Gather(), [table, Argument([10], indices)])[0]
    #expect(Array(rows[..<4]) == [4, 5, 0, 1])
    #expect(rows[4..<18].allSatisfy { $0.isNaN })
    #expect(Array(rows[18...]) == [4, 5])
    let elements = try OperatorRun.forward(
      GatherElements(), [table, Argument([2, 2], [2, 3, -4, 0])])[0]
    #expect(elements[0] == 4 && elements[1].isNaN && elements[2].isNaN && elements[3] == 1)
    let slices = try OperatorRun.forward(GatherND(), [table, Argument([2, 2], [1, 1, 0, 2])])[0]
    #expect(slices[0] == 3 && slices[1].isNaN)
  }

  @Test("the axes of a parameter are declared through moves")
  func axes() throws {
    let weight = ParameterSpec.dense(in: 5, out: 3)
    let moved = Transpose().parameter(at: 0, [[3, 5]], output: weight)
    #expect(moved?.shape == [3, 5])
    #expect(moved?.fans == weight.fans)
    #expect(moved?.factors.map(\.axis) == [.output, .input])
    let kept = Reshape([5, 3]).parameter(at: 0, [[5, 1, 3]], output: weight)
    #expect(kept?.shape == [5, 1, 3] && kept?.fans == weight.fans)
    #expect(Gather().parameter(at: 0, [[7, 4], [2]])?.spec.role == .embedding)
    #expect(Gather(axis: 1).parameter(at: 0, [[7, 4], [2]]) == nil)
    #expect(weight.moved(axes: [0, 0]) == nil)
    let kernel = try ParameterSpec(
      shape: [6, 2, 3], axes: [.output, .input, .kernel], role: .weight)
    let turned = try #require(kernel.moved(axes: [2, 0, 1]))
    #expect(turned.shape == [3, 6, 2])
    #expect(turned.factors.map(\.axis) == [.kernel, .output, .input])
    #expect(turned.fans == kernel.fans)
  }
}
