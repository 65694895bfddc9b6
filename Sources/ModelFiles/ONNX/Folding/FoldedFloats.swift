import Operators
import Tensors

/// Floats, computed by the operators in Float32; whole numbers too, where the operator is exact on
/// them and all are small enough.
enum FoldedFloats {
  // Whole numbers up to here are all Float32 numbers.
  private static let largestExact: Float = 0x1p24

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    guard let type = OperatorCatalog.imported(node.operatorName) else { return nil }
    let imported = try type.imported(from: node)
    var arguments: [(Shape, [Float])] = []
    var types: [StoredType] = []
    for index in imported.inputs {
      let tensor = try folded.tensor(index)
      guard tensor.type.isFloat || type.isExactOnIntegers, tensor.shape.count <= folded.limit else {
        return nil
      }
      arguments.append((tensor.shape, tensor.floats))
      types.append(tensor.type)
    }
    let isWhole = !types.contains { $0.isFloat }
    func isExact(_ numbers: [Float]) -> Bool { numbers.allSatisfy { abs($0) < largestExact } }
    guard !isWhole || arguments.allSatisfy({ isExact($0.1) }) else { return nil }
    let shapes = try imported.function.outputShapes(arguments.map(\.0))
    guard shapes.allSatisfy({ $0.count <= folded.limit }) else { return nil }
    let outputs = try OperatorCall.run(imported.function, arguments, folded)
    guard !isWhole || outputs.allSatisfy({ isExact($0.numbers) }) else { return nil }
    return outputs.enumerated().map { index, output in
      StoredTensor(output.shape, floats: output.numbers)
        .converted(to: imported.function.outputType(at: index, types))
    }
  }
}
