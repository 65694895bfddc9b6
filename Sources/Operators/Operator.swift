import Initializers
import Tensors
import Threads

/// A map from tensors to tensors.
///
/// Shapes are static: those of the outputs follow from those of the inputs. Weights are inputs like
/// any other; ``parameter(at:_:)`` says what an input is for where it is one. What an operator
/// computes does not depend on how many threads it is given.
public protocol Operator: Sendable {
  /// How Swift and the command line spell it: `tanh`.
  static var name: String { get }

  /// How ONNX spells it; `nil` where no one operator of ONNX is imported as this one.
  static var onnx: ONNXSpelling? { get }

  /// The operator that a node of a model file stands for, and which of the node's inputs are its
  /// inputs; the others are known numbers that became its attributes.
  ///
  /// - Throws: ``OperatorError`` where an attribute is not what the operator can do, or an input
  ///   that must be known is not.
  static func imported(from node: NodeDescription) throws(OperatorError) -> ImportedOperator

  /// Whether results are exact where all inputs are whole numbers below 2^24, so that integers of a
  /// model file may pass through it as numbers.
  static var isExactOnIntegers: Bool { get }

  /// Whether outputs are the same numbers all around almost every input, so that no gradient passes.
  static var isPiecewiseConstant: Bool { get }

  /// Whether the first output has the elements of the first input, in the same order: another shape
  /// for the same memory.
  var keepsElements: Bool { get }

  /// What the input with the given number is for where it is a parameter, with its declared axes;
  /// `nil` where a parameter there has no meaning of its own.
  func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot?

  /// The shapes of the outputs for the shapes of the inputs.
  ///
  /// - Throws: ``OperatorError`` where the operator does not take such inputs.
  func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape]

  /// How its values are to lie, for inputs that would lie as `found` if nothing were done; other
  /// arrangements than row-major are only for inputs and outputs of three or more axes.
  ///
  /// It also takes all values row-major.
  func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements

  /// How a model file would write the output with the given number, for inputs that it writes as
  /// the given types.
  func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType

  /// What is prepared once for calls on these shapes, such as weights in another order; `nil` for
  /// nothing.
  func makeState(_ inputs: [Shape]) -> (any OperatorState)?

  /// Computes the outputs.
  func forward(_ call: ForwardCall)
}

/// An operator that also knows its gradient.
public protocol DifferentiableOperator: Operator {
  /// Computes the gradients of a scalar with respect to the inputs, given those with respect to the
  /// outputs.
  ///
  /// Every element of every gradient that is wanted is written, with 0 where the outputs do not
  /// depend on the input; nothing is added to what was there. A gradient lies as its value does.
  /// The call follows a forward call on the same inputs with the same state, in which that one may
  /// have left what this one needs. What is computed does not depend on how many threads it is
  /// given, and after the first call nothing is allocated.
  func backward(_ call: BackwardCall)

  /// Whether ``backward(_:)`` reads the input with the given number; one that it does not read may
  /// be gone by then, its memory in use for something else.
  func readsInBackward(input: Int) -> Bool

  /// Whether ``backward(_:)`` reads the outputs; else they may be gone by then.
  var readsOutputsInBackward: Bool { get }

  /// Whether the gradient of the input with the given number is that of the first output, number
  /// for number, so that one memory may serve for both.
  func passesGradient(toInput input: Int, _ shapes: [Shape]) -> Bool

  /// Whether ``backward(_:)`` announces the gradients of parameters piece by piece.
  static var announcesGradients: Bool { get }
}

extension DifferentiableOperator {
  /// Every input.
  public func readsInBackward(input: Int) -> Bool { true }

  /// Yes.
  public var readsOutputsInBackward: Bool { true }

  /// That of the first input where the operator keeps its elements.
  public func passesGradient(toInput input: Int, _ shapes: [Shape]) -> Bool {
    keepsElements && input == 0
  }

  /// They are complete when the call returns.
  public static var announcesGradients: Bool { false }
}

/// What an operator keeps between calls on the same shapes.
public protocol OperatorState: AnyObject, Sendable {
  /// Tells that inputs but the first may have other values at the next call.
  func parametersDidChange()
}

