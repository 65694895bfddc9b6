import Foundation
import Initializers
import Threads

/// Draws 2^30 elements of one parameter through the public interface and holds them to their law.
struct LawProof {
  let law: NullLaw
  let initializer: FixedLaw
  /// What draws are counted beyond, each with the probability of one side and its name.
  let thresholds: [(value: Double, share: Double, name: String)]

  static let all = [normal, truncatedNormal]

  static let normal = LawProof(
    law: .normal,
    initializer: checked { () throws(InitializerError) in
      try .normal(standardDeviation: 1)
    },
    thresholds: [1, 2, 3, 4, 5, 5.5, 6].map {
      ($0, NullLaw.normal.tail($0), String(format: "%g", $0))
    })

  // Of the 2^24 values that the law has, equally probable, thresholds lie between the outermost n
  // of a side and the next.
  static let truncatedNormal = LawProof(
    law: .truncatedNormal,
    initializer: checked { () throws(InitializerError) in
      try .truncatedNormal(standardDeviation: NullLaw.truncatedNormal.moment(2).squareRoot())
    },
    thresholds: [1, 1.5, 1.9].map {
      ($0, NullLaw.truncatedNormal.tail($0), String(format: "%g", $0))
    }
      + [4_096, 256, 16, 1].map { n in
        let share = n * 0x1p-24
        let value = NullLaw.truncatedNormal.upperQuantile(share)
        return (value, share, String(format: "%.7f, %g values", value, n))
      })

  /// The rows of a table, the worst last bound of them being `Finding.least`.
  func findings(seed: UInt64) -> [Finding] { findings(tally(seed: seed)) }

  private func tally(seed: UInt64) -> DrawTally {
    let edges = (1..<256).map { Float(-law.upperQuantile(Double($0) / 256)) }
    let empty = DrawTally(
      edges: edges, thresholds: thresholds.map { Float($0.value) }, second: law.moment(2))
    let spec = ParameterSpec.dense(in: 1 << 15, out: 1 << 15)
    let slice = 1 << 20
    var tallies = [DrawTally](repeating: empty, count: spec.shape.count / slice)
    tallies.withUnsafeMutableBufferPointer { tallies in
      ThreadPool.shared.run(count: tallies.count) { index in
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: slice)
        defer { values.deallocate() }
        do {
          try initializer.fill(
            values, from: index * slice, of: spec, path: "weight", seed: seed, threads: .single)
        } catch { Main.fail("\(error)") }
        tallies[index].add(UnsafeBufferPointer(values))
      }
    }
    return tallies.reduce(into: empty) { $0.add($1) }
  }

  private func findings(_ tally: DrawTally) -> [Finding] {
    let count = Double(tally.count)
    var findings = [Finding]()
    for (index, (_, share, name)) in thresholds.enumerated() {
      for (side, found) in [("above", tally.above[index]), ("below -", tally.below[index])] {
        let space = side == "above" ? " " : ""
        findings.append(
          Finding("\(side)\(space)\(name)", count: found, expected: count * share, share: share))
      }
    }
    if law.bound.isInfinite {
      // Where u rounds to 1, at 32 of the 2^30 words there are, both values of a pair are 0.
      findings.append(
        Finding("pairs of zeros", count: tally.zeros / 2, expected: count / 2 * 0x1p-25))
    }
    findings.append(Finding("chi-square of 256 equiprobable bins", bins: tally.bins))
    for power in 1...4 {
      let expected = law.moment(power)
      let variance = law.moment(2 * power) - expected * expected
      findings.append(
        Finding(
          "mean of x^\(power)", value: tally.powers[power - 1] / count, expected: expected,
          error: (variance / count).squareRoot()))
    }
    for (lag, products) in zip(DrawTally.lags.map(String.init), tally.products) {
      findings += correlations("distance \(lag)", products)
    }
    if law.bound.isInfinite { findings += correlations("one pair of words", tally.partners) }
    return findings
  }

  private func correlations(_ name: String, _ products: SIMD3<Double>) -> [Finding] {
    let second = law.moment(2)
    let ofSquares = law.moment(4) - second * second
    let error = 1 / products.x.squareRoot()
    return [
      Finding(
        "correlation, \(name)", value: products.y / products.x / second, expected: 0, error: error),
      Finding(
        "correlation of squares, \(name)", value: products.z / products.x / ofSquares, expected: 0,
        error: error),
    ]
  }

  private static func checked(_ make: () throws(InitializerError) -> FixedLaw) -> FixedLaw {
    do { return try make() } catch { Main.fail("\(error)") }
  }
}
