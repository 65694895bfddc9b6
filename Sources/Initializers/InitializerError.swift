import Tensors

/// A mistake in what was asked of an initializer.
public struct InitializerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case axes, zeroFan, scale, number, interval, share, slice, shape, groups, stride, equation
      case ambiguous, elementType, name, argument, record
    }
    private let value: Value
    /// The number of declared axes is not the shape's rank, or the law needs axes that are missing.
    public static let axes = Code(value: .axes)
    /// The fan that the rule divides by is zero.
    public static let zeroFan = Code(value: .zeroFan)
    /// A scale, gain, bound or deviation is negative or not finite.
    public static let scale = Code(value: .scale)
    /// A mean or an end of an interval is not finite.
    public static let number = Code(value: .number)
    /// An interval is empty, or so far out that nothing can be drawn from it.
    public static let interval = Code(value: .interval)
    /// A share is not a number from 0 to 1.
    public static let share = Code(value: .share)
    /// A slice leaves the parameter.
    public static let slice = Code(value: .slice)
    /// A shape has a negative length, too many elements, or is not the one expected.
    public static let shape = Code(value: .shape)
    /// The groups of a convolution do not divide its channels.
    public static let groups = Code(value: .groups)
    /// A stride is not positive, or there is not one for each axis of the kernel.
    public static let stride = Code(value: .stride)
    /// An einsum equation does not describe a product with weights.
    public static let equation = Code(value: .equation)
    /// A bare shape does not say which axis is summed over.
    public static let ambiguous = Code(value: .ambiguous)
    /// An element type cannot hold the law.
    public static let elementType = Code(value: .elementType)
    /// No initializer has this name.
    public static let name = Code(value: .name)
    /// The argument after the name's colon is missing, not wanted, or not a number in range.
    public static let argument = Code(value: .argument)
    /// A text does not say how a parameter was drawn.
    public static let record = Code(value: .record)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func axes(_ axes: [Axis], shape: Shape) -> InitializerError {
    InitializerError(
      code: .axes,
      description: "shape \(shape): \(axes.count) declared axes, \(shape.rank) were expected")
  }

  static func zeroFan(_ fans: Fans, mode: VarianceScaling.Mode) -> InitializerError {
    InitializerError(
      code: .zeroFan,
      description:
        "fan in \(fans.fanIn.spelled), fan out \(fans.fanOut.spelled): \(mode.rawValue) is 0, "
        + "at least 1 was expected"
    )
  }

  static func scale(_ what: String, _ value: Double) -> InitializerError {
    InitializerError(
      code: .scale,
      description: "\(what): \(value), a finite number that is at least 0 was expected")
  }

  static func slice(first: Int, count: Int, shape: Shape, path: String) -> InitializerError {
    InitializerError(
      code: .slice,
      description:
        "\(path): elements from \(first), \(count) of them, within \(shape.count) were expected")
  }

  static func missingAxis(
    _ law: String, _ spec: ParameterSpec, _ expected: String
  ) -> InitializerError {
    let axes = spec.factors.map(\.axis.rawValue).joined(separator: ", ")
    return InitializerError(
      code: .axes,
      description:
        "\(law): shape \(spec.shape) with axes (\(axes)), \(expected) expected")
  }

  static var noSections: InitializerError {
    InitializerError(
      code: .axes, description: "fused projections: 0 sections, at least 1 was expected")
  }

  static func shape(_ what: String, _ shape: Shape, expected: String) -> InitializerError {
    InitializerError(
      code: .shape, description: "\(what): shape \(shape), \(expected) was expected")
  }

  static func invalid(_ error: TensorError) -> InitializerError {
    InitializerError(code: .shape, description: error.description)
  }

  static func groups(_ sentence: String) -> InitializerError {
    InitializerError(code: .groups, description: "convolution: \(sentence)")
  }

  static func stride(_ stride: [Int], kernel: [Int]) -> InitializerError {
    InitializerError(
      code: .stride,
      description: "stride \(stride.spelled): \(kernel.count) positive numbers, one for each axis "
        + "of the kernel \(kernel.spelled), were expected")
  }

  static func equation(_ equation: String, _ sentence: String) -> InitializerError {
    InitializerError(code: .equation, description: "einsum \(equation): \(sentence)")
  }

  static func ambiguous(_ lengths: [Int]) -> InitializerError {
    let shape = lengths.isEmpty ? "scalar" : lengths.map(String.init).joined(separator: "×")
    let (example, layout) =
      2...5 ~= lengths.count
      ? ("stored(\(lengths), layout: .pytorch)", "(out, in, kernel...)")
      : ("bias(out: \(lengths.first ?? 1))", "a vector that is added")
    return InitializerError(
      code: .ambiguous,
      description: "shape \(shape): nothing says which axes are summed over, a declaration such as "
        + ".\(example) for \(layout) was expected")
  }

  static func elementType(_ type: ElementType, _ sentence: String) -> InitializerError {
    InitializerError(code: .elementType, description: "\(type.rawValue): \(sentence)")
  }

  static func number(_ what: String, _ value: Double) -> InitializerError {
    InitializerError(
      code: .number, description: "\(what): \(value), a finite number was expected")
  }

  static func interval(_ law: String, _ lower: Double, _ upper: Double) -> InitializerError {
    InitializerError(
      code: .interval,
      description: "\(law): interval from \(lower) to \(upper), a lower end below the upper one "
        + "and a probability of at least 1e-290 between them was expected")
  }

  static func share(_ what: String, _ value: Double) -> InitializerError {
    InitializerError(
      code: .share, description: "\(what): \(value), a share from 0 to 1 was expected")
  }

  static func name(_ name: String, nearest: String?, known: Int) -> InitializerError {
    let guess = nearest.map { "did you mean \($0)? " } ?? ""
    return InitializerError(
      code: .name,
      description: "recipe \(name): not known, \(guess)one of the \(known) names that "
        + "'xavier explain' lists was expected")
  }

  static func foreign(_ name: String, _ meanings: [ForeignNames.Meaning]) -> InitializerError {
    let ours = meanings.map { "\($0.initializer) (\($0.libraries))" }
    let known = ours.count == 1 ? "a name of other libraries" : "a name that libraries differ in"
    return InitializerError(
      code: .name,
      description: "recipe \(name): \(known), \(ours.joined(separator: " or ")) was expected")
  }

  static func record(_ text: String) -> InitializerError {
    InitializerError(
      code: .record,
      description: "record \(text.prefix(100)): not known, a law with its numbers such as "
        + "'normal 0.0 0.02' was expected")
  }

  static func argument(_ spelled: String, expected: String) -> InitializerError {
    InitializerError(code: .argument, description: "recipe \(spelled): \(expected) was expected")
  }
}
