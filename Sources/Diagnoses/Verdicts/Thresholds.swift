/// Where a reading becomes a verdict, and where it becomes a note; the evidence for each number is in
/// `Documentation/Verdicts.md`.
public enum Thresholds {
  /// A limit that decides, and a milder one from which a note is given.
  public struct Limit: Sendable, Hashable {
    /// What decides.
    public let verdict: Double
    /// What is worth a note.
    public let note: Double
  }

  /// The largest share of channels of a layer that may be zero on every input.
  ///
  /// Half of the channels are so behind a hundred layers of ReLU, drawn as they should be, because by
  /// then all inputs have come close to one another: that is what ``collapse`` judges.
  public static let deadShare = Limit(verdict: 0.9, note: 0.75)

  /// The largest share of numbers that may lie where their activation has under
  /// one in twenty of its largest slope.
  public static let saturatedShare = Limit(verdict: 0.8, note: 0.5)

  /// The largest growth of the mean square.
  public static let signalGrowth = Limit(verdict: 1e3, note: 10)

  /// The least that may be left of the mean square.
  public static let signalFall = Limit(verdict: 1e-5, note: 1e-3)

  /// The largest growth of R = q G towards the input.
  public static let gradientGrowth = Limit(verdict: 1e4, note: 1e2)

  /// The same with batch normalization behind the value: its gradient grows by about a fifth in each
  /// layer even where networks train.
  public static let gradientGrowthBeforeBatchNormalization = Limit(verdict: 1e6, note: 1e4)

  /// The least that may be left of R = q G at the first layer.
  public static let gradientFall = Limit(verdict: 1e-4, note: 1e-2)

  /// Where the mean square varies less than this while R grows, close inputs move apart: chaos.
  public static let steadySignal = 10.0

  /// The least that may be left of how much examples differ, D = (1 - c) / (1 - c of the input).
  public static let collapse = Limit(verdict: 1e-3, note: 1e-1)

  /// The mean share of the mean square that may come from biases, over half of the affine layers.
  public static let biasShare = Limit(verdict: 0.5, note: 0.25)

  /// The largest factor by which an error in the length of the signal may grow.
  public static let lengthSensitivity = Limit(verdict: 100, note: 10)

  /// The largest variance of the logarithm of the length over draws.
  public static let logLengthVariance = Limit(verdict: 4, note: 1)

  /// The largest share of units of a layer that may have a twin.
  public static let twinShare = 0.5

  /// Between these an input's mean square is near enough to 1.
  public static let inputSecondMoment = 0.01...10.0

  /// The largest share of an input's mean square that its mean may make.
  public static let inputMeanShare = 0.9

  /// Examples that differ by less than this in cosine are alike: float32 tells no more.
  static let alike = 1e-6
}
