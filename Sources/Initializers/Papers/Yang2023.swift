/// Weights whose largest singular value is that of a map which keeps the size of each unit.
///
/// - Source: G. Yang, J. Simon, J. Bernstein, "A spectral condition for feature learning", 2023,
///   <https://arxiv.org/abs/2310.17813>.
public enum Yang2023 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "spectralNormal", [InitializerArgument("GAIN", "gain", fallback: 1)],
      equation: "W ~ N(0, s²), s = gain min(1, sqrt(fanOut / fanIn)) / sqrt(fanIn); "
        + "its largest singular value is about gain (sqrt(r) + min(1, r)), r = fanOut / fanIn",
      assumes: "units of size about 1 in every layer, learning rates that keep the spectral norm "
        + "of updates at sqrt(fanOut / fanIn) too",
      use: "networks whose width is to change with all settings kept; maps to few outputs, whose "
        + "weights become smaller than LeCun's",
      avoid: "comparisons at one width with settings tuned for other variances",
      source: "G. Yang, J. Simon, J. Bernstein, 2023, https://arxiv.org/abs/2310.17813",
      falseFriends: "spectral normalization divides by the largest singular value in every step; "
        + "this only starts there"
    ) { numbers throws(InitializerError) in
      numbers[0] == 1 ? .spectralNormal : try .spectralNormal(gain: numbers[0])
    }
  ]
}

extension Initializer where Self == VarianceRule {
  /// Normal weights whose largest singular value is of the order of sqrt(n_out / n_in).
  ///
  /// ## Law
  ///     W ~ N(0, s^2),   s = min(1, sqrt(n_out / n_in)) / sqrt(n_in)
  /// It is LeCun's law where there are at least as many outputs as inputs, and smaller where there
  /// are fewer.
  ///
  /// - Source: G. Yang, J. Simon, J. Bernstein, "A spectral condition for feature learning", 2023,
  ///   <https://arxiv.org/abs/2310.17813>.
  public static var spectralNormal: VarianceRule { .spectral(1) }

  /// The same law with its weights multiplied by a gain.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  /// - Source: the same paper.
  public static func spectralNormal(gain: Double) throws(InitializerError) -> VarianceRule {
    .spectral(try InitializerError.checkedGain(gain))
  }

  private static func spectral(_ gain: Double) -> VarianceRule {
    VarianceRule(
      name: gain == 1 ? "spectralNormal" : "spectralNormal:\(gain.spelled)", distribution: .normal
    ) { piece throws(InitializerError) in
      let fanIn = try piece.fans.positiveFanIn
      return gain * gain * min(1, piece.fans.fanOut / fanIn) / fanIn
    }
  }
}
