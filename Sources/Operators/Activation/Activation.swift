import Tensors

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
protocol ElementwiseActivation: ActivationOperator, ElementwiseFunction {}
