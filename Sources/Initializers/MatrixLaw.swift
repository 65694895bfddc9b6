import Tensors

/// An initializer whose law is one of whole matrices.
public struct MatrixLaw: Initializer {
  /// How the command line spells it.
  public let name: String
  private let law: any Law

  init(name: String, law: any Law) {
    self.name = name
    self.law = law
  }

  /// The law.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` unless the parameter is a matrix.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    guard spec.shape.rank == 2 else { throw .shape(name, spec.shape) }
    return law
  }
}

extension Initializer where Self == MatrixLaw {
  /// The identity matrix.
  public static var identity: MatrixLaw { MatrixLaw(name: "identity", law: Identity.one) }
}

extension Identity {
  /// The identity with gain 1.
  static let one = Identity(checked: 1)
  private init(checked gain: Double) { self.gain = gain }
}

extension Orthogonal {
  /// Orthonormal matrices with gain 1.
  static let one = Orthogonal(checked: 1)
  private init(checked gain: Double) { self.gain = gain }
}
