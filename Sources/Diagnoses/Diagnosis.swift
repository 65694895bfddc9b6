import Networks
import Recipes

/// What a check found: the verdict, the findings, and every layer.
public struct Diagnosis: Sendable {
  /// The most severe finding that decides; healthy without one.
  public let verdict: Verdict
  /// What is wrong, the most severe first, then notes.
  public let findings: [Finding]
  /// The layers in the order of execution.
  public let layers: [LayerReading]
  /// What drew the weights; `nil` for the weights of the file.
  public let plan: RecipePlan?
  /// What examples did to the weights of the first draw, where the recipe corrects them.
  public let adjustments: [Adjustment]
  /// The singular values of the Jacobian of the hidden layers; `nil` where nobody asked for them or
  /// they cannot be had.
  public var spectrum: HiddenSpectrum?
  /// How it was found.
  public let method: Method

  /// How a check was made.
  public struct Method: Sendable {
    /// Whether the network was run; else theory alone speaks.
    public let isMeasured: Bool
    /// Why it was not run, where it was to be: a sentence.
    public let reason: String?
    /// The number of examples.
    public let examples: Int
    /// The number of draws of the weights.
    public let draws: Int
    /// The first seed.
    public let seed: UInt64
    /// What the examples were, in words: `32 images of 1/f noise`.
    public let data: String
    /// What else was done so that the reading means something: sentences.
    public let remarks: [String]

    package init(
      isMeasured: Bool, reason: String?, examples: Int, draws: Int, seed: UInt64, data: String,
      remarks: [String]
    ) {
      self.isMeasured = isMeasured
      self.reason = reason
      self.examples = examples
      self.draws = draws
      self.seed = seed
      self.data = data
      self.remarks = remarks
    }
  }

  package init(
    verdict: Verdict, findings: [Finding], layers: [LayerReading], plan: RecipePlan?,
    adjustments: [Adjustment] = [], method: Method
  ) {
    self.verdict = verdict
    self.findings = findings
    self.layers = layers
    self.plan = plan
    self.adjustments = adjustments
    self.method = method
  }
}
