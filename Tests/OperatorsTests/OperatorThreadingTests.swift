import Operators
import Synchronization
import Tensors
import Testing
import TestSupport
import Threads

@Suite("Operators on several threads")
struct OperatorThreadingTests {
  static let threadCounts = [1, 2, 7]

  /// Every operator of the catalog, with a shape that several threads share.
  static func operators() throws -> [(any DifferentiableOperator, [Shape])] {
    let activations = try OperatorCatalog.activations.map { type in
      let function: any DifferentiableOperator = try OperatorCatalog.activation(spelled: type.name)
        .function
      return (function, [Shape([331, 151])])
    }
    let affine: [(any DifferentiableOperator, [Shape])] = [
      (Affine(), [[67, 631], [631, 457], [457]]),
      (Affine(transposesWeight: true), [[67, 631], [457, 631], [457]]),
      (MatMul(), [[67, 631], [631, 457]]),
      (MatMul(transposesRight: true), [[3, 7, 45, 83], [7, 71, 83]]),
      (MatMul(transposesLeft: true), [[130, 9, 5], [130, 9, 11]]),
      (MatMul(), [[3001, 65], [65, 3]]),
    ]
    return affine + activations
  }

  // Work is cut by sizes alone, so that every sum has one order.
  @Test("results are those of one thread, bit for bit", arguments: threadCounts)
  func sameResults(count: Int) throws {
    let threads = ThreadPool(threadCount: count)
    for (function, shapes) in try Self.operators() {
      var draws = Draws(seed: 4)
      let (shape, input) = (shapes[0], draws.floats(shapes[0].count, bound: 1))
      let parameters = shapes.dropFirst().map {
        Argument($0, draws.floats($0.count, bound: 1))
      }
      let gradient = draws.floats(try function.outputShapes(shapes)[0].count, bound: 1)
      let one = try OperatorRun(
        function, shape, input, parameters: parameters, outputGradient: gradient)
      let many = try OperatorRun(
        function, shape, input, parameters: parameters, outputGradient: gradient,
        threads: threads)
      #expect(one.output == many.output)
      #expect(one.inputGradient == many.inputGradient)
      #expect(one.parameterGradients == many.parameterGradients)
    }
  }

  @Test("the input gradient may be nobody's business", arguments: threadCounts)
  func noInputGradient(count: Int) throws {
    let threads = ThreadPool(threadCount: count)
    for (function, shapes) in try Self.operators() {
      var draws = Draws(seed: 5)
      // Beyond the threshold of 1 that one activation has.
      let (shape, input) = (shapes[0], draws.floats(shapes[0].count, bound: 2))
      let parameters = shapes.dropFirst().map {
        Argument($0, draws.floats($0.count, bound: 1))
      }
      let gradient = draws.floats(try function.outputShapes(shapes)[0].count, bound: 1)
      let asked = try OperatorRun(
        function, shape, input, parameters: parameters, outputGradient: gradient, threads: threads)
      let unasked = try OperatorRun(
        function, shape, input, parameters: parameters, outputGradient: gradient,
        wantsInputGradient: false, threads: threads)
      #expect(asked.parameterGradients == unasked.parameterGradients)
      #expect(unasked.inputGradient.allSatisfy { $0 == 0 })
      #expect(asked.inputGradient.contains { $0 != 0 })
    }
  }

  /// What the callbacks of one backward pass saw.
  private final class Watch: Sendable {
    struct Seen {
      var counts: [[Int]]
      var gradients: [[Float]]
    }
    let seen: Mutex<Seen>

    init(_ sizes: [Int]) {
      seen = Mutex(
        Seen(
          counts: sizes.map { [Int](repeating: 0, count: $0) },
          gradients: sizes.map { [Float](repeating: .nan, count: $0) }))
    }
  }

  @Test(
    "every element of every parameter is ready once, with its gradient, and not read afterwards",
    arguments: threadCounts)
  func gradientIsReady(count: Int) throws {
    let threads = ThreadPool(threadCount: count)
    let sizes = [(67, 631, 457), (0, 3, 2), (1, 1, 1), (5, 1000, 3), (32, 64, 10)]
    for (batch, rows, columns) in sizes {
      let function = Affine()
      var draws = Draws(seed: 6)
      let input = draws.floats(batch * rows, bound: 1)
      let shapes: [Shape] = [[rows, columns], [columns]]
      let values = [draws.floats(rows * columns, bound: 1), draws.floats(columns, bound: 1)]
      let gradient = draws.floats(batch * columns, bound: 1)
      let expected = try OperatorRun(
        function, [batch, rows], input, parameters: zip(shapes, values).map { Argument($0, $1) },
        outputGradient: gradient, threads: threads)

      let x = Margined([batch, rows], input)
      let (y, dy) = (Margined(zeros: [batch, columns]), Margined([batch, columns], gradient))
      let dx = Margined(zeros: [batch, rows])
      let weights = zip(shapes, values).map { Margined($0, $1) }
      let gradients = shapes.map { Margined(zeros: $0) }
      let watch = Watch(shapes.map(\.count))
      let (weightViews, gradientViews) = (weights.map(\.view), gradients.map(\.view))
      function.backward(
        BackwardCall(
          inputs: ([x.view] + weightViews).map(\.readOnly), outputs: [y.view.readOnly],
          outputGradients: [dy.view.readOnly], inputGradients: [dx.view] + gradientViews,
          gradientIsReady: { input, elements in
            let parameter = input - 1
            watch.seen.withLock { seen in
              for element in elements {
                seen.counts[parameter][element] += 1
                seen.gradients[parameter][element] = gradientViews[parameter].elements[element]
              }
            }
            // An optimizer would move the weights now.
            for element in elements { weightViews[parameter].elements[element] = .nan }
          }, threads: threads))
      watch.seen.withLock { seen in
        #expect(seen.counts.allSatisfy { $0.allSatisfy { $0 == 1 } })
        #expect(seen.gradients == expected.parameterGradients)
      }
      #expect(dx.checked() == expected.inputGradient)
      withExtendedLifetime((x, y, dy, weights, gradients)) {}
    }
  }
}
