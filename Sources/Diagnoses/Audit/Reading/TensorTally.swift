import Tensors
import Threads

/// What one pass over all elements of a tensor counts.
struct TensorTally: Sendable {
  /// Of each part, in order.
  var parts: [PowerSums]
  /// A hash of all elements.
  var content: UInt64
  /// A hash of each row; empty where rows have one element.
  var rows: [UInt64]
  /// Of the whole, where one is wanted.
  var histogram: NumberHistogram?

  /// So many elements are read at a time.
  static let pieceLength = 1 << 17
}

/// The pass over a tensor, cut into pieces that threads take one by one.
struct TallyPlan: Sendable {
  let reader: ElementReader
  let view: MatrixView
  let parts: [MatrixPart]
  let shift: Double
  let pieces: [Range<Int>]
  private let emptyHistogram: NumberHistogram?

  init(
    _ reader: ElementReader, _ view: MatrixView, _ parts: [MatrixPart], wantsHistogram: Bool
  ) {
    self.reader = reader
    emptyHistogram = wantsHistogram ? NumberHistogram(for: reader) : nil
    self.view = view
    self.parts = parts
    let length = TensorTally.pieceLength
    var pieces: [Range<Int>] = []
    if view.columns >= length {
      for row in 0..<(reader.count == 0 ? 0 : view.rows) {
        for start in stride(from: 0, to: view.columns, by: length) {
          let end = min(start + length, view.columns)
          pieces.append(row * view.columns + start..<row * view.columns + end)
        }
      }
    } else if reader.count > 0 {
      let rows = max(1, length / view.columns)
      for row in stride(from: 0, to: view.rows, by: rows) {
        pieces.append(row * view.columns..<min(row + rows, view.rows) * view.columns)
      }
    }
    self.pieces = pieces
    var first = Float(0)
    if reader.count > 0 {
      withUnsafeMutablePointer(to: &first) {
        reader.read(0..<1, into: UnsafeMutableBufferPointer(start: $0, count: 1))
      }
    }
    shift = first.isFinite && abs(first) < 1e10 ? Double(first) : 0
  }

  /// What one piece counts: its parts and the hashes of its rows, or of its stretch of a row.
  func count(_ piece: Int) -> TensorTally {
    let range = pieces[piece]
    if reader.type == .float64 {
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: range.count) { buffer in
        reader.read(range, into: buffer)
        var tally = counted(UnsafeBufferPointer(buffer), range) { $0.add($1) }
        tally.histogram?.add(UnsafeBufferPointer(buffer))
        return tally
      }
    }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { buffer in
      reader.read(range, into: buffer)
      var tally = counted(UnsafeBufferPointer(buffer), range) { $0.add($1) }
      tally.histogram?.add(UnsafeBufferPointer(buffer))
      return tally
    }
  }

  private func counted<Number>(
    _ numbers: UnsafeBufferPointer<Number>, _ range: Range<Int>,
    _ add: (inout PowerSums, UnsafeBufferPointer<Number>) -> Void
  ) -> TensorTally {
    var tally = TensorTally(
      parts: parts.map { _ in PowerSums(shift: shift, type: reader.type.elementType!) },
      content: ContentHash.start, rows: [], histogram: emptyHistogram)
    let (first, columns) = (range.lowerBound / view.columns, view.columns)
    if range.count >= columns, columns > 1 {
      for start in stride(from: 0, to: numbers.count, by: columns) {
        let row = UnsafeBufferPointer(rebasing: numbers[start..<start + columns])
        tally.rows.append(ContentHash.of(UnsafeRawBufferPointer(row)))
      }
      for hash in tally.rows { tally.content = mixed(tally.content, hash) }
    } else {
      tally.content = ContentHash.of(UnsafeRawBufferPointer(numbers))
    }
    guard parts.count > 1 else {
      add(&tally.parts[0], numbers)
      return tally
    }
    for (index, part) in parts.enumerated() {
      let isWide = part.columns.count == columns
      let low = max(part.rows.lowerBound * columns, range.lowerBound)
      let high = min(part.rows.upperBound * columns, range.upperBound)
      guard low < high else { continue }
      if isWide {
        let own = numbers[low - range.lowerBound..<high - range.lowerBound]
        add(&tally.parts[index], UnsafeBufferPointer(rebasing: own))
      } else {
        for row in first..<(range.upperBound - 1) / columns + 1 {
          let low = max(row * columns + part.columns.lowerBound, range.lowerBound)
          let high = min(row * columns + part.columns.upperBound, range.upperBound)
          guard low < high else { continue }
          let own = numbers[low - range.lowerBound..<high - range.lowerBound]
          add(&tally.parts[index], UnsafeBufferPointer(rebasing: own))
        }
      }
    }
    return tally
  }

  /// The tally of the tensor from those of its pieces, in order.
  func joined(_ tallies: [TensorTally]) -> TensorTally {
    var all = TensorTally(
      parts: parts.map { _ in PowerSums(shift: shift, type: reader.type.elementType!) },
      content: ContentHash.start, rows: [], histogram: emptyHistogram)
    for tally in tallies {
      for index in parts.indices { all.parts[index].add(tally.parts[index]) }
      all.content = mixed(all.content, tally.content)
      all.rows += tally.rows
      if let histogram = tally.histogram { all.histogram?.add(histogram) }
    }
    // Rows that were cut have hashes of their pieces.
    if view.columns >= TensorTally.pieceLength, view.columns > 1 {
      let each = (view.columns + TensorTally.pieceLength - 1) / TensorTally.pieceLength
      all.rows = (0..<view.rows).map { row in
        tallies[row * each..<(row + 1) * each].reduce(ContentHash.start) { mixed($0, $1.content) }
      }
    }
    return all
  }
}
