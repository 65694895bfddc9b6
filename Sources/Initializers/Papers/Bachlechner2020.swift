/// ReZero: residual networks in which each branch has a weight that starts at 0.
///
/// - Source: T. Bachlechner, B. Majumder, H. Mao, G. Cottrell, J. McAuley, "ReZero is all you need:
///   fast convergence at large depth", 2020, <https://arxiv.org/abs/2003.04887>.
public enum Bachlechner2020 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "reZero", equation: "a = 0 in x' = x + a branch(x)",
      assumes: "branches without layer normalization whose own weights start as usual; the network "
        + "starts as the identity, with gradient in every a",
      use: "the trained scalar that multiplies a residual branch, one for each, never its weights",
      avoid: "networks whose scalars are not trained; the weights of a layer",
      source: "T. Bachlechner, B. Majumder, H. Mao, G. Cottrell, J. McAuley, 2020, "
        + "https://arxiv.org/abs/2003.04887",
      falseFriends: "zeros in the scale of a branch's last normalization (zero_init_residual) "
        + "start alike, but there each channel has a scale and the branch stays normalized"
    ) { _ in .reZero }
  ]
}

extension Initializer where Self == FixedLaw {
  /// The scalar that multiplies a residual branch: 0, so that the network starts as the identity.
  ///
  ///     x' = x + a branch(x),   a = 0
  ///
  /// - Source: T. Bachlechner, B. Majumder, H. Mao, G. Cottrell, J. McAuley, "ReZero is all you
  ///   need: fast convergence at large depth", 2020, <https://arxiv.org/abs/2003.04887>.
  public static var reZero: FixedLaw { FixedLaw(name: "reZero", law: Constant(0)) }
}
