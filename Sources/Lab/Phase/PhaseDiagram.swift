import Xavier

/// The cells of a phase diagram.
struct PhaseGrid: Sendable, Hashable {
  let weights, biases: ClosedRange<Double>
  let width, height: Int

  /// The deviations of the columns, and of the rows: both ends are among them.
  var columns: [Double] { Self.places(weights, width) }
  var rows: [Double] { Self.places(biases, height) }

  private static func places(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    (0..<count).map { place in
      let share = Double(place) / Double(count - 1)
      return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
  }
}

/// The fixed point of the length and the growth of gradients there, over deviations of weights and
/// biases.
struct PhaseDiagram: Sendable {
  let weights, biases: [Double]
  /// By rows of one bias deviation; `nil` where lengths that begin at 1 grow beyond bounds.
  let chi, variance: [[Double?]]
  /// The deviations at which gradients neither grow nor fall, by rising variance.
  let edge: [[Double]]

  /// A diagram, read off the moments of a function.
  init(_ moments: PhaseMoments, _ grid: PhaseGrid) {
    weights = grid.columns
    biases = grid.rows
    let cells = grid.rows.map { bias in
      grid.columns.map { moments.limit(weight: $0, bias: bias) }
    }
    variance = cells
    chi = cells.map { row in
      zip(grid.columns, row).map { weight, limit in
        limit.map { weight * weight * moments.slopeSecondMoment(at: $0) }
      }
    }
    edge = moments.edge.filter { grid.weights ~= $0[0] && grid.biases ~= $0[1] }
  }
}
