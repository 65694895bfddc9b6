/// SkipInit: a scalar that starts at 0 at the end of each residual branch stands in for
/// normalization.
///
/// - Source: S. De, S. Smith, "Batch normalization biases residual blocks towards the identity
///   function in deep networks", NeurIPS 2020, <https://arxiv.org/abs/2002.10444>.
public enum De2020 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "skipInit", equation: "a = 0 in x' = x + a branch(x)",
      assumes: "convolutional residual branches without batch normalization, with He's law and "
        + "biases; the network starts as the identity",
      use: "the trained scalar at the end of a residual branch, one for each, never its weights",
      avoid: "networks with batch normalization, which makes branches small by itself; the weights "
        + "of a layer",
      source: "S. De, S. Smith, NeurIPS 2020, https://arxiv.org/abs/2002.10444",
      falseFriends: "the same start as reZero, found for convolutional networks; Fixup's scalars "
        + "start at 1, since there the branch's last layer is 0"
    ) { _ in .skipInit }
  ]
}

extension Initializer where Self == FixedLaw {
  /// The scalar at the end of a residual branch: 0, so that the network starts as the identity.
  ///
  ///     x' = x + a branch(x),   a = 0
  ///
  /// - Source: S. De, S. Smith, "Batch normalization biases residual blocks towards the identity
  ///   function in deep networks", NeurIPS 2020, <https://arxiv.org/abs/2002.10444>.
  public static var skipInit: FixedLaw { FixedLaw(name: "skipInit", law: Constant(0)) }
}
