import Tensors

/// An initializer that gives every parameter the same law, whatever its fans.
public struct FixedLaw: Initializer {
  /// How the command line spells it.
  public let name: String
  /// The law.
  public let law: any Law

  /// An initializer with one law.
  public init(name: String, law: any Law) {
    self.name = name
    self.law = law
  }

  /// The law; where the parameter has sections, one for each.
  ///
  /// - Throws: ``InitializerError`` with code `.axes` when the law needs axes that the parameter
  ///   lacks.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    if law is any ElementwiseLaw { return law }
    return try sectioned(spec) { piece throws(InitializerError) in
      try law.checkAxes(of: piece, for: name)
      return law
    }
  }
}

extension Law {
  /// Refuses a parameter without the axes that the law is about.
  ///
  /// - Throws: ``InitializerError`` with code `.axes`.
  func checkAxes(of spec: ParameterSpec, for name: String) throws(InitializerError) {
    let axes = Set(spec.factors.map(\.axis))
    if self is GateConstants {
      guard axes.contains(.gate) else { throw .missingAxis(name, spec, "a gate axis was") }
    } else if !axes.contains(.output) || axes.isDisjoint(with: [.input, .lookup, .kernel]) {
      throw .missingAxis(name, spec, "input and output axes were")
    }
  }
}

extension Initializer where Self == FixedLaw {
  /// All zeros: right for biases, and for weights the symmetric start that no hidden unit ever
  /// leaves.
  public static var zeros: FixedLaw { FixedLaw(name: "zeros", law: Constant(0)) }

  /// All ones.
  public static var ones: FixedLaw { FixedLaw(name: "ones", law: Constant(1)) }

  /// One value for every weight.
  public static func constant(_ value: Float) -> FixedLaw {
    FixedLaw(name: "constant:\(value.spelled)", law: Constant(value))
  }

  /// The identity map, in a convolution's kernel Dirac's delta, times a gain.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public static func identity(gain: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(name: "identity:\(gain.spelled)", law: try Identity(gain: gain))
  }

  /// The identity map, in a convolution's kernel Dirac's delta.
  public static var identity: FixedLaw { FixedLaw(name: "identity", law: Identity.one) }

  /// A normal law with a standard deviation that ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32,
  ///   `.number` when the mean is not finite.
  public static func normal(
    mean: Double = 0, standardDeviation: Double
  ) throws(InitializerError) -> FixedLaw {
    let suffix = mean == 0 ? "" : ",\(mean.spelled)"
    return FixedLaw(
      name: "normal:\(standardDeviation.spelled)\(suffix)",
      law: try Normal(mean: mean, standardDeviation: standardDeviation))
  }

  /// A normal law cut at `±cut` deviations of its parent, with a standard deviation as drawn that
  /// ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32,
  ///   `.interval` when the cut is not positive.
  public static func truncatedNormal(
    standardDeviation: Double, cut: Double = 2
  ) throws(InitializerError) -> FixedLaw {
    let suffix = cut == 2 ? "" : ",\(cut.spelled)"
    return FixedLaw(
      name: "truncatedNormal:\(standardDeviation.spelled)\(suffix)",
      law: try TruncatedNormal(standardDeviation: standardDeviation, cut: cut))
  }

  /// A normal law given that it falls in an interval of absolute numbers, not rescaled: what
  /// PyTorch's `trunc_normal_` draws.
  ///
  /// - Throws: as ``TruncatedNormal/init(parentMean:parentDeviation:within:)`` does.
  public static func normalWithin(
    lower: Double, upper: Double, parentMean: Double = 0, parentDeviation: Double
  ) throws(InitializerError) -> FixedLaw {
    let mean = parentMean == 0 ? [] : [parentMean]
    let numbers = ([parentDeviation, lower, upper] + mean).map(\.spelled).joined(separator: ",")
    return FixedLaw(
      name: "normalWithin:\(numbers)",
      law: try TruncatedNormal(
        parentMean: parentMean, parentDeviation: parentDeviation, within: (lower, upper)))
  }

  /// A uniform law on (-bound, bound) with a bound that ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32.
  public static func uniform(bound: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(name: "uniform:\(bound.spelled)", law: try Uniform(bound: bound))
  }

  /// A uniform law on (lower, upper).
  ///
  /// - Throws: ``InitializerError`` with code `.interval` when the lower end is not below the upper
  ///   one, `.number` when either is not a finite Float32.
  public static func uniform(lower: Double, upper: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(
      name: "uniformBetween:\(lower.spelled),\(upper.spelled)",
      law: try Uniform(lower: lower, upper: upper))
  }

  /// Normal weights of which the share `sparsity` of each unit's is zero.
  ///
  /// - Throws: as ``Sparse/init(sparsity:standardDeviation:)`` does.
  public static func sparse(
    sparsity: Double, standardDeviation: Double
  ) throws(InitializerError) -> FixedLaw {
    FixedLaw(
      name: "sparse:\(sparsity.spelled)"
        + (standardDeviation == 0.01 ? "" : ",\(standardDeviation.spelled)"),
      law: try Sparse(sparsity: sparsity, standardDeviation: standardDeviation))
  }
}

extension Double {
  /// As a user would type it: a whole number without its `.0`.
  var spelled: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}

extension Float {
  /// As a user would type it: a whole number without its `.0`.
  var spelled: String { self == rounded() && abs(self) < 1e7 ? "\(Int(self))" : "\(self)" }
}
