/// The singular values of the Jacobian of one value of a network with respect to another, at one or
/// several inputs and draws of the weights.
///
/// ## Law
///     J[i, j] = d end[i] / d start[j]
///
/// over the elements of one example. All singular values near 1 (dynamical isometry) means that errors
/// come back through the network as long as they were; a wide spread, that a few directions are
/// stretched and most are lost.
///
/// ## Edge cases
/// Elements are Float32: singular values below 1e-6 of the largest are mostly rounding.
public struct JacobianSpectrum: Sendable {
  /// The singular values, the largest first: for each draw and each example a list.
  public let singularValues: [[Double]]
  /// The number of rows that were computed.
  public let rows: Int
  /// The number of columns: elements of the first value.
  public let columns: Int
  /// The number of elements of the second value.
  ///
  /// It is more than ``rows`` where the Jacobian was sketched by
  /// random orthonormal combinations of its rows. The mean square of its elements is then that of the
  /// whole, the largest singular value at most the whole one's.
  public let allRows: Int

  init(singularValues: [[Double]], rows: Int, columns: Int, allRows: Int) {
    self.singularValues = singularValues
    self.rows = rows
    self.columns = columns
    self.allRows = allRows
  }

  /// What was found in several draws of the weights, as one.
  ///
  /// - Precondition: there is one, and all are of the same values.
  public init(joining draws: [JacobianSpectrum]) {
    precondition(!draws.isEmpty, "spectrum: no draws, one or more were expected")
    precondition(
      draws.allSatisfy { $0.rows == draws[0].rows && $0.columns == draws[0].columns },
      "spectrum: draws of other Jacobians, the same were expected")
    self.init(
      singularValues: draws.flatMap(\.singularValues), rows: draws[0].rows,
      columns: draws[0].columns, allRows: draws[0].allRows)
  }

  /// Whether rows were combined at random, because there are too many.
  public var isSketch: Bool { rows < allRows }

  /// All singular values, the largest first.
  public var all: [Double] { singularValues.joined().sorted(by: >) }

  /// The mean.
  public var mean: Double { average { $0 } }

  /// The square root of the mean square.
  public var rootMeanSquare: Double { average { $0 * $0 }.squareRoot() }

  /// The variance of the squared singular values over the square of their mean: 0 for an isometry, the
  /// number of layers for square linear layers of independent elements.
  public var relativeVarianceOfSquares: Double {
    let mean = average { $0 * $0 }
    return average { ($0 * $0 - mean) * ($0 * $0 - mean) } / (mean * mean)
  }

  /// The largest over all draws and examples.
  public var largest: Double { singularValues.compactMap(\.first).max() ?? 0 }

  /// The smallest over all draws and examples.
  public var smallest: Double { singularValues.compactMap(\.last).min() ?? 0 }

  /// The values at `count` evenly spaced shares of all, the largest first: at (i + 1/2) / count lie as
  /// many above.
  public func quantiles(_ count: Int) -> [Double] {
    let all = all
    guard !all.isEmpty else { return [] }
    return (0..<count).map { index in
      let place = (Double(index) + 0.5) / Double(count) * Double(all.count) - 0.5
      let lower = min(max(Int(place.rounded(.down)), 0), all.count - 1)
      let upper = min(lower + 1, all.count - 1)
      let part = min(max(place - Double(lower), 0), 1)
      return all[lower] + part * (all[upper] - all[lower])
    }
  }

  private func average(_ function: (Double) -> Double) -> Double {
    let count = singularValues.reduce(0) { $0 + $1.count }
    return singularValues.reduce(0) { $1.reduce($0) { $0 + function($1) } } / Double(count)
  }
}
