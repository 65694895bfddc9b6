/// The start of SIREN, networks whose activation is a sine.
///
/// ## Convention
/// A layer gives sin(omega (W x + b)): omega multiplies the sum, so that hidden weights are divided
/// by it. Code that writes sin(W x + b) has it in its weights: omega is 1 there, and the first
/// layer's interval is ±omega / n_in.
///
/// - Source: V. Sitzmann, J. Martel, A. Bergman, D. Lindell, G. Wetzstein, "Implicit neural
///   representations with periodic activation functions", NeurIPS 2020, section 3.2,
///   <https://arxiv.org/abs/2006.09661>.
public enum Sitzmann2020 {
  private static let source =
    "V. Sitzmann, J. Martel, A. Bergman, D. Lindell, G. Wetzstein, NeurIPS 2020, section 3.2, "
    + "https://arxiv.org/abs/2006.09661"

  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "sirenUniform", [InitializerArgument("OMEGA", "factor of the sine's argument", fallback: 30)],
      equation: "W ~ U(-a, a), a = sqrt(6 / fanIn) / OMEGA, variance 2 / (OMEGA² fanIn)",
      assumes: "layers sin(OMEGA (W x + b)) whose inputs are sines themselves, with variance 1/2: "
        + "the argument of each sine is then N(0, 1), many layers on N(0, 0.8)",
      use: "all layers of a SIREN but the first, the last linear one too",
      avoid: "the first layer (sirenFirstUniform); layers that write sin(W x + b) without OMEGA, "
        + "for which it is 1", source: source
    ) { numbers throws(InitializerError) in try .sirenUniform(omega: numbers[0]) },
    InitializerEntry(
      "sirenFirstUniform", equation: "W ~ U(-a, a), a = 1 / fanIn, variance 1 / (3 fanIn²)",
      assumes: "a first layer sin(OMEGA (W x + b)) with OMEGA about 30 and coordinates in (-1, 1): "
        + "the sine runs through several periods",
      use: "the first layer of a SIREN",
      avoid: "layers of many inputs: the argument's variance falls as OMEGA² / (9 fanIn)",
      source: source,
      falseFriends: "1 / fanIn is the bound; standardUniform's is 1 / sqrt(fanIn)"
    ) { _ in .sirenFirstUniform },
  ]
}

extension Initializer where Self == VarianceScaling {
  /// Hidden weights of a SIREN whose layers are sin(30 (W x + b)): U(-a, a), a = sqrt(6 / n_in) / 30.
  ///
  /// - Source: section 3.2 of the paper, as for the form with another omega.
  public static var sirenUniform: VarianceScaling { .siren(30) }

  /// Hidden weights of a SIREN: the argument of every sine becomes about N(0, 1).
  ///
  /// ## Law
  ///     W ~ U(-a, a),   a = sqrt(6 / n_in) / omega,   Var[W] = 2 / (omega^2 n_in)
  /// where a layer is sin(omega (W x + b)) and its inputs, sines themselves, have variance 1/2, as
  /// behind the first layer. The sine of a N(0, v) argument has variance (1 - exp(-2 v)) / 2, so that
  /// deeper down the argument's variance goes from 1 to 0.797, the solution of v = 1 - exp(-2 v).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` unless omega is a finite number above 0.
  /// - Source: V. Sitzmann, J. Martel, A. Bergman, D. Lindell, G. Wetzstein, "Implicit neural
  ///   representations with periodic activation functions", NeurIPS 2020, section 3.2,
  ///   <https://arxiv.org/abs/2006.09661>.
  public static func sirenUniform(omega: Double) throws(InitializerError) -> VarianceScaling {
    .siren(try InitializerError.checkedPositive(omega, "omega"))
  }

  private static func siren(_ omega: Double) -> VarianceScaling {
    VarianceScaling(
      scale: 2 / (omega * omega), mode: .fanIn, distribution: .uniform,
      name: omega == 30 ? "sirenUniform" : "sirenUniform:\(omega.spelled)")
  }
}

extension Initializer where Self == VarianceRule {
  /// Weights of a SIREN's first layer: U(-1 / n_in, 1 / n_in), variance 1 / (3 n_in^2).
  ///
  /// With coordinates in (-1, 1) and sin(omega (W x + b)) the sine's argument reaches ±omega, at a
  /// mean square of omega^2 / (9 n_in).
  ///
  /// - Source: section 3.2 of the same paper; the interval is that of the authors' code.
  public static var sirenFirstUniform: VarianceRule {
    VarianceRule(name: "sirenFirstUniform", distribution: .uniform) {
      piece throws(InitializerError) in
      let fanIn = try piece.fans.positiveFanIn
      return 1 / (3 * fanIn * fanIn)
    }
  }
}
