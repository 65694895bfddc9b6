import CKernels
import Tensors
import Threads

/// The gradient of rows that were chosen by indices: for each row the sum over the places that chose
/// it, in their order.
///
/// Places are sorted by their rows first, so that every row is written once.
final class ChosenRows: OperatorState, @unchecked Sendable {
  private var chosen: UnsafeMutablePointer<Int>?
  private var places: UnsafeMutablePointer<Int>?
  private var starts: UnsafeMutablePointer<Int>?
  private var fullRows: UnsafeMutablePointer<Int>?

  // A row that more places chose than this is shared among threads.
  private static let most = 64

  deinit {
    fullRows?.deallocate()
    chosen?.deallocate()
    places?.deallocate()
    starts?.deallocate()
  }

  func parametersDidChange() {}

  /// What is chosen, and from where.
  struct Sizes {
    /// How many tables there are, one after another, for the same choice.
    let outer: Int
    /// How many rows a table has.
    let rowCount: Int
    /// How many places choose a row.
    let placeCount: Int
    /// How many elements a row has.
    let block: Int
  }

  /// Writes the gradient of the table, given that of the places; `choose` writes the row of each
  /// place, -1 for none.
  func run(
    _ gradient: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, _ sizes: Sizes,
    _ threads: ThreadPool, choose: (UnsafeMutablePointer<Int>) -> Void
  ) {
    let chosen = self.chosen ?? .allocate(capacity: max(sizes.placeCount, 1))
    let places = self.places ?? .allocate(capacity: max(sizes.placeCount, 1))
    let starts = self.starts ?? .allocate(capacity: sizes.rowCount + 1)
    let fullRows = self.fullRows ?? .allocate(capacity: sizes.placeCount / Self.most + 1)
    (self.chosen, self.places, self.starts, self.fullRows) = (chosen, places, starts, fullRows)
    choose(chosen)
    xv_sort_chosen(
      chosen, sizes.placeCount, sizes.rowCount, starts, places)
    // Numbers one by one are summed where they are.
    let sharesRows = sizes.block > 1
    let dependents = DependentRows.dependents(
      starts, places, nil, length: sizes.rowCount, outputLength: sizes.placeCount,
      block: sizes.block, most: sharesRows ? Self.most : 0)
    let terms = sizes.placeCount / max(sizes.rowCount, 1) + 1
    let work = DependentRows(
      from: gradient, to: result, dependents: dependents, outer: sizes.outer,
      grain: max(StridedCopy.grain / max(terms * sizes.block, 1), 1))
    threads.run(count: work.pieceCount, work)
    if sharesRows {
      let count = xv_list_full_rows(
        starts, sizes.rowCount, Self.most, fullRows)
      let full = FullRows(
        from: gradient, to: result, dependents: dependents, rows: fullRows, rowCount: count)
      threads.run(count: full.pieceCount(sizes.outer), full)
    }
    withExtendedLifetime(self) {}
  }
}

/// Rows that many places chose, each in pieces of columns.
private struct FullRows: ParallelWork {
  let from: UnsafePointer<Float>
  let to: UnsafeMutablePointer<Float>
  let dependents: xv_dependents
  let rows: UnsafePointer<Int>
  let rowCount: Int

  private static let columnsEach = 64

  private var columnPieces: Int {
    (dependents.block + Self.columnsEach - 1) / Self.columnsEach
  }

  func pieceCount(_ outer: Int) -> Int { outer * rowCount * columnPieces }

  func perform(_ index: Int) {
    let (number, piece) = index.quotientAndRemainder(dividingBy: columnPieces)
    let row = number / rowCount * dependents.length + rows[number % rowCount]
    let first = piece * Self.columnsEach
    var all = dependents
    all.most = 0
    xv_sum_dependents(
      from, to, &all, row, row + 1, first, min(first + Self.columnsEach, dependents.block))
  }
}
