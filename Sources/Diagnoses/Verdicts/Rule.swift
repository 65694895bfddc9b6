import Networks

/// A rule by which a verdict is found.
protocol Rule: Sendable {
  /// What breaks it, at most one verdict and, where there is none, at most one note for each thing
  /// that it looks at; the worst.
  static func breaches(in evidence: Evidence) -> [Breach]
}

/// A rule that is broken, before its cause is known.
struct Breach: Sendable {
  /// Which way what it looks at runs.
  enum Direction: Sendable, Hashable { case forward, backward }

  /// The verdict.
  let code: Verdict
  /// Whether it decides.
  var weight: Finding.Weight
  /// What is wrong, with its figures.
  let message: String
  /// Forward for signals, backward for gradients.
  var direction = Direction.forward
  /// Whether something is too large; else too small.
  var isGrowth = false
  /// The value where it begins.
  var value: Int?
  /// The parameter that it is about.
  var parameter: Int?
  /// The trunk values between which it came about, in the order of execution.
  var stretch: [Int] = []
  /// The logarithm of the whole change along ``stretch``.
  var growth = 0.0
  /// Whether an input itself is what is wrong.
  var isAboutInput = false
  /// By how much the limit is missed, to choose the worst: larger is worse.
  var severity = 0.0
}

extension Sequence where Element == Breach {
  /// The worst that decides, or else the worst note.
  var worst: [Breach] {
    let sorted = self.max {
      ($0.weight == .verdict ? 1 : 0, $0.severity) < ($1.weight == .verdict ? 1 : 0, $1.severity)
    }
    return sorted.map { [$0] } ?? []
  }
}

extension Thresholds.Limit {
  /// What a figure is that should stay below.
  func weight(ofLarge figure: Double) -> Finding.Weight? {
    figure >= verdict ? .verdict : figure >= note ? .note : nil
  }

  /// What a figure is that should stay above.
  func weight(ofSmall figure: Double) -> Finding.Weight? {
    figure < verdict ? .verdict : figure < note ? .note : nil
  }
}
