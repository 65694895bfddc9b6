import Tensors
import Threads

/// A sum of products over the axes that two tensors have in common and their result lacks.
///
///     y[batch, rows, columns] = sum over inner of a[batch, rows, inner] b[batch, inner, columns]
/// where each of the four stands for any number of axes, in any order of storage.
struct Contraction: Sendable {
  /// One axis: its length, and its stride in each tensor that has it.
  struct Axis: Sendable {
    var length: Int
    var left: Int?
    var right: Int?
    var output: Int?

    /// Whether the axis has the elements of `inner` for one index after another in every tensor.
    func encloses(_ inner: Axis) -> Bool {
      func fits(_ own: Int?, _ other: Int?) -> Bool {
        guard let own, let other else { return own == nil && other == nil }
        return own == other * inner.length
      }
      return fits(left, inner.left) && fits(right, inner.right) && fits(output, inner.output)
    }

    var exchanged: Axis { Axis(length: length, left: right, right: left, output: output) }
  }

  /// What is multiplied; `nil` where the result has no elements or its elements no terms.
  private let product: BatchedProduct?
  private let outputCount: Int
  /// The number of products of two matrices that it takes.
  var callCount: Double { product?.callCount ?? 0 }

  /// A contraction over the given axes; `nil` where the matrices do not lie in memory as they must.
  ///
  /// An axis that one tensor alone has is in the output. Axes of length 1 may be left out.
  init?(_ axes: [Axis]) {
    // Overflows only where another length is 0.
    outputCount = axes.reduce(1) { $1.output == nil ? $0 : $0 &* $1.length }
    guard axes.allSatisfy({ $0.length > 0 }) else {
      product = nil
      return
    }
    let axes = axes.filter { $0.length > 1 }
    let plain = Self.best(Classes(axes), swaps: false)
    let swapped = Self.best(Classes(axes.map(\.exchanged)), swaps: true)
    // Rows in one piece on both sides, and few pairs, are what the product is fastest at.
    switch (plain, swapped) {
    case (let a?, let b?): product = b.cost < a.cost ? b.product : a.product
    case (let a?, nil): product = a.product
    case (nil, let b?): product = b.product
    case (nil, nil): return nil
    }
  }

  /// Writes the result.
  func run(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    guard let product else {
      output.update(repeating: 0, count: outputCount)
      return
    }
    product.run(left, right, into: output, threads)
  }

  /// Axes by what they are for, those that lie one after another in memory made one.
  private struct Classes {
    var batch: [Axis] = []
    var rows: [Axis] = []
    var columns: [Axis] = []
    var inner: [Axis] = []

    init(_ axes: [Axis]) {
      for axis in axes {
        switch (axis.left != nil, axis.right != nil, axis.output != nil) {
        case (true, true, true): batch.append(axis)
        case (true, false, _): rows.append(axis)
        case (false, true, _): columns.append(axis)
        case (true, true, false): inner.append(axis)
        case (false, false, _): preconditionFailure("contraction: an axis of no tensor")
        }
      }
      batch = Self.joined(batch)
      rows = Self.joined(rows)
      columns = Self.joined(columns)
      inner = Self.joined(inner)
    }

    private static func joined(_ axes: [Axis]) -> [Axis] {
      let sorted = axes.sorted { ($0.left ?? $0.right ?? 0) > ($1.left ?? $1.right ?? 0) }
      var found: [Axis] = []
      for axis in sorted {
        if let last = found.last, last.encloses(axis) {
          found[found.count - 1] = axis
          found[found.count - 1].length = last.length * axis.length
        } else {
          found.append(axis)
        }
      }
      return found
    }
  }

  // Of every choice of the three axes that make the matrices, the one with the fewest products.
  private static func best(
    _ classes: Classes, swaps: Bool
  ) -> (product: BatchedProduct, cost: Double)? {
    var found: (product: BatchedProduct, cost: Double)?
    for row in choices(classes.rows) {
      for column in choices(classes.columns) {
        for inner in choices(classes.inner) {
          let (m, n, k) = (classes.rows, classes.columns, classes.inner)
          guard let product = product(classes, row, column, inner, swaps: swaps) else { continue }
          let sizes = [row.map { m[$0] }, column.map { n[$0] }, inner.map { k[$0] }]
            .map { Double($0?.length ?? 1) }
          // A product costs its call too, and a transposed matrix is read in another order.
          let transposed =
            (product.left.isTransposed ? 1 : 0) + (product.right.isTransposed ? 1 : 0)
          let calls = 1 / sizes.reduce(1, *)
          let cost = calls * (1 + 0.01 * Double(transposed))
          if found.map({ cost < $0.cost }) ?? true { found = (product, cost) }
        }
      }
    }
    return found
  }

  private static func choices(_ axes: [Axis]) -> [Int?] {
    axes.isEmpty ? [nil] : axes.indices.map { $0 }
  }

  private static func product(
    _ classes: Classes, _ row: Int?, _ column: Int?, _ inner: Int?, swaps: Bool
  ) -> BatchedProduct? {
    let m = row.map { classes.rows[$0] } ?? Axis(length: 1, left: 1, output: 1)
    let n = column.map { classes.columns[$0] } ?? Axis(length: 1, right: 1, output: 1)
    let k = inner.map { classes.inner[$0] } ?? Axis(length: 1, left: 1, right: 1)
    guard
      let left = BatchedProduct.Layout(
        rows: m.length, rowStride: m.left!, columns: k.length, columnStride: k.left!),
      let right = BatchedProduct.Layout(
        rows: k.length, rowStride: k.right!, columns: n.length, columnStride: n.right!),
      let output = BatchedProduct.Layout(
        rows: m.length, rowStride: m.output!, columns: n.length, columnStride: n.output!),
      !output.isTransposed
    else { return nil }
    func loops(_ axes: [Axis], without chosen: Int? = nil) -> [BatchedProduct.Loop] {
      axes.indices.filter { $0 != chosen }.map {
        let axis = axes[$0]
        return BatchedProduct.Loop(
          length: axis.length, left: axis.left ?? 0, right: axis.right ?? 0,
          output: axis.output ?? 0)
      }
    }
    return BatchedProduct(
      loops: loops(classes.batch) + loops(classes.rows, without: row)
        + loops(classes.columns, without: column),
      sums: loops(classes.inner, without: inner), rows: m.length, columns: n.length,
      inner: k.length, left: left, right: right, outputRowLength: output.rowLength,
      swapsTensors: swaps)
  }
}
