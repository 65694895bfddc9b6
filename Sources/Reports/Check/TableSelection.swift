import Diagnoses

/// Which layers a table shows: the first and the last, those with findings, and where signal or
/// gradient have changed since the last one shown.
struct TableSelection {
  /// The places of the layers that are shown.
  let places: [Int]

  /// How many rows a table may have before layers are left out.
  static let limit = 30

  /// All layers.
  init(all layers: [LayerReading]) { places = Array(layers.indices) }

  /// The layers that tell most.
  init(_ layers: [LayerReading], marked: (LayerReading) -> Bool) {
    guard layers.count > Self.limit else {
      places = Array(layers.indices)
      return
    }
    let marks = layers.map(marked)
    let sizes = layers.map { [$0.forward, $0.backward] }
    var factor = 10.0
    var filled: [Int] = []
    repeat {
      var chosen: [Int] = []
      for place in layers.indices {
        let isEnd = place < 3 || place >= layers.count - 3
        let isNear = marks[max(0, place - 1)...min(layers.count - 1, place + 1)].contains(true)
        let isOther =
          chosen.last.map { last in
            zip(sizes[last], sizes[place]).contains { Self.differ($0, $1, by: factor) }
          } ?? true
        if isEnd || isNear || isOther { chosen.append(place) }
      }
      filled = Self.filled(chosen)
      factor *= factor
      // Findings may need more rows than the limit; numbers then have no say.
    } while filled.count > Self.limit && factor.isFinite
    places = filled
  }

  private static func differ(_ a: Double?, _ b: Double?, by factor: Double) -> Bool {
    guard let a, let b, a > 0, b > 0, a.isFinite, b.isFinite else { return a != b }
    return max(a, b) / factor > min(a, b)
  }

  // A gap of one or two layers says more with them than as a gap.
  private static func filled(_ chosen: [Int]) -> [Int] {
    chosen.indices.flatMap { index -> [Int] in
      guard index > 0, chosen[index] - chosen[index - 1] <= 3 else { return [chosen[index]] }
      return Array(chosen[index - 1] + 1...chosen[index])
    }
  }
}

extension LayerReading {
  /// The mean square of the value: measured, else predicted.
  var forward: Double? { measured?.secondMoment.value ?? predicted?.secondMoment }

  /// The mean square of the gradient: measured, else predicted.
  var backward: Double? {
    measured == nil ? predicted?.gradientSecondMoment : measured?.gradientSecondMoment?.value
  }

  /// The cosine of different examples: measured, else predicted.
  var cosine: Double? { measured == nil ? predicted?.correlation : measured?.correlation?.value }
}
