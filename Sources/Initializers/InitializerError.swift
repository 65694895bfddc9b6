import Spellings
import Tensors

/// A mistake in what was asked of an initializer.
public struct InitializerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case axes, zeroFan, scale, slice, shape, name, argument }
    private let value: Value
    /// The number of declared axes is not the shape's rank.
    public static let axes = Code(value: .axes)
    /// The fan that the rule divides by is zero.
    public static let zeroFan = Code(value: .zeroFan)
    /// A scale, gain, bound or deviation is negative or not finite.
    public static let scale = Code(value: .scale)
    /// A slice leaves the parameter.
    public static let slice = Code(value: .slice)
    /// The law is not defined for the parameter's shape.
    public static let shape = Code(value: .shape)
    /// No initializer has this name.
    public static let name = Code(value: .name)
    /// The argument after the name's colon is missing, not wanted, or not a number in range.
    public static let argument = Code(value: .argument)
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
        "fan in \(fans.fanIn), fan out \(fans.fanOut): \(mode.rawValue) is 0, at least 1 was expected"
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

  static func shape(_ law: String, _ shape: Shape) -> InitializerError {
    InitializerError(
      code: .shape,
      description: "\(law): shape \(shape), two axes (in, out) were expected")
  }

  static func name(_ name: String, nearest: String?, known: [String]) -> InitializerError {
    InitializerError(
      code: .name,
      description: "recipe \(name): \(Spellings.unknown(nearest: nearest, among: known))")
  }

  static func argument(_ spelled: String, expected: String) -> InitializerError {
    InitializerError(code: .argument, description: "recipe \(spelled): \(expected) was expected")
  }
}
