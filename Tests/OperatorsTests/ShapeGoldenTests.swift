import Operators
import Tensors
import TestSupport
import Testing
import Threads

@Suite("Operators that move and compare elements")
struct ShapeGoldenTests {
  // What an operator that a node is imported as gives for the inputs that are not known.
  private func outputs(
    _ node: GoldenNodes.Node, threads: ThreadPool
  ) throws -> [(Shape, [Float])] {
    let type = try #require(OperatorCatalog.imported(node.operatorName))
    let imported = try type.imported(from: node.described(unknown: node.dynamic))
    #expect(imported.inputs == node.dynamic)
    #expect(type.onnx!.name == node.operatorName)
    let arguments = try imported.inputs.map { index in
      let tensor = try #require(try node.input(index))
      return Argument(tensor.shape, tensor.floats)
    }
    let shapes = try imported.function.outputShapes(arguments.map(\.shape))
    let outputs = try OperatorRun.forward(imported.function, arguments, threads: threads)
    return Array(zip(shapes, outputs))
  }

  @Test("give what NumPy and ONNX's reference give, on one thread and on several")
  func golden() throws {
    let nodes = try GoldenNodes.load("nodes").filter { !$0.dynamic.isEmpty }
    for threads in [ThreadPool.single, ThreadPool(threadCount: 3)] {
      for node in nodes {
        let found = try outputs(node, threads: threads)
        #expect(found.map(\.0) == (try node.outputs.map { try $0.stored.shape }), "\(node)")
        for (output, expected) in zip(found, node.outputs) {
          let numbers = try expected.stored.floats
          let isEqual =
            node.isClose
            ? zip(output.1, numbers).allSatisfy { abs($0 - $1) <= 2e-5 * max(1, abs($1)) }
            : output.1.map(\.bitPattern) == numbers.map(\.bitPattern)
          #expect(isEqual && output.1.count == numbers.count, "\(node)")
        }
      }
    }
    let names = Set(nodes.map(\.operatorName))
    let listed = (OperatorCatalog.shape + OperatorCatalog.comparisons).map { $0.onnx!.name }
    #expect(Set(listed).isSubset(of: names), "every operator has a case")
  }
}
