import Initializers
import Tensors

/// A tensor as rows of equal length, one after another as they are stored: where its axes are
/// declared a row holds the weights of one unit where that is possible.
struct MatrixView: Sendable {
  let rows: Int
  let columns: Int

  init(_ shape: Shape, _ spec: ParameterSpec?) {
    let count = max(shape.count, 1)
    guard shape.rank >= 2 else {
      (rows, columns) = (count, 1)
      return
    }
    let isLast = spec.map { $0.factors.last?.axis == .output && $0.factors.first?.axis != .output }
    if isLast == true, shape.rank > 2 {
      columns = max(shape[shape.rank - 1], 1)
      rows = count / columns
    } else {
      rows = max(shape[0], 1)
      columns = count / rows
    }
  }

  /// The parts that may have laws of their own, else the whole.
  func parts(of spec: ParameterSpec?) -> [MatrixPart] {
    let whole = [MatrixPart(rows: 0..<rows, columns: 0..<columns)]
    guard let spec, spec.shape.count == rows * columns, rows * columns > 0 else { return whole }
    var (place, lengths) = (0, [Int]())
    if let sections = spec.sections {
      (place, lengths) = (sections.factor, sections.lengths)
    } else if let gate = spec.factors.firstIndex(where: { $0.axis == .gate }) {
      let gates = spec.factors[gate].length
      let each =
        gate + 1 < spec.factors.count && spec.factors[gate + 1].axis == .output
        ? spec.factors[gate + 1].length : 1
      (place, lengths) = (gate, Array(repeating: each, count: gates))
    }
    guard lengths.count > 1, lengths.count <= 16 else { return whole }
    let total = lengths.reduce(0, +)
    var start = 0
    let ranges = lengths.map { length in
      defer { start += length }
      return start..<start + length
    }
    if place == 0, total == rows {
      return ranges.map { MatrixPart(rows: $0, columns: 0..<columns) }
    }
    if place == 1, spec.factors[0].length == rows, total == columns {
      return ranges.map { MatrixPart(rows: 0..<rows, columns: $0) }
    }
    return whole
  }
}

/// Rows and columns of a matrix.
struct MatrixPart: Sendable, Hashable {
  let rows: Range<Int>
  let columns: Range<Int>
  var count: Int { rows.count * columns.count }
}
