import Operators
import Tensors
import TestSupport
import Testing
import Threads

@Suite("Gradients of pooling")
struct PoolGradientTests {
  @Test("of equal values the first under a window gets all", arguments: [false, true])
  func equals(isChannelsLast: Bool) throws {
    let ones = [Float](repeating: 1, count: 2 * 5)
    let request = GradientRun.Request(
      function: MaxPool(kernel: [3], padding: .given(before: [1], after: [1])),
      inputs: [Argument([1, 2, 5], ones)],
      outputGradients: [[1, 2, 4, 8, 16, 1, 2, 4, 8, 16]], isChannelsLast: isChannelsLast)
    // The first two windows begin at the first position.
    let expected: [Float] = [3, 4, 8, 16, 0]
    #expect(try GradientRun(request)?.inputGradients == [expected + expected])
  }

  @Test("of equal values over all positions the first gets all", arguments: [false, true])
  func equalsOverAll(isChannelsLast: Bool) throws {
    let request = GradientRun.Request(
      function: GlobalMaxPool(), inputs: [Argument([1, 2, 2, 2], [0, 7, 7, 1, -2, -2, -2, -2])],
      outputGradients: [[3, 5]], isChannelsLast: isChannelsLast)
    #expect(try GradientRun(request)?.inputGradients == [[0, 3, 0, 0, 5, 0, 0, 0]])
  }

  @Test("of several NaN the first gets all", arguments: [false, true])
  func notNumbers(isChannelsLast: Bool) throws {
    let values: [Float] = [1, .nan, 3, .nan, 2, 4, 4, 5, 1, 0]
    let request = GradientRun.Request(
      function: MaxPool(kernel: [4]), inputs: [Argument([1, 2, 5], values)],
      outputGradients: [[1, 2, 4, 8]], isChannelsLast: isChannelsLast)
    #expect(
      try GradientRun(request)?.inputGradients == [[0, 3, 0, 0, 0, 0, 0, 12, 0, 0]])
  }

  // Some images are cut into bands; PyTorch's numbers are for whole ones.
  @Test("have the same bits on one thread and on several", arguments: [false, true])
  func threads(isChannelsLast: Bool) throws {
    let pools: [any DifferentiableOperator] = [
      MaxPool(kernel: [3, 4], strides: [2, 1]),
      AveragePool(kernel: [3, 2], countsPadding: true),
      GlobalMaxPool(), GlobalAveragePool(),
    ]
    let shapes: [Shape] = [[3, 150, 31, 17], [1, 100, 41, 29]]
    for (function, shape) in pools.flatMap({ pool in shapes.map { (pool, $0) } }) {
      var draws = Draws(seed: 13)
      let count = try function.outputShapes([shape])[0].count
      var request = GradientRun.Request(
        function: function, inputs: [Argument(shape, draws.floats(shape.count, bound: 1))],
        outputGradients: [draws.floats(count, bound: 1)], isChannelsLast: isChannelsLast)
      let one = try GradientRun(request)
      // One channel of one image alone is never cut.
      for (image, channel) in [(0, 0), (shape[0] - 1, shape[1] / 2)] {
        let plane = image * shape[1] + channel
        func part(_ values: [Float]) -> [Float] {
          let length = values.count / (shape[0] * shape[1])
          return Array(values[plane * length..<(plane + 1) * length])
        }
        let alone = try GradientRun(
          GradientRun.Request(
            function: function,
            inputs: [Argument([1, 1, shape[2], shape[3]], part(request.inputs[0].values))],
            outputGradients: [part(request.outputGradients[0]!)]))
        #expect(alone?.inputGradients == one?.inputGradients.map { $0.map(part) })
      }
      for count in [2, 5] {
        request.threads = ThreadPool(threadCount: count)
        #expect(try GradientRun(request)?.inputGradients == one?.inputGradients)
      }
    }
  }
}
