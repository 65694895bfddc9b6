import CKernels
import Tensors
import Threads

/// What a layer applies after its affine map: an operator chosen by name.
///
/// ```swift
/// Dense(128, activation: .relu)
/// ```
public struct Activation: Sendable {
  /// The operator.
  public let function: any ActivationOperator

  /// An activation that applies the given operator.
  public init(_ function: some ActivationOperator) { self.function = function }

  /// How the command line spells it: `tanh`, `leakyReLU:0.2`.
  public var name: String { function.spelled }
}

/// An operator without parameters that keeps the shape of its input.
public protocol ActivationOperator: DifferentiableOperator {
  /// The number that may stand after the name and a colon, with its value when none is given.
  static var argument: ActivationArgument? { get }

  /// The operator with the given argument; ignored where there is none.
  init(argument: Double)

  /// How the command line spells it, with the argument where it is not the usual one.
  var spelled: String { get }

  /// The interval that all values lie in, for a bounded function.
  var range: ClosedRange<Float>? { get }
}

/// The number in an activation's spelling.
public struct ActivationArgument: Sendable {
  /// What it means.
  public let meaning: String
  /// Its value when none is given.
  public let fallback: Double
}

extension ActivationOperator {
  /// None.
  public static var argument: ActivationArgument? { nil }

  /// The name.
  public var spelled: String { Self.name }

  /// Unbounded.
  public var range: ClosedRange<Float>? { nil }

  /// The input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [single(inputs)]
  }

  /// The function with its usual argument.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(argument: argument?.fallback ?? 0), inputs: [0])
  }
}

extension Operator {
  /// The shape of the one input.
  func single(_ inputs: [Shape]) throws(OperatorError) -> Shape {
    guard inputs.count == 1 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "1 was")
    }
    return inputs[0]
  }
}

/// An activation that maps each element by itself.
protocol ElementwiseActivation: ActivationOperator {
  func apply(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int)
  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int)
}

// Elements that one thread maps in about the time it takes to hand work to another.
let elementwiseGrain = 16_384

extension ElementwiseActivation {
  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .elementwise(inputs, found)
  }

  /// The function of each element, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let work = ForwardRanges(function: self, call: call)
    call.threads.run(count: work.ranges.count, work)
  }

  /// The gradient of each element, shared among threads in ranges.
  public func backward(_ call: BackwardCall) {
    guard let inputGradient = call.inputGradient else { return }
    let work = BackwardRanges(function: self, call: call, dx: inputGradient.pointer)
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct ForwardRanges<Function: ElementwiseActivation>: ParallelWork {
  let function: Function
  let call: ForwardCall
  let ranges: ParallelRanges

  init(function: Function, call: ForwardCall) {
    self.function = function
    self.call = call
    ranges = ParallelRanges(
      total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads)
  }

  func perform(_ index: Int) {
    let range = ranges[index]
    let start = range.lowerBound
    function.apply(call.input.pointer + start, call.output.pointer + start, range.count)
  }
}

private struct BackwardRanges<Function: ElementwiseActivation>: ParallelWork {
  let function: Function
  let call: BackwardCall
  let dx: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  init(function: Function, call: BackwardCall, dx: UnsafeMutablePointer<Float>) {
    self.function = function
    self.call = call
    self.dx = dx
    ranges = ParallelRanges(
      total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads)
  }

  func perform(_ index: Int) {
    let range = ranges[index]
    let start = range.lowerBound
    function.differentiate(
      call.input.pointer + start, call.output.pointer + start,
      call.outputGradient.pointer + start, dx + start, range.count)
  }
}
