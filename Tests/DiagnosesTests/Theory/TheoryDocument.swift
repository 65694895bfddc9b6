import Foundation
import TestSupport

/// `Documentation/TheoryAgainstMeasurement.md`, which a long run of the tests writes.
enum TheoryDocument {
  static let url = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/TheoryAgainstMeasurement.md")

  static func write(_ comparisons: [TheoryComparison]) throws {
    let wide = comparisons.filter { $0.output.predicted.logLengthVariance <= 1 }
    let lines = comparisons.map { line($0) }
    let text = """
      # Theory against measurement

      What [theory](Moments.md) predicts of networks of all families, beside draws of their weights, \
      inputs and cotangents. The networks are those of `Tests/NetworkZoo`; `TheoryTests` holds them to \
      this and writes this page: `XAVIER_WRITE_GOLDEN=1 swift test -c release --filter TheoryTests`.

      Errors are those of the mean over draws against the prediction, over all values of a network \
      that depend on its input: the median, and the largest. They hold what draws leave open; the \
      noise is the standard error of the output's mean square, and of the first value's gradient. \
      *Variance* is that of the logarithm of the output's length from draw to draw; *length* is how far \
      the mean logarithm lies from its prediction. Where the variance is above 1, a mean over draws \
      says little, and only the length counts.

      Over the \(wide.count) networks with a variance of at most 1, the median over all values is \
      \(percent(wide.flatMap { $0.forward }.median)) forward, \
      \(percent(wide.flatMap { $0.backward }.median)) backward, \
      \(number(wide.flatMap { $0.correlation }.median)) for correlations.

      | network | draws | mean square: median, largest, noise | gradient: median, largest, noise | correlation: median, largest | variance | length | exact |
      |---|---|---|---|---|---|---|---|
      \(lines.joined(separator: "\n"))

      """
    try Data(text.utf8).write(to: url, options: .atomic)
  }

  private static func line(_ one: TheoryComparison) -> String {
    let exact = one.isExact
    let columns = [
      one.network.name,
      "\(ZooRuns.draws(of: one.network))",
      [one.forward.median, one.forward.max() ?? 0, one.output.forwardNoise].map { percent($0) }
        .joined(separator: ", "),
      [one.backward.median, one.backward.max() ?? 0, one.rows[0].backwardNoise]
        .map { percent($0) }.joined(separator: ", "),
      [one.correlation.median, one.correlation.max() ?? 0].map { number($0) }
        .joined(separator: ", "),
      number(one.output.predicted.logLengthVariance),
      number(one.output.logLength),
      exact.forward ? (exact.backward ? "yes" : "forward") : exact.backward ? "backward" : "no",
    ]
    return "| " + columns.joined(separator: " | ") + " |"
  }

  private static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "-" }
    return share >= 9.995 ? "over 1,000 %" : String(format: "%.1f %%", 100 * share)
  }

  private static func number(_ x: Double) -> String {
    abs(x) < 1000 ? String(format: "%.3f", x) : String(format: "%.0e", x)
  }
}
