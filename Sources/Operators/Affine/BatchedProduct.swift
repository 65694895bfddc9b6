import Tensors
import Threads

/// Products of many pairs of matrices that lie in two tensors, shared among threads.
///
/// How the work is cut depends on sizes alone, so that no result depends on the number of threads.
struct BatchedProduct: Sendable {
  /// One axis along which pairs follow each other: how far apart they start, 0 in a tensor that has
  /// one matrix for all of them.
  struct Loop: Sendable {
    let length: Int
    let left: Int
    let right: Int
    let output: Int
  }

  /// How a matrix lies in memory.
  struct Layout: Sendable {
    let rowLength: Int
    let isTransposed: Bool

    /// The layout of a matrix with the given distances between rows and between columns; `nil`
    /// where neither its rows nor its columns are in one piece.
    init?(rows: Int, rowStride: Int, columns: Int, columnStride: Int) {
      if columns == 1 || columnStride == 1, rows == 1 || rowStride >= columns {
        rowLength = rows == 1 ? columns : rowStride
        isTransposed = false
      } else if rows == 1 || rowStride == 1, columns == 1 || columnStride >= rows {
        rowLength = columns == 1 ? rows : columnStride
        isTransposed = true
      } else {
        return nil
      }
    }

    func matrix(_ pointer: UnsafePointer<Float>, row: Int = 0, column: Int = 0) -> Matrix {
      isTransposed
        ? .transposed(pointer + column * rowLength + row, rowLength: rowLength)
        : .plain(pointer + row * rowLength + column, rowLength: rowLength)
    }
  }

  /// The axes of pairs, the slowest first.
  let loops: [Loop]
  /// The axes of pairs whose products are added up; their strides in the output are 0.
  let sums: [Loop]
  let rows: Int
  let columns: Int
  let inner: Int
  let left: Layout
  let right: Layout
  let outputRowLength: Int
  /// Whether the second tensor given is the left one.
  let swapsTensors: Bool

  private let pairCount: Int
  private let pairsEach: Int
  private let cut: Cut

  private enum Cut {
    case none
    case columns(Panels)
    case rows(count: Int, each: Int)
  }

  // Pairs beyond this many keep any number of threads busy.
  private static let manyPairs = 64
  // About ten microseconds of multiplying.
  private static let productsEach = 500_000.0

  init(
    loops: [Loop], sums: [Loop], rows: Int, columns: Int, inner: Int, left: Layout, right: Layout,
    outputRowLength: Int, swapsTensors: Bool
  ) {
    self.loops = loops
    self.sums = sums
    self.rows = rows
    self.columns = columns
    self.inner = inner
    self.left = left
    self.right = right
    self.outputRowLength = outputRowLength
    self.swapsTensors = swapsTensors
    pairCount = loops.reduce(1) { $0 * $1.length }
    let terms = sums.reduce(1) { $0 * Double($1.length) }
    let work = Double(rows) * Double(columns) * Double(max(inner, 1)) * terms
    if pairCount >= Self.manyPairs || work < 2 * Self.productsEach {
      pairsEach = max(Int(min(Self.productsEach / max(work, 1), Double(max(pairCount, 1)))), 1)
      cut = .none
    } else {
      pairsEach = 1
      if columns >= 128 || columns >= rows {
        cut = .columns(Panels(of: columns, weightsEach: max(inner, 1), batch: rows))
      } else {
        let perRow = work / Double(rows)
        let wanted = max(Int(4 * Self.productsEach / perRow), 64)
        let each = (wanted + 15) / 16 * 16
        cut = .rows(count: (rows + each - 1) / each, each: each)
      }
    }
  }

  /// How many pieces the work is cut into.
  var pieceCount: Int {
    switch cut {
    case .none: (pairCount + pairsEach - 1) / pairsEach
    case .columns(let panels): pairCount * panels.count
    case .rows(let count, _): pairCount * count
    }
  }

  /// The number of pairs.
  var callCount: Double { Double(pairCount) * sums.reduce(1) { $0 * Double($1.length) } }

  /// Writes all products.
  func run(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    let work = Work(
      product: self, left: swapsTensors ? second : first, right: swapsTensors ? first : second,
      output: output)
    threads.run(count: pieceCount, work)
  }

  private struct Work: ParallelWork {
    let product: BatchedProduct
    let left: UnsafePointer<Float>
    let right: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>

    func perform(_ index: Int) {
      switch product.cut {
      case .none:
        let first = index * product.pairsEach
        for pair in first..<min(first + product.pairsEach, product.pairCount) {
          product.multiply(
            pair, rows: 0..<product.rows, columns: 0..<product.columns, left, right, output)
        }
      case .columns(let panels):
        product.multiply(
          index / panels.count, rows: 0..<product.rows, columns: panels[index % panels.count],
          left, right, output)
      case .rows(let count, let each):
        let start = index % count * each
        product.multiply(
          index / count, rows: start..<min(start + each, product.rows),
          columns: 0..<product.columns, left, right, output)
      }
    }
  }

  // One pair's product, or the sum over the pairs that are added up, in their order.
  private func multiply(
    _ pair: Int, rows: Range<Int>, columns: Range<Int>, _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    let start = Self.offsets(pair, loops)
    let target =
      output + start.output + rows.lowerBound * outputRowLength + columns.lowerBound
    for term in 0..<sums.reduce(1, { $0 * $1.length }) {
      let offset = Self.offsets(term, sums)
      Operators.multiply(
        self.left.matrix(left + start.left + offset.left, row: rows.lowerBound),
        self.right.matrix(right + start.right + offset.right, column: columns.lowerBound),
        rows: rows.count, columns: columns.count, inner: inner, into: target,
        rowLength: outputRowLength, accumulates: term > 0)
    }
  }

  private static func offsets(
    _ number: Int, _ loops: [Loop]
  ) -> (left: Int, right: Int, output: Int) {
    var (rest, left, right, output) = (number, 0, 0, 0)
    for loop in loops.reversed() {
      let index = rest % loop.length
      rest /= loop.length
      left += index * loop.left
      right += index * loop.right
      output += index * loop.output
    }
    return (left, right, output)
  }
}
