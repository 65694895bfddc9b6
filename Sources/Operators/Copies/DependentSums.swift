import CKernels
import Tensors
import Threads

/// Weighted sums along one axis after the other: the transpose of lookups and of resampling, laid
/// out once for the shapes.
final class DependentSums: @unchecked Sendable {
  private struct Pass {
    let axis: AxisDependents
    let outer: Int
    let block: Int
    let run: (first: Int, count: Int, place: Int)

    // The sums of one pass, and the terms of each at least.
    var grain: Int {
      let terms = axis.places.count / max(axis.length, 1) + 1
      return max(StridedCopy.grain / max(terms * block, 1), 1)
    }
  }

  private let passes: [Pass]
  private let count: Int
  // What lies between the passes, in turns.
  private let buffers: [UnsafeMutablePointer<Float>]

  /// The sums for each axis of a tensor of a gradient with `lengths`, `nil` for axes that stay.
  init(_ axes: [AxisDependents?], lengths: [Int]) {
    var lengths = lengths
    let changed = axes.indices.filter { axes[$0] != nil }
    func shrinks(_ axis: Int) -> Bool { axes[axis]!.length <= axes[axis]!.outputLength }
    // Axes that become shorter first, those that become longer last. Along the last axis numbers are
    // summed one by one, so that it comes when there are the fewest.
    let order = changed.filter(shrinks) + changed.filter { !shrinks($0) }.reversed()
    var sizes = [0, 0]
    passes = order.enumerated().map { number, place in
      let axis = axes[place]!
      let pass = Pass(
        axis: axis, outer: lengths[..<place].reduce(1, *),
        block: lengths[(place + 1)...].reduce(1, *), run: axis.longestRun)
      lengths[place] = axis.length
      if number < order.count - 1 {
        sizes[number % 2] = max(sizes[number % 2], lengths.reduce(1, *))
      }
      return pass
    }
    count = lengths.reduce(1, *)
    buffers = order.count < 2 ? [] : sizes.map { .allocate(capacity: max($0, 1)) }
  }

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// Writes the gradient of the input, given that of the output.
  func run(
    _ gradient: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>,
    _ threads: ThreadPool
  ) {
    defer { withExtendedLifetime(self) {} }
    if passes.isEmpty { copyElements(gradient, result, count, threads) }
    var from = gradient
    for (number, pass) in passes.enumerated() {
      let to = number == passes.count - 1 ? result : buffers[number % 2]
      let axis = pass.axis
      axis.starts.withUnsafeBufferPointer { starts in
        axis.places.withUnsafeBufferPointer { places in
          (axis.weights ?? []).withUnsafeBufferPointer { weights in
            let work = DependentRows(
              from: from, to: to,
              dependents: DependentRows.dependents(
                starts.baseAddress!, places.baseAddress,
                axis.weights == nil ? nil : weights.baseAddress, length: axis.length,
                outputLength: axis.outputLength, block: pass.block, run: pass.run),
              outer: pass.outer, grain: pass.grain)
            threads.run(count: work.pieceCount, work)
          }
        }
      }
      from = UnsafePointer(to)
    }
  }
}

/// Rows of sums, cut into pieces that depend on sizes alone.
struct DependentRows: ParallelWork {
  private let from: UnsafePointer<Float>
  private let to: UnsafeMutablePointer<Float>
  private let dependents: xv_dependents
  private let rowCount: Int
  private let rowsEach: Int
  private let columnPieces: Int

  // Wide blocks are cut, so that threads share the sum of a row that many depend on.
  private static let columnsEach = 256

  init(
    from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>, dependents: xv_dependents,
    outer: Int, grain: Int
  ) {
    self.from = from
    self.to = to
    self.dependents = dependents
    rowCount = outer * dependents.length
    columnPieces =
      dependents.block >= 2 * Self.columnsEach && dependents.block < StridedCopy.grain
      ? (dependents.block + Self.columnsEach - 1) / Self.columnsEach
      : max((dependents.block + StridedCopy.grain - 1) / StridedCopy.grain, 1)
    rowsEach = grain * columnPieces
  }

  static func dependents(
    _ starts: UnsafePointer<Int>, _ places: UnsafePointer<Int>?, _ weights: UnsafePointer<Float>?,
    length: Int, outputLength: Int, block: Int,
    run: (first: Int, count: Int, place: Int) = (0, 0, 0)
  ) -> xv_dependents {
    xv_dependents(
      starts: UnsafeRawPointer(starts).assumingMemoryBound(to: Int.self),
      places: places.map { UnsafeRawPointer($0).assumingMemoryBound(to: Int.self) },
      weights: weights, length: length, y_length: outputLength, block: block,
      run_first: run.first, run_count: run.count, run_place: run.place)
  }

  var pieceCount: Int { (rowCount + rowsEach - 1) / rowsEach * columnPieces }

  func perform(_ index: Int) {
    let (piece, column) = index.quotientAndRemainder(dividingBy: columnPieces)
    let first = piece * rowsEach
    let width = (dependents.block + columnPieces - 1) / columnPieces
    let start = min(column * width, dependents.block)
    withUnsafePointer(to: dependents) {
      xv_sum_dependents(
        from, to, $0, first, min(first + rowsEach, rowCount), start,
        min(start + width, dependents.block))
    }
  }
}
