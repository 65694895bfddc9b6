import Operators
import Tensors
import Testing
import Threads

/// One forward and one backward call of an operator on arrays, in memory with a margin that must
/// stay as it was.
struct OperatorRun {
  private(set) var output: [Float] = []
  private(set) var inputGradient: [Float] = []
  private(set) var parameterGradients: [[Float]] = []

  /// The output alone.
  static func forward(
    _ function: any Operator, _ shape: Shape, _ input: [Float], parameters: [[Float]] = [],
    threads: ThreadPool = .single
  ) throws -> [Float] {
    let outputShape = try function.outputShape(shape)
    let x = Margined(shape, input)
    let tensors = Self.tensors(function, parameters)
    let y = Margined(zeros: outputShape)
    function.forward(
      ForwardCall(
        input: x.view.readOnly, parameters: tensors.map(\.view.readOnly), output: y.view,
        threads: threads))
    return withExtendedLifetime((x, tensors)) { y.checked() }
  }

  /// Output and gradients.
  init(
    _ function: any Operator, _ shape: Shape, _ input: [Float], parameters: [[Float]] = [],
    outputGradient: [Float], wantsInputGradient: Bool = true, threads: ThreadPool = .single
  ) throws {
    let outputShape = try function.outputShape(shape)
    let (x, dy) = (Margined(shape, input), Margined(outputShape, outputGradient))
    let (y, dx) = (Margined(zeros: outputShape), Margined(zeros: shape))
    let tensors = Self.tensors(function, parameters)
    let gradients = function.parameters.map { Margined(zeros: $0.spec.shape) }
    function.forward(
      ForwardCall(
        input: x.view.readOnly, parameters: tensors.map(\.view.readOnly), output: y.view,
        threads: threads))
    function.backward(
      BackwardCall(
        input: x.view.readOnly, parameters: tensors.map(\.view), output: y.view.readOnly,
        outputGradient: dy.view.readOnly, inputGradient: wantsInputGradient ? dx.view : nil,
        parameterGradients: gradients.map(\.view), threads: threads))
    output = y.checked()
    inputGradient = dx.checked()
    parameterGradients = gradients.map { $0.checked() }
    #expect(x.checked() == input && dy.checked() == outputGradient, "inputs are only read")
    #expect(tensors.map { $0.checked() } == parameters, "parameters are only read")
  }

  private static func tensors(_ function: any Operator, _ values: [[Float]]) -> [Margined] {
    zip(function.parameters, values).map { Margined($0.spec.shape, $1) }
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
