import Tensors
import Threads

/// Laws of whole matrices: the identity and orthonormal rows or columns.
struct MatrixLaws {
  let reader: ElementReader
  let view: MatrixView
  let part: MatrixPart
  let sums: PowerSums

  /// Larger matrices are read a second time only where their scale is that of an orthogonal law.
  static let smallCount = 1 << 22

  /// The identity times a gain, surplus units 0.
  var identity: InferredLaw? {
    let smaller = min(part.rows.count, part.columns.count)
    guard smaller >= 2, sums.finite - sums.zeros == smaller, sums.minimum >= 0, sums.maximum > 0
    else { return nil }
    let gain = sums.maximum
    for index in 0..<smaller {
      let place = (part.rows.lowerBound + index) * view.columns + part.columns.lowerBound + index
      guard row(place..<place + 1)[0] == Float(gain) else { return nil }
    }
    return InferredLaw(
      .identity, mean: sums.mean, deviation: sums.secondMoment(about: sums.mean).squareRoot(),
      gain: gain)
  }

  /// An orthogonal law, where the shorter side's vectors have one length and random combinations of
  /// them keep theirs.
  func orthogonal(_ sample: TensorSample) -> InferredLaw? {
    let (rows, columns) = (part.rows.count, part.columns.count)
    let smaller = min(rows, columns)
    guard smaller >= 2, view.columns > 1, columns <= sample.columns, sums.finite == sums.count,
      sums.secondMoment(about: 0) > 0
    else { return nil }
    let gain = (sums.secondMoment(about: 0) * Double(max(rows, columns))).squareRoot()
    // Rounding each number once lets lengths differ so much.
    let tolerance = max(
      2e-5, 5 * sample.rounding / Double(max(rows, columns)).squareRoot())
    if rows <= columns {
      for row in 0..<sample.rows {
        let own = sample.numbers[row * columns..<(row + 1) * columns]
        let length = own.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard abs(length / gain - 1) <= tolerance else { return nil }
      }
    } else if sums.finite > Self.smallCount {
      guard abs(gain - gain.rounded()) < 0.01 || abs(gain * gain - 2) < 0.02 else { return nil }
    }
    guard keepsLengths(gain, tolerance) else { return nil }
    let nearest = [1, 2.0.squareRoot()].first { abs(gain / $0 - 1) < tolerance } ?? gain
    return InferredLaw(
      .orthogonal, mean: 0, deviation: sums.secondMoment(about: 0).squareRoot(), gain: nearest)
  }

  // Combinations of the shorter side's vectors with signs that a fixed rule chose: their products are
  // those of the signs.
  private func keepsLengths(_ gain: Double, _ tolerance: Double) -> Bool {
    let (rows, columns) = (part.rows.count, part.columns.count)
    let (smaller, longer) = (min(rows, columns), max(rows, columns))
    let trials = 4
    let signs = (0..<trials).map { trial in
      (0..<smaller).map { index -> Float in
        mixed(mixed(ContentHash.start, UInt64(trial)), UInt64(index)) & 1 == 0 ? 1 : -1
      }
    }
    var sums = (0..<trials).map { _ in [Float](repeating: 0, count: longer) }
    for row in 0..<rows {
      let start = (part.rows.lowerBound + row) * view.columns + part.columns.lowerBound
      let own = self.row(start..<start + columns)
      for trial in 0..<trials {
        if rows <= columns {
          let factor = signs[trial][row]
          for column in 0..<columns { sums[trial][column] += factor * own[column] }
        } else {
          var sum = 0.0
          for column in 0..<columns { sum += Double(signs[trial][column] * own[column]) }
          sums[trial][row] = Float(sum)
        }
      }
    }
    let unit = gain * gain * Double(smaller)
    func product(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for a in 0..<trials {
      for b in 0...a {
        let expected = product(signs[a], signs[b]) / Double(smaller)
        guard abs(product(sums[a], sums[b]) / unit - expected) <= 8 * tolerance else {
          return false
        }
      }
    }
    return true
  }

  private func row(_ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
      reader.read(range, into: UnsafeMutableBufferPointer(rebasing: buffer[..<range.count]))
      count = range.count
    }
  }
}
