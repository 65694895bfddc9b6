import Diagnoses

/// A tensor as the page of an audit has it: in the words of the terminal's table, and in numbers.
///
/// What is not known is left out.
struct AuditPageTensor: Encodable {
  /// Its place in the file, from 1 on.
  let number: Int
  let name, dtype: String
  let shape: [Int]
  let role: String?
  let isWeight: Bool
  let law, initializer, expected: String?
  let standardDeviation, mean, minimum, maximum: Double?
  /// The deviation of what the recipe draws, or without a recipe of the initializer that fits.
  let lineDeviation: Double?
  let nanCount, infinityCount, zeroCount, denormalCount: Int?
  let change: String?
  let relativeChange, correlation: Double?
  let severity: String?
  let codes: [String]?
  let histogram: Histogram?

  struct Histogram: Encodable {
    let low, high: Double
    let counts: [Int]
    let below, above, nonfinite: Int
    /// The share of the finite numbers that are 0.
    let zeros: Double
  }

  init(
    _ tensor: AuditedTensor, number: Int, _ marks: AuditMarks,
    _ entry: CheckpointComparison.Entry?, histogram: NumberHistogram?
  ) {
    self.number = number
    name = tensor.name
    dtype = tensor.type.rawValue
    shape = tensor.shape.lengths
    role = tensor.role
    isWeight = tensor.isWeight
    let row = AuditRow(
      name: tensor.name, tensor: tensor, severity: marks.severities[tensor.name])
    law = row.law.isEmpty ? nil : row.law
    initializer = row.initializer.isEmpty ? nil : row.initializer
    expected = row.expected.isEmpty ? nil : row.expected
    let found = tensor.statistics
    standardDeviation = found?.standardDeviation.finite
    (mean, minimum, maximum) = (found?.mean.finite, found?.minimum.finite, found?.maximum.finite)
    lineDeviation = Self.lineDeviation(tensor)?.finite
    func some(_ count: Int?) -> Int? { count == 0 ? nil : count }
    (nanCount, infinityCount) = (some(found?.notNumbers), some(found?.infinities))
    (zeroCount, denormalCount) = (some(found?.zeros), some(found?.denormals))
    change = entry?.change.rawValue
    (relativeChange, correlation) = (entry?.relativeChange?.finite, entry?.correlation?.finite)
    severity = marks.severities[tensor.name]?.rawValue
    codes = marks.codes[tensor.name]
    self.histogram = histogram.flatMap { counts in found.map { Histogram(counts, $0) } }
  }

  private static func lineDeviation(_ tensor: AuditedTensor) -> Double? {
    if let expected = tensor.expected { return expected.standardDeviation }
    if let match = tensor.initializer { return match.standardDeviation }
    // Of sections or gates, where all have one.
    let parts = tensor.parts.compactMap { $0.initializer?.standardDeviation }
    guard let first = parts.first, parts.count == tensor.parts.count,
      parts.allSatisfy({ abs($0 - first) <= 1e-6 * first })
    else { return nil }
    return first
  }
}

extension AuditPageTensor.Histogram {
  init(_ histogram: NumberHistogram, _ numbers: AuditedTensor.Statistics) {
    (low, high, counts) = (histogram.low, histogram.high, histogram.counts)
    (below, above, nonfinite) = (histogram.below, histogram.above, histogram.nonfinite)
    zeros = Double(numbers.zeros) / Double(max(1, numbers.count - numbers.nonfinite))
  }
}
