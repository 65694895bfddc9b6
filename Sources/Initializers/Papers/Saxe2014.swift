extension Initializer where Self == MatrixLaw {
  /// Random orthonormal matrices, with which a deep linear network learns as fast as a shallow one.
  ///
  /// - Source: A. Saxe, J. McClelland, S. Ganguli, "Exact solutions to the nonlinear dynamics of
  ///   learning in deep linear neural networks", ICLR 2014,
  ///   <https://arxiv.org/abs/1312.6120>.
  public static var orthogonal: MatrixLaw { MatrixLaw(name: "orthogonal", law: Orthogonal.one) }

  /// Random orthonormal matrices times a gain; slightly above 1 makes up for what tanh takes away.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  /// - Source: the same paper, on gains above 1 for saturating units.
  public static func orthogonal(gain: Double) throws(InitializerError) -> MatrixLaw {
    MatrixLaw(name: "orthogonal:\(gain.spelled)", law: try Orthogonal(gain: gain))
  }
}
