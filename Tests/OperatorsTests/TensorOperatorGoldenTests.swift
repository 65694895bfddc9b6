import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// `tensor_operators.json`: what PyTorch gives in float64.
@Suite("Operators on tensors of any shapes")
struct TensorOperatorGoldenTests {
  static let operators =
    OperatorCatalog.elementwise + OperatorCatalog.combination + OperatorCatalog.reductions
    + OperatorCatalog.rowwise

  /// A case as an operator, with what it is applied to.
  private func imported(
    _ node: GoldenNodes.Node
  ) throws -> (function: any Operator, arguments: [Argument]) {
    let type = try #require(OperatorCatalog.imported(node.operatorName))
    let imported = try type.imported(from: node.described(unknown: node.dynamic))
    #expect(imported.inputs == node.dynamic)
    let arguments = try imported.inputs.map { index in
      let tensor = try #require(try node.input(index))
      return Argument(tensor.shape, tensor.floats)
    }
    return (imported.function, arguments)
  }

  // A result is rounded once or a few times; where terms cancel, the largest result stands for
  // their size. No sum here has more than a few dozen terms of about the same size.
  @Test("give what PyTorch gives in float64, to eight units in the last place")
  func values() throws {
    for node in try GoldenNodes.load("tensor_operators") {
      let (function, arguments) = try imported(node)
      let shapes = try function.outputShapes(arguments.map(\.shape))
      #expect(shapes == (try node.outputs.map { try $0.stored.shape }), "\(node)")
      let outputs = try OperatorRun.forward(function, arguments)
      for (output, golden) in zip(outputs, node.outputs) {
        let expected = try golden.stored.floats
        #expect(output.count == expected.count)
        let largest = expected.map { abs($0) }.max() ?? 0
        for (found, wanted) in zip(output, expected) {
          let bound = 8 * max(wanted.ulp, largest.ulp / 4)
          #expect(abs(found - wanted) <= bound, "\(node)")
        }
      }
    }
  }

  @Test("give the same bits on one thread, on several, and with channels last")
  func threads() throws {
    let several = ThreadPool(threadCount: 3)
    var channelsLast: Set<String> = []
    for node in try GoldenNodes.load("tensor_operators") {
      let (function, arguments) = try imported(node)
      let bits = try OperatorRun.forward(function, arguments).map { $0.map(\.bitPattern) }
      let others = try OperatorRun.forward(function, arguments, threads: several)
      #expect(others.map { $0.map(\.bitPattern) } == bits, "\(node)")
      guard let first = arguments.first, first.shape.rank >= 3 else { continue }
      guard
        let arranged = try OperatorRun.forwardChannelsLast(function, arguments, threads: several)
      else { continue }
      #expect(arranged.map { $0.map(\.bitPattern) } == bits, "\(node)")
      channelsLast.insert(node.operatorName)
    }
    #expect(channelsLast.isSuperset(of: ["Add", "Mul", "Where", "Max", "PRelu"]))
  }

  // The cases are small; these are so large that threads share them.
  @Test("share large tensors among threads without changing a bit")
  func large() throws {
    let several = ThreadPool(threadCount: 7)
    let cases: [(any Operator, [Shape])] = [
      (Add(), [[331, 401], [401]]), (Pow(), [[331, 1], [401]]),
      (Where(), [[331, 401], [1], [401]]), (Mean(), [[331, 401], [331, 1], [401]]),
      (Exp(), [[331, 401]]), (Clip(upper: 0), [[331, 401]]),
      (ReduceSum(ReductionAxes([1])), [[331, 401]]), (ReduceL2(ReductionAxes([0])), [[331, 401]]),
      (ReduceLogSumExp(ReductionAxes([0, 2])), [[31, 40, 101]]),
      (Softmax(axis: 1), [[31, 40, 101]]), (LogSoftmax(axis: -1), [[331, 401]]),
      (LayerNormalization(), [[331, 401], [401], [401]]),
      (RMSNormalization(), [[331, 401], [401]]),
      (GroupNormalization(groups: 4), [[31, 40, 101], [40], [40]]),
      (LocalResponseNormalization(size: 5), [[31, 40, 101]]),
      (LpNormalization(axis: 1), [[31, 40, 101]]),
    ]
    for (function, shapes) in cases {
      var draws = Draws(seed: 9)
      let arguments = shapes.map { Argument($0, draws.floats($0.count, bound: 2)) }
      let one = try OperatorRun.forward(function, arguments)
      let many = try OperatorRun.forward(function, arguments, threads: several)
      #expect(
        one.map { $0.map(\.bitPattern) } == many.map { $0.map(\.bitPattern) }, "\(function)")
    }
  }

  @Test("all have a case")
  func complete() throws {
    let names = Set(try GoldenNodes.load("tensor_operators").map(\.operatorName))
    for type in Self.operators + OperatorCatalog.normalization {
      // Batch normalization has golden data of its own.
      guard let name = type.onnx?.name, name != "BatchNormalization" else { continue }
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test("refuse shapes that do not fit, by name")
  func refusals() {
    func refusal(_ function: any Operator, _ shapes: [Shape]) -> OperatorError.Code? {
      do throws(OperatorError) {
        _ = try function.outputShapes(shapes)
        return nil
      } catch { return error.code }
    }
    #expect(refusal(Add(), [[3], [2]]) == .shapes)
    #expect(refusal(Add(), [[3]]) == .inputCount)
    #expect(refusal(Max(), []) == .inputCount)
    #expect(refusal(PReLU(), [[3], [2, 3]]) == .shapes)
    #expect(refusal(Mul(), [Shape([1 << 40, 1]), Shape([1, 1 << 40])]) == .size)
    let many = Shape([Int](repeating: 2, count: 40))
    let every = Shape((0..<40).map { $0 % 2 == 0 ? 1 : 2 })
    #expect(refusal(Mul(), [many, every]) == .shapes)
    #expect(refusal(ReduceSum(ReductionAxes((0..<40).filter { $0 % 2 == 0 })), [many]) == .shapes)
    #expect(refusal(ReduceSum(ReductionAxes([2])), [[3, 5]]) == .rank)
    #expect(refusal(ReduceSum(ReductionAxes([.min])), [[3, 5]]) == .rank)
    #expect(refusal(Softmax(axis: 2), [[3, 5]]) == .rank)
    #expect(refusal(LayerNormalization(axis: 3), [[3, 5], [5]]) == .rank)
    #expect(refusal(LayerNormalization(), [[3, 5], [4]]) == .shapes)
    #expect(refusal(GroupNormalization(groups: 4), [[2, 6, 3], [6], [6]]) == .shapes)
    #expect(refusal(InstanceNormalization(), [[2, 6, 3], [5], [5]]) == .shapes)
    #expect(refusal(LocalResponseNormalization(size: 3), [[5]]) == .rank)
    #expect(refusal(Clip(lower: nil), [[3], [2]]) == .shapes)
  }
}