/// What a parameter is for: the end of its path, and its axes.
public struct ParameterSlot: Sendable {
  /// The last part of its path: `weight`.
  public let name: String
  /// Its shape and the meaning of its axes.
  public let spec: ParameterSpec

  /// A parameter with the given name and axes.
  public init(_ name: String, _ spec: ParameterSpec) {
    self.name = name
    self.spec = spec
  }
}

extension Operator {
  /// None.
  public static var onnx: ONNXSpelling? { nil }

  /// Refuses: no node of a model file stands for it.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    throw .unsupported(node, "is not imported as \(name)")
  }

  /// No.
  public static var isExactOnIntegers: Bool { false }

  /// No.
  public static var isPiecewiseConstant: Bool { false }

  /// No.
  public var keepsElements: Bool { false }

  /// No input is a parameter.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? { nil }

  /// Everything row-major.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .rowMajor(inputs)
  }

  /// That of the first input.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType {
    inputs.first ?? .float32
  }

  /// Nothing.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { nil }
}

/// The tensors of one forward call.
public struct ForwardCall: Sendable {
  /// The values to map.
  public let inputs: [TensorView]
  /// Where the results go; no output shares memory with an input.
  public let outputs: [MutableTensorView]
  /// What ``Operator/makeState(_:)`` gave.
  public let state: (any OperatorState)?
  /// The threads to share the work among.
  public let threads: ThreadPool

  /// A call on the given tensors.
  public init(
    inputs: [TensorView], outputs: [MutableTensorView], state: (any OperatorState)? = nil,
    threads: ThreadPool = .single
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.state = state
    self.threads = threads
  }

  /// The first input.
  public var input: TensorView { inputs[0] }
  /// The first output.
  public var output: MutableTensorView { outputs[0] }
}

/// The tensors of one backward call.
public struct BackwardCall: Sendable {
  /// The values that were mapped.
  public let inputs: [TensorView]
  /// What the forward call computed.
  public let outputs: [TensorView]
  /// The gradient with respect to each output; `nil` for an output that nothing depends on, which
  /// are not all.
  public let outputGradients: [TensorView?]
  /// Where the gradient with respect to each input goes; `nil` where nobody needs it.
  public let inputGradients: [MutableTensorView?]
  /// Called with an input's number and a range of its elements once their gradient is written and
  /// the input is no longer read.
  ///
  /// Every element of every parameter is announced once, from any of the threads. Only operators
  /// with ``DifferentiableOperator/announcesGradients`` are given it.
  public let gradientIsReady: (@Sendable (Int, Range<Int>) -> Void)?
  /// What ``Operator/makeState(_:)`` gave.
  public let state: (any OperatorState)?
  /// The threads to share the work among.
  public let threads: ThreadPool

  /// A call on the given tensors.
  public init(
    inputs: [TensorView], outputs: [TensorView], outputGradients: [TensorView?],
    inputGradients: [MutableTensorView?],
    gradientIsReady: (@Sendable (Int, Range<Int>) -> Void)? = nil,
    state: (any OperatorState)? = nil, threads: ThreadPool = .single
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.outputGradients = outputGradients
    self.inputGradients = inputGradients
    self.gradientIsReady = gradientIsReady
    self.state = state
    self.threads = threads
  }

  /// The first input.
  public var input: TensorView { inputs[0] }
  /// The first output.
  public var output: TensorView { outputs[0] }
  /// The gradient with respect to the first output.
  ///
  /// - Precondition: something depends on it.
  public var outputGradient: TensorView { outputGradients[0]! }
  /// Where the gradient with respect to the first input goes.
  public var inputGradient: MutableTensorView? { inputGradients[0] }
}

/// An operator that gives the elements of an input in other places, so that what the axes of its
/// output are for says what those of the input are for.
public protocol AxisMovingOperator: Operator {
  /// What the input with the given number is for where the output is such a parameter; `nil` where
  /// that cannot be said.
  func parameter(at input: Int, _ shapes: [Shape], output: ParameterSpec) -> ParameterSpec?
}
