import Reports
import Xavier

/// The weights that an initializer draws for the parameter it is explained on: how many fall into each
/// bin, and how many its law expects there.
struct InitializerFigure: Encodable {
  private let kind = "histogram"
  private let name: String
  private let shape: [Int]
  private let seed: UInt64
  private let low, high: Double
  private let counts: [Int]
  private let drawn, zeros: Int
  @ExplicitNull private var expected: [Double]?

  /// The figure; `nil` where all weights are one number.
  ///
  /// - Throws: `InitializerError` as a draw does.
  init?(_ spelled: String) throws {
    let explanation = try InitializerExplanation(spelled: spelled)
    // The seed of the figure in the terminal.
    guard let sample = try WeightSample(explanation, seed: 0) else { return nil }
    name = explanation.initializer.name
    shape = explanation.spec.shape.lengths
    seed = sample.seed
    (low, high) = (sample.range.lowerBound, sample.range.upperBound)
    (counts, drawn, zeros) = (sample.counts, sample.drawn, sample.zeros)
    _expected = ExplicitNull(wrappedValue: sample.expected)
  }
}
