import Operators
import TestSupport
import Tensors
import Testing
import Threads

@Suite("Convolutions, pooling and batch normalization")
struct ConvolutionGoldenTests {
  // Sums of at most some hundred products of numbers up to 1, or quotients by a standard deviation
  // of at least a tenth.
  private func isRight(_ found: [Float], _ expected: [Float]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= 2e-5 * max(1, abs($1)) }
  }

  private func imported(_ node: GoldenNodes.Node) throws -> (any Operator, [Argument]) {
    let type = try #require(OperatorCatalog.imported(node.operatorName))
    let imported = try type.imported(from: node.described(unknown: node.dynamic))
    let arguments = try imported.inputs.map { index in
      let tensor = try #require(try node.input(index))
      return Argument(tensor.shape, tensor.floats)
    }
    return (imported.function, arguments)
  }

  @Test(
    "give what sums in float64 give, for values in both arrangements", arguments: [1, 2, 3])
  func golden(threadCount: Int) throws {
    let threads = ThreadPool(threadCount: threadCount)
    var names: Set<String> = []
    for node in try GoldenNodes.load("convolution") {
      let (function, arguments) = try imported(node)
      let expected = try node.outputs.map { try $0.stored }
      let shapes = try function.outputShapes(arguments.map(\.shape))
      #expect(shapes.prefix(expected.count) == expected.map(\.shape)[...], "\(node)")
      let rows = try OperatorRun.forward(function, arguments, threads: threads)
      let last = try OperatorRun.forwardChannelsLast(function, arguments, threads: threads)
      for (place, tensor) in expected.enumerated() {
        #expect(isRight(rows[place], tensor.floats), "\(node), output \(place)")
        if let last {
          #expect(isRight(last[place], tensor.floats), "\(node), output \(place), channels-last")
        }
      }
      #expect(last != nil || arguments[0].shape.rank < 3, "\(node) takes values channels-last")
      names.insert(type(of: function).name)
    }
    let listed = OperatorCatalog.convolutions + OperatorCatalog.pooling
    #expect(names == Set(listed.map { $0.name } + [BatchNormalization.name]))
  }

  // The cut into pieces depends on shapes alone.
  @Test("give the same bits on any number of threads")
  func threads() throws {
    let cases: [(any Operator, [Shape])] = [
      (Conv(padding: .sameUpper), [[1, 40, 37, 31], [24, 40, 3, 3], [24]]),
      (Conv(strides: [2, 2], padding: .sameLower), [[11, 17, 29, 31], [24, 17, 3, 3]]),
      (Conv(padding: .sameUpper, groups: 64), [[5, 64, 37, 31], [64, 1, 3, 3]]),
      (ConvTranspose(strides: [2, 2]), [[3, 24, 37, 31], [24, 40, 3, 3], [40]]),
      (MaxPool(kernel: [3, 3], strides: [2, 2]), [[5, 31, 47, 53]]),
      (AveragePool(kernel: [3, 3]), [[5, 31, 47, 53]]),
      (GlobalAveragePool(), [[5, 131, 47, 53]]),
      (BatchNormalization(isTraining: true), [[5, 131, 47, 53], [131], [131], [131], [131]]),
      (BatchNormalization(), [[5, 131, 47, 53], [131], [131], [131], [131]]),
    ]
    for (function, shapes) in cases {
      var draws = Draws(seed: 7)
      let arguments = shapes.map { Argument($0, draws.floats($0.count, bound: 1).map(abs)) }
      var rows: [[[UInt32]]] = []
      var last: [[[UInt32]]] = []
      for count in [1, 2, 3, 7] {
        let threads = ThreadPool(threadCount: count)
        rows.append(
          try OperatorRun.forward(function, arguments, threads: threads)
            .map { $0.map(\.bitPattern) })
        last.append(
          try #require(
            try OperatorRun.forwardChannelsLast(function, arguments, threads: threads)
          ).map { $0.map(\.bitPattern) })
      }
      #expect(rows.allSatisfy { $0 == rows[0] }, "\(function)")
      #expect(last.allSatisfy { $0 == last[0] }, "\(function)")
    }
  }

  @Test("follow new weights only when they are told")
  func packedWeights() throws {
    let function = Conv()
    let shapes: [Shape] = [[1, 2, 3, 3], [1, 2, 3, 3]]
    let state = try #require(function.makeState(shapes))
    let input = Margined(shapes[0], [Float](repeating: 1, count: 18))
    let output = Margined(zeros: [1, 1, 1, 1])
    func run(_ weight: Float) -> Float {
      let weights = Margined(shapes[1], [Float](repeating: weight, count: 18))
      withExtendedLifetime((input, weights)) {
        function.forward(
          ForwardCall(
            inputs: [input.view.readOnly, weights.view.readOnly], outputs: [output.view],
            state: state))
      }
      return output.checked()[0]
    }
    #expect(run(1) == 18)
    #expect(run(2) == 18)
    state.parametersDidChange()
    #expect(run(2) == 36)
  }

  @Test("refuse sizes that make no sense with an error")
  func refusals() throws {
    let image: Shape = [1, 4, 5, 5]
    func code(_ function: any Operator, _ shapes: [Shape]) -> OperatorError.Code? {
      do {
        _ = try function.outputShapes(shapes)
        return nil
      } catch {
        return error.code
      }
    }
    let most = Int(Int32.max)
    #expect(code(Conv(), [image]) == .inputCount)
    #expect(code(Conv(), [[4, 5], [2, 5]]) == .rank)
    #expect(code(Conv(), [[1, 4, 1, 1, 1, 1], [2, 4, 1, 1, 1, 1]]) == .rank)
    #expect(code(Conv(), [image, [2, 4, 6, 5]]) == .shapes)
    #expect(code(Conv(), [image, [2, 3, 3, 3]]) == .shapes)
    #expect(code(Conv(), [image, [2, 4, 0, 3]]) == .shapes)
    #expect(code(Conv(), [image, [2, 4, 3, 3], [3]]) == .shapes)
    #expect(code(Conv(groups: 0), [image, [2, 4, 3, 3]]) == .shapes)
    #expect(code(Conv(groups: 3), [image, [3, 1, 3, 3]]) == .shapes)
    #expect(code(Conv(groups: .min), [image, [3, 1, 3, 3]]) == .shapes)
    #expect(code(Conv(strides: [0, 1]), [image, [2, 4, 3, 3]]) == .shapes)
    #expect(code(Conv(strides: [1]), [image, [2, 4, 3, 3]]) == .shapes)
    #expect(code(Conv(dilations: [.max, 1]), [image, [2, 4, 3, 3]]) == .shapes)
    for padding in [Int.max, -1, .min] {
      let given = WindowPadding.given(before: [padding, 0], after: [0, padding])
      #expect(code(Conv(padding: given), [image, [2, 4, 3, 3]]) == .shapes)
      #expect(code(MaxPool(kernel: [2, 2], padding: given), [image]) == .shapes)
    }
    let wide = WindowPadding.given(before: [most, most], after: [most, most])
    #expect(code(Conv(padding: wide), [image, [2, 4, 3, 3]]) == .shapes)
    #expect(code(AveragePool(kernel: [3, 3], padding: wide), [[1, 1 << 30, 5, 5]]) == .size)
    #expect(code(MaxPool(kernel: [6, 1]), [image]) == .shapes)
    #expect(code(MaxPool(kernel: [1, 0]), [image]) == .shapes)
    #expect(code(MaxPool(kernel: [1]), [image]) == .shapes)
    #expect(code(MaxPool(kernel: [1, 1]), [[1, 1, 0, 5]]) == .shapes)
    #expect(
      code(MaxPool(kernel: [1, 1], givesPlaces: true), [[1, 1, 1 << 13, 1 << 12]]) == .shapes)
    #expect(code(GlobalAveragePool(), [[1, 2, 0]]) == .shapes)
    #expect(code(GlobalAveragePool(), [[1]]) == .rank)
    #expect(code(ConvTranspose(), [image, [3, 2, 3, 3]]) == .shapes)
    #expect(code(ConvTranspose(groups: .max), [image, [4, 2, 3, 3]]) == .shapes)
    #expect(code(ConvTranspose(outputPadding: [.max, 0]), [image, [4, 2, 3, 3]]) == .shapes)
    #expect(code(ConvTranspose(outputLengths: [0, 3]), [image, [4, 2, 3, 3]]) == .shapes)
    #expect(code(ConvTranspose(outputLengths: [most, 3]), [image, [4, 2, 3, 3]]) == .shapes)
    #expect(
      code(ConvTranspose(strides: [most, most]), [image, [4, 2, 3, 3]]) == .shapes)
    let five: [Shape] = [image, [4], [4], [4], [4]]
    #expect(code(BatchNormalization(), Array(five.dropLast())) == .inputCount)
    #expect(code(BatchNormalization(), [image, [4], [4], [3], [4]]) == .shapes)
    #expect(code(BatchNormalization(isTraining: true), [[0, 4], [4], [4], [4], [4]]) == .shapes)
    #expect(code(BatchNormalization(), five) == nil)
  }
}
