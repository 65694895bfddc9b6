import Initializers
import Tensors
import Threads

/// A map from tensors to a tensor: its numbers forward and its numbers backward.
///
/// Shapes are static: the first axis of every value is the batch. What an operator computes does
/// not depend on how many threads it is given.
public protocol Operator: Sendable {
  /// How Swift and the command line spell it: `tanh`.
  static var name: String { get }

  /// How ONNX spells it, where it is one ONNX operator.
  static var onnxName: String? { get }

  /// The parameters, in the order in which the calls receive them; their paths end in these names.
  var parameters: [(name: String, spec: ParameterSpec)] { get }

  /// The shape of the output for an input shape.
  ///
  /// - Throws: ``OperatorError`` with code `.axisLength` or `.rank`.
  func outputShape(_ input: Shape) throws(OperatorError) -> Shape

  /// Computes the output.
  func forward(_ call: ForwardCall)

  /// Computes the gradients of a scalar with respect to the input and the parameters, given that of
  /// the output.
  func backward(_ call: BackwardCall)
}

extension Operator {
  /// No parameters.
  public var parameters: [(name: String, spec: ParameterSpec)] { [] }
}

/// The tensors of one forward call.
public struct ForwardCall: Sendable {
  /// The value to map.
  public let input: TensorView
  /// The operator's parameters, in its order.
  public let parameters: [TensorView]
  /// Where the result goes.
  public let output: MutableTensorView
  /// The threads to share the work among.
  public let threads: ThreadPool

  /// A call on the given tensors.
  public init(
    input: TensorView, parameters: [TensorView] = [], output: MutableTensorView,
    threads: ThreadPool = .single
  ) {
    self.input = input
    self.parameters = parameters
    self.output = output
    self.threads = threads
  }
}

/// The tensors of one backward call.
public struct BackwardCall: Sendable {
  /// The value that was mapped.
  public let input: TensorView
  /// The operator's parameters, in its order.
  public let parameters: [MutableTensorView]
  /// What the forward call computed.
  public let output: TensorView
  /// The gradient with respect to the output.
  public let outputGradient: TensorView
  /// Where the gradient with respect to the input goes; `nil` when nobody needs it.
  public let inputGradient: MutableTensorView?
  /// Where the gradients with respect to the parameters go, in their order.
  public let parameterGradients: [MutableTensorView]
  /// Called with a parameter's number and a range of its elements once their gradient is written
  /// and the parameter is no longer read: every element of every parameter once, from any of the
  /// threads.
  public let gradientIsReady: (@Sendable (Int, Range<Int>) -> Void)?
  /// The threads to share the work among.
  public let threads: ThreadPool

  /// A call on the given tensors.
  public init(
    input: TensorView, parameters: [MutableTensorView] = [], output: TensorView,
    outputGradient: TensorView, inputGradient: MutableTensorView?,
    parameterGradients: [MutableTensorView] = [],
    gradientIsReady: (@Sendable (Int, Range<Int>) -> Void)? = nil, threads: ThreadPool = .single
  ) {
    self.input = input
    self.parameters = parameters
    self.output = output
    self.outputGradient = outputGradient
    self.inputGradient = inputGradient
    self.parameterGradients = parameterGradients
    self.gradientIsReady = gradientIsReady
    self.threads = threads
  }
}
