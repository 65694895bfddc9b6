import Tensors

/// The shape of a parameter, what each of its axes is for, and the fans that follow.
public struct ParameterSpec: Sendable, Hashable {
  /// The axis lengths as stored, row-major.
  public let shape: Shape
  /// What the indices are for, the slowest first; the product of the lengths is that of the shape.
  public let factors: [Factor]
  /// What the parameter is for.
  public let role: Role
  /// How far a transposed convolution moves for each input position, the product over its axes: of
  /// the products of a whole window, one in so many reaches an output unit.
  public let stride: Int
  /// Where one factor holds several maps side by side, such as queries, keys and values.
  public let sections: Sections?
  /// The fans of the other uses of a tied parameter.
  let tied: Fans?

  /// Maps side by side along one factor, each with fans of its own.
  public struct Sections: Sendable, Hashable {
    /// The position of the divided factor in ``ParameterSpec/factors``.
    public let factor: Int
    /// The length of each section, in the order they are stored.
    public let lengths: [Int]
  }

  /// A parameter with declared axes.
  ///
  /// - Throws: ``InitializerError`` with code `.axes` when there are not as many axes as the shape
  ///   has lengths.
  public init(shape: Shape, axes: [Axis], role: Role) throws(InitializerError) {
    guard axes.count == shape.rank else { throw .axes(axes, shape: shape) }
    self.init(shape: shape, factors: zip(axes, shape.lengths).map(Factor.init), role: role)
  }

  init(
    shape: Shape, factors: [Factor], role: Role = .weight, stride: Int = 1,
    sections: Sections? = nil, tied: Fans? = nil
  ) {
    self.shape = shape
    self.factors = factors
    self.role = role
    self.stride = stride
    self.sections = sections
    self.tied = tied
  }

  /// The same parameter for another purpose.
  public func with(role: Role) -> ParameterSpec {
    ParameterSpec(
      shape: shape, factors: factors, role: role, stride: stride, sections: sections, tied: tied)
  }

  /// The product of the lengths of all factors for one thing, 1 where there is none.
  ///
  /// A product beyond `Int.max`, which only a shape without elements can have, counts as `Int.max`.
  public func length(_ axis: Axis) -> Int { length { $0 == axis } }

  private func length(_ isCounted: (Axis) -> Bool) -> Int {
    let lengths = factors.filter { isCounted($0.axis) }.map(\.length)
    if lengths.contains(0) { return 0 }
    return lengths.reduce(1) { product, length in
      let (next, overflows) = product.multipliedReportingOverflow(by: length)
      return overflows ? .max : next
    }
  }

  /// The number of independent maps of equal shape: groups, gates and experts.
  public var mapCount: Int { length(\.countsMaps) }

  /// The inputs of one map, kernel positions included: the rows of its matrix.
  var matrixInputs: Int { length { $0 == .input || $0 == .lookup || $0 == .kernel } }

  /// The inputs of one map at one kernel position.
  var inputs: Int { length { $0 == .input || $0 == .lookup } }

  /// What is summed into one output unit, and what one input unit feeds.
  ///
  ///     fan in  = inputs x kernel positions / stride
  ///     fan out = outputs x kernel positions
  /// where the stride is that of a transposed convolution, and inputs and outputs are those of one
  /// group, gate or expert. A parameter without input axes has fan in 1: one product with the
  /// constant 1, or with the one that marks an entry looked up. A tied parameter has the largest
  /// fan of its uses, so that in none of them the signal or the gradient explodes.
  ///
  /// Of a parameter with ``sections`` these are the fans of the whole; those of a section are in
  /// ``pieces``.
  public var fans: Fans {
    let kernel = Double(length(.kernel))
    let own = Fans(
      fanIn: Double(length(.input)) * kernel / Double(stride),
      fanOut: Double(length(.output)) * kernel)
    guard let tied else { return own }
    return Fans(fanIn: max(own.fanIn, tied.fanIn), fanOut: max(own.fanOut, tied.fanOut))
  }

  /// The parameter itself, or where it has ``sections`` one parameter for each.
  public var pieces: [ParameterSpec] {
    guard let sections else { return [self] }
    return sections.lengths.map { length in
      var own = factors
      own[sections.factor] = Factor(own[sections.factor].axis, length)
      return ParameterSpec(
        shape: Shape(own.map(\.length)), factors: own, role: role, stride: stride, tied: tied)
    }
  }

  /// The parameter where another layer uses it too, as `other`.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` when the two have different shapes.
  public func tied(with other: ParameterSpec) throws(InitializerError) -> ParameterSpec {
    guard shape == other.shape else {
      throw .shape("tied parameter", other.shape, expected: "shape \(shape)")
    }
    let (a, b) = (fans, other.fans)
    return ParameterSpec(
      shape: shape, factors: factors, role: role, stride: stride, sections: sections,
      tied: Fans(fanIn: max(a.fanIn, b.fanIn), fanOut: max(a.fanOut, b.fanOut)))
  }
}
