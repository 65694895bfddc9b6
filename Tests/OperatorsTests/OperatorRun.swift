import Operators
import Tensors
import Testing
import Threads

/// A tensor that an operator is applied to.
struct Argument {
  let shape: Shape
  let values: [Float]

  init(_ shape: Shape, _ values: [Float]) {
    self.shape = shape
    self.values = values
  }
}

/// One forward and one backward call of an operator on arrays, in memory with a margin that must
/// stay as it was.
struct OperatorRun {
  private(set) var outputs: [[Float]] = []
  private(set) var inputGradients: [[Float]] = []

  var output: [Float] { outputs[0] }
  var inputGradient: [Float] { inputGradients[0] }
  /// The gradients with respect to all inputs but the first.
  var parameterGradients: [[Float]] { Array(inputGradients.dropFirst()) }

  /// The first output alone.
  static func forward(
    _ function: any Operator, _ shape: Shape, _ input: [Float], parameters: [Argument] = [],
    threads: ThreadPool = .single
  ) throws -> [Float] {
    try forward(function, [Argument(shape, input)] + parameters, threads: threads)[0]
  }

  /// The outputs alone.
  static func forward(
    _ function: any Operator, _ inputs: [Argument], threads: ThreadPool = .single
  ) throws -> [[Float]] {
    let tensors = inputs.map { Margined($0.shape, $0.values) }
    let outputs = try function.outputShapes(inputs.map(\.shape)).map { Margined(zeros: $0) }
    function.forward(
      ForwardCall(
        inputs: tensors.map(\.view.readOnly), outputs: outputs.map(\.view),
        state: function.makeState(inputs.map(\.shape)), threads: threads))
    #expect(
      tensors.map { $0.checked().map(\.bitPattern) } == inputs.map { $0.values.map(\.bitPattern) })
    return outputs.map { $0.checked() }
  }

  /// Output and gradients, for an operator with one output.
  init(
    _ function: any DifferentiableOperator, _ shape: Shape, _ input: [Float],
    parameters: [Argument] = [], outputGradient: [Float], wantsInputGradient: Bool = true,
    threads: ThreadPool = .single
  ) throws {
    let inputs = [Argument(shape, input)] + parameters
    let outputShape = try function.outputShapes(inputs.map(\.shape))[0]
    let tensors = inputs.map { Margined($0.shape, $0.values) }
    let (y, dy) = (Margined(zeros: outputShape), Margined(outputShape, outputGradient))
    let gradients = inputs.map { Margined(zeros: $0.shape) }
    let state = function.makeState(inputs.map(\.shape))
    function.forward(
      ForwardCall(
        inputs: tensors.map(\.view.readOnly), outputs: [y.view], state: state, threads: threads))
    function.backward(
      BackwardCall(
        inputs: tensors.map(\.view.readOnly), outputs: [y.view.readOnly],
        outputGradients: [dy.view.readOnly],
        inputGradients: gradients.enumerated().map { place, gradient in
          place == 0 && !wantsInputGradient ? nil : gradient.view
        }, state: state, threads: threads))
    outputs = [y.checked()]
    inputGradients = gradients.map { $0.checked() }
    #expect(tensors.map { $0.checked() } == inputs.map(\.values), "inputs are only read")
    #expect(dy.checked() == outputGradient, "gradients of outputs are only read")
  }
}

/// A tensor with a margin on either side.
final class Margined {
  private static let margin = 16
  private static let mark: Float = 12_345.678
  private let tensor: Tensor
  private let shape: Shape

  init(_ shape: Shape, _ values: [Float]) {
    let margin = [Float](repeating: Self.mark, count: Self.margin)
    self.shape = shape
    tensor = Tensor([shape.count + 2 * Self.margin], margin + values + margin)
  }

  convenience init(zeros shape: Shape) {
    self.init(shape, [Float](repeating: 0, count: shape.count))
  }

  var view: MutableTensorView { MutableTensorView(shape, tensor.pointer + Self.margin) }

  /// The values, once the margin has been looked at.
  func checked() -> [Float] {
    let all = tensor.array
    let isWhole =
      all.prefix(Self.margin).allSatisfy { $0 == Self.mark }
      && all.suffix(Self.margin).allSatisfy { $0 == Self.mark }
    #expect(isWhole, "an operator writes nothing outside its tensors")
    return Array(all.dropFirst(Self.margin).dropLast(Self.margin))
  }
}
