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

  deinit {
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
    (self.chosen, self.places, self.starts) = (chosen, places, starts)
    choose(chosen)
    xv_sort_chosen(
      chosen, sizes.placeCount, sizes.rowCount,
      UnsafeMutableRawPointer(starts).assumingMemoryBound(to: Int.self),
      UnsafeMutableRawPointer(places).assumingMemoryBound(to: Int.self))
    let terms = sizes.placeCount / max(sizes.rowCount, 1) + 1
    let work = DependentRows(
      from: gradient, to: result,
      dependents: DependentRows.dependents(
        starts, places, nil, length: sizes.rowCount, outputLength: sizes.placeCount,
        block: sizes.block),
      outer: sizes.outer, grain: max(StridedCopy.grain / max(terms * sizes.block, 1), 1))
    threads.run(count: work.pieceCount, work)
    withExtendedLifetime(self) {}
  }
}
