/// GPT-2's start of the maps that write into the residual stream.
///
/// - Source: A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever, "Language models are
///   unsupervised multitask learners", 2019, section 2.3, which scales by 1 / sqrt(N), N the number
///   of residual layers: two for each of L transformer layers.
public enum Radford2019 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "gpt2ResidualNormal",
      [
        InitializerArgument("LAYERS", "number of transformer layers", .count(from: 1)),
        InitializerArgument("DEVIATION", "standard deviation of the other weights", fallback: 0.02),
      ],
      equation: "W ~ N(0, s²), s = DEVIATION / sqrt(2 LAYERS)",
      assumes: "a residual stream that sums two branches a layer, attention and feed-forward, of "
        + "equal variance: the sum of all of them then keeps that of one",
      use: "the last map of each branch of a pre-norm transformer whose other weights are "
        + "normal:0.02",
      avoid: "maps within a branch, embeddings and the head (normal:0.02); widths far from 768, "
        + "since the deviation ignores the fans",
      source: "A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever, 2019, section 2.3; "
        + "the released code starts no weights so",
      falseFriends: "in versions of Hugging Face transformers up to July 2026 the factor was "
        + "silently not applied, since a test of names could not match: all weights had 0.02"
    ) { numbers throws(InitializerError) in
      try .gpt2ResidualNormal(layers: Int(numbers[0]), standardDeviation: numbers[1])
    }
  ]
}

extension Initializer where Self == FixedLaw {
  /// The maps that write into the residual stream of GPT-2, one for each of its 2 L branches.
  ///
  /// ## Law
  ///     W ~ N(0, s^2 / (2 L))
  /// where `s` is the standard deviation of all other weights, 0.02, and `L` the number of
  /// transformer layers.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer layers than 1, `.scale` when the
  ///   deviation is negative or not a finite Float32.
  /// - Source: A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever, "Language models are
  ///   unsupervised multitask learners", 2019, section 2.3.
  public static func gpt2ResidualNormal(
    layers: Int, standardDeviation: Double = 0.02
  ) throws(InitializerError) -> FixedLaw {
    let branches = 2 * (try InitializerError.checkedCount(layers, "transformer layers"))
    let suffix = standardDeviation == 0.02 ? "" : ",\(standardDeviation.spelled)"
    return FixedLaw(
      name: "gpt2ResidualNormal:\(layers)\(suffix)",
      law: try Normal(standardDeviation: standardDeviation / branches.squareRoot()))
  }
}
