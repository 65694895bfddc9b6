import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// `contractions.json`: whole numbers whose sums are exact in any order.
private struct GoldenContractions: Decodable {
  struct Einsum: Decodable {
    let equation: String
    let shapes: [[Int]]
    let inputs: [[Float]]
    let outputShape: [Int]
    let output: [Float]
  }

  struct Product: Decodable {
    let transposesLeft: Bool?
    let transposesRight: Bool?
    let shapes: [[Int]]
    let inputs: [[Float]]
    let outputShape: [Int]
    let output: [Float]
    let outputGradient: [Float]
    let inputGradients: [[Float]]

    var arguments: [Argument] { zip(shapes, inputs).map { Argument(Shape($0), $1) } }

    func check(_ function: any DifferentiableOperator, _ threads: ThreadPool) throws {
      let found = try function.outputShapes(shapes.map { Shape($0) })
      #expect(found == [Shape(outputShape)])
      let run = try OperatorRun(
        function, Shape(shapes[0]), inputs[0], parameters: Array(arguments.dropFirst()),
        outputGradient: outputGradient, threads: threads)
      #expect(run.output == output, "\(shapes)")
      #expect(run.inputGradients == inputGradients, "\(shapes)")
    }
  }

  let einsum: [Einsum]
  let matMul: [Product]
  let linear: [Product]

  static func load() throws -> GoldenContractions {
    try Golden.load("contractions", as: GoldenContractions.self)
  }
}

@Suite("Products of matrices against NumPy and PyTorch")
struct ContractionGoldenTests {
  @Test("every Einstein sum is exact on whole numbers", arguments: [1, 2, 7])
  func einsum(threadCount: Int) throws {
    let threads = ThreadPool(threadCount: threadCount)
    for golden in try GoldenContractions.load().einsum {
      let function = try Einsum(golden.equation)
      let shapes = golden.shapes.map { Shape($0) }
      #expect(
        try function.outputShapes(shapes) == [Shape(golden.outputShape)], "\(golden.equation)")
      let arguments = zip(shapes, golden.inputs).map { Argument($0, $1) }
      let found = try OperatorRun.forward(function, arguments, threads: threads)
      #expect(found == [golden.output], "\(golden.equation) of \(golden.shapes)")
    }
  }

  @Test(
    "every product of matrices and its gradients are exact on whole numbers",
    arguments: [1, 2, 7])
  func matMul(threadCount: Int) throws {
    let threads = ThreadPool(threadCount: threadCount)
    for golden in try GoldenContractions.load().matMul {
      let function = MatMul(
        transposesLeft: golden.transposesLeft!, transposesRight: golden.transposesRight!)
      try golden.check(function, threads)
    }
  }

  @Test(
    "an affine map with a weight of out × in and its gradients are exact on whole numbers",
    arguments: [1, 2, 7])
  func transposedAffine(threadCount: Int) throws {
    let threads = ThreadPool(threadCount: threadCount)
    for golden in try GoldenContractions.load().linear {
      try golden.check(Affine(transposesWeight: true), threads)
    }
  }

  @Test("memory that forward did not lay out is laid out at the call")
  func noState() throws {
    let function = try Einsum("ij,jk->ki")
    let (a, b, y) = (
      Margined([2, 3], [1, 2, 3, 4, 5, 6]), Margined([3, 2], [1, 0, 0, 1, 1, 1]),
      Margined(zeros: [2, 2])
    )
    function.forward(
      ForwardCall(inputs: [a.view.readOnly, b.view.readOnly], outputs: [y.view]))
    #expect(y.checked() == [4, 10, 5, 11])
  }
}
