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

  /// The law.
  public func law(for spec: ParameterSpec) -> any Law { law }
}

extension Initializer where Self == FixedLaw {
  /// All zeros: right for biases, and for weights the symmetric start that no hidden unit ever
  /// leaves.
  public static var zeros: FixedLaw { FixedLaw(name: "zeros", law: Constant(0)) }

  /// All ones.
  public static var ones: FixedLaw { FixedLaw(name: "ones", law: Constant(1)) }

  /// One value for every weight.
  public static func constant(_ value: Float) -> FixedLaw {
    FixedLaw(name: "constant:\(value)", law: Constant(value))
  }

  /// A normal law with a standard deviation that ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32.
  public static func normal(standardDeviation: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(
      name: "normal:\(standardDeviation.spelled)",
      law: try Normal(standardDeviation: standardDeviation))
  }

  /// A normal law cut at two deviations, with a standard deviation that ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32.
  public static func truncatedNormal(
    standardDeviation: Double
  ) throws(InitializerError) -> FixedLaw {
    FixedLaw(
      name: "truncatedNormal:\(standardDeviation.spelled)",
      law: try TruncatedNormal(standardDeviation: standardDeviation))
  }

  /// A uniform law on (-bound, bound) with a bound that ignores the fans.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32.
  public static func uniform(bound: Double) throws(InitializerError) -> FixedLaw {
    FixedLaw(name: "uniform:\(bound.spelled)", law: try Uniform(bound: bound))
  }
}

extension Double {
  /// As a user would type it: a whole number without its `.0`.
  var spelled: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
