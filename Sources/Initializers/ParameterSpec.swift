import Tensors

/// The shape of a parameter, what each of its axes is for, and the fans that follow.
public struct ParameterSpec: Sendable, Hashable {
  /// The axis lengths as stored, row-major.
  public let shape: Shape
  /// What each axis is for.
  public let axes: [Axis]
  /// What the parameter is for.
  public let role: Role

  /// A parameter with declared axes.
  ///
  /// - Throws: ``InitializerError`` with code `.axes` when there are not as many axes as the shape
  ///   has lengths.
  public init(shape: Shape, axes: [Axis], role: Role) throws(InitializerError) {
    guard axes.count == shape.rank else { throw .axes(axes, shape: shape) }
    self.init(unchecked: shape, axes, role)
  }

  private init(unchecked shape: Shape, _ axes: [Axis], _ role: Role) {
    self.shape = shape
    self.axes = axes
    self.role = role
  }

  /// A matrix that maps `in` units to `out` units, stored (in, out) as Keras and JAX store it: y =
  /// x W.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func dense(in fanIn: Int, out fanOut: Int) -> ParameterSpec {
    ParameterSpec(unchecked: Shape([fanIn, fanOut]), [.input, .output], .weight)
  }

  /// A bias for `out` units.
  ///
  /// - Precondition: the count is not negative.
  public static func bias(out count: Int) -> ParameterSpec {
    ParameterSpec(unchecked: Shape([count]), [.output], .bias)
  }

  /// The product of the lengths of the input axes and that of the output axes.
  ///
  /// A parameter without input axes, a bias, has fan in 1: one product with the constant 1.
  /// A product beyond `Int.max`, which only a shape without elements can have, counts as `Int.max`.
  public var fans: Fans {
    func product(_ axis: Axis) -> Int {
      let lengths = zip(axes, shape.lengths).filter { $0.0 == axis }.map(\.1)
      if lengths.contains(0) { return 0 }
      return lengths.reduce(1) { product, length in
        let (next, overflows) = product.multipliedReportingOverflow(by: length)
        return overflows ? .max : next
      }
    }
    return Fans(fanIn: product(.input), fanOut: product(.output))
  }
}
