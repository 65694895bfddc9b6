import CKernels
import Tensors
import Threads

/// The gradients of rows z scale + shift, z = (x - mean) / deviation or x / root mean square.
///
/// With n columns, s the inverse deviation, g = dy scale and the gradients of a row's mean and s:
///
///     dx = s (g - mean of g) - z s (mean of g z + ds s / n) + dmean / n
///     dscale = sum of dy z,   dshift = sum of dy
struct NormalizedRowGradients {
  let call: BackwardCall
  let rows: NormalizedRows
  let state: NormalizationState
  let subtractsMean: Bool

  private var x: UnsafePointer<Float> { call.input.pointer }
  private var means: UnsafePointer<Double>? { subtractsMean ? UnsafePointer(state.means) : nil }
  private var scaleGradient: MutableTensorView? { call.gradient(1) }
  private var shiftGradient: MutableTensorView? { call.gradient(2) }

  func run() {
    guard call.input.shape.count > 0 else {
      for gradient in call.inputGradients { gradient?.fillWithZeros() }
      return
    }
    guard let dy = call.outputGradients[0]?.pointer else {
      // The rows depend on what else is given of them alone.
      scaleGradient?.fillWithZeros()
      shiftGradient?.fillWithZeros()
      let zeros = state.values(rows.columns)
      zeros.update(repeating: 0, count: rows.columns)
      runRows(x, scale: UnsafePointer(zeros))
      return
    }
    let parameters = call.inputs.dropFirst()
    if parameters.allSatisfy({ rows.isColumns($0.shape, of: call.input.shape) }) {
      runColumns(dy)
    } else {
      runRepeated(dy)
    }
  }

  // A scale and a shift for each column.
  private func runColumns(_ dy: UnsafePointer<Float>) {
    let scale = call.inputs[1].pointer
    guard scaleGradient != nil || shiftGradient != nil else { return runRows(dy, scale: scale) }
    let parts = RowParts(rows: rows.rows, columns: rows.columns)
    let width = 2 * rows.columns
    let sums: UnsafeMutablePointer<Double>
    // Few long rows are shared out by their columns.
    if parts.count < 4, rows.columns > 4_096 {
      runRows(dy, scale: scale)
      sums = state.sums(width)
      let ranges = ParallelRanges(
        total: rows.columns, grain: max(normalizationGrain / rows.rows, 64), threads: call.threads)
      call.threads.run(count: ranges.count, Columns(work: self, dy: dy, sums: sums, ranges: ranges))
    } else {
      sums = state.sums(parts.count * width)
      let work = Parts(work: self, dy: dy, scale: scale, sums: sums, parts: parts)
      call.threads.run(count: parts.count, work)
      xv_fold(sums, parts.count, width)
    }
    scaleGradient?.fill(rounding: sums)
    shiftGradient?.fill(rounding: sums + rows.columns)
  }

  // A scale or a shift that is repeated otherwise.
  private func runRepeated(_ dy: UnsafePointer<Float>) {
    let shape = call.input.shape
    if let dx = call.inputGradient, let broadcast = Broadcast(shape, [call.inputs[1].shape]) {
      let work = Scaled(
        plan: broadcast.plan(for: dx), scale: call.inputs[1].pointer, dy: dy, dx: dx.pointer,
        ranges: ParallelRanges(
          total: shape.count, grain: elementwiseGrain, threads: call.threads))
      call.threads.run(count: work.ranges.count, work)
      runRows(dx.pointer, scale: nil)
    }
    if let scaleGradient {
      let products = state.values(shape.count)
      let work = Products(work: self, dy: dy, products: products, ranges: ranges)
      call.threads.run(count: work.ranges.count, work)
      StridedSum(of: shape, to: scaleGradient.shape).run(
        products, into: scaleGradient.pointer, call.threads)
    }
    if let shiftGradient {
      StridedSum(of: shape, to: shiftGradient.shape).run(
        dy, into: shiftGradient.pointer, call.threads)
    }
  }

  private var ranges: ParallelRanges {
    ParallelRanges(
      total: rows.rows, grain: max(normalizationGrain / rows.columns, 1), threads: call.threads)
  }

  // The gradient of x alone.
  private func runRows(_ dy: UnsafePointer<Float>, scale: UnsafePointer<Float>?) {
    guard call.inputGradient != nil else { return }
    let work = Rows(work: self, dy: dy, scale: scale, ranges: ranges)
    call.threads.run(count: work.ranges.count, work)
  }

  fileprivate func differentiate(
    _ range: Range<Int>, _ dy: UnsafePointer<Float>, _ scale: UnsafePointer<Float>?,
    _ sums: UnsafeMutablePointer<Double>?
  ) {
    let (row, start) = (range.lowerBound, range.lowerBound * rows.columns)
    xv_normalize_rows_backward(
      x + start, dy + start, scale, call.inputGradient.map { $0.pointer + start }, range.count,
      rows.columns, means.map { $0 + row }, state.inverseDeviations + row,
      call.gradient(ofOutput: 1).map { $0.pointer + row },
      call.gradient(ofOutput: 2).map { $0.pointer + row }, sums, sums.map { $0 + rows.columns })
  }

  private struct Rows: ParallelWork {
    let work: NormalizedRowGradients
    let dy: UnsafePointer<Float>
    let scale: UnsafePointer<Float>?
    let ranges: ParallelRanges

    func perform(_ index: Int) { work.differentiate(ranges[index], dy, scale, nil) }
  }

  private struct Parts: ParallelWork {
    let work: NormalizedRowGradients
    let dy: UnsafePointer<Float>
    let scale: UnsafePointer<Float>
    let sums: UnsafeMutablePointer<Double>
    let parts: RowParts

    func perform(_ index: Int) {
      let width = 2 * work.rows.columns
      let own = sums + index * width
      own.update(repeating: 0, count: width)
      work.differentiate(parts[index], dy, scale, own)
    }
  }

  private struct Columns: ParallelWork {
    let work: NormalizedRowGradients
    let dy: UnsafePointer<Float>
    let sums: UnsafeMutablePointer<Double>
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let (first, count, columns) = (
        ranges[index].lowerBound, ranges[index].count, work.rows.columns
      )
      let (scales, shifts) = (sums + first, sums + columns + first)
      scales.update(repeating: 0, count: count)
      shifts.update(repeating: 0, count: count)
      xv_add_normalized_row_sums(
        work.x + first, dy + first, work.rows.rows, columns, count, work.means,
        work.state.inverseDeviations, scales, shifts)
    }
  }

  private struct Scaled: ParallelWork {
    let plan: xv_broadcast
    let scale: UnsafePointer<Float>
    let dy: UnsafePointer<Float>
    let dx: UnsafeMutablePointer<Float>
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let range = ranges[index]
      (dx + range.lowerBound).update(from: dy + range.lowerBound, count: range.count)
      withUnsafePointer(to: plan) {
        xv_binary_into(XV_MULTIPLY, $0, scale, dx, range.lowerBound, range.upperBound)
      }
    }
  }

  private struct Products: ParallelWork {
    let work: NormalizedRowGradients
    let dy: UnsafePointer<Float>
    let products: UnsafeMutablePointer<Float>
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let row = ranges[index].lowerBound
      let start = row * work.rows.columns
      xv_normalized_products(
        work.x + start, dy + start, products + start, ranges[index].count, work.rows.columns,
        work.means.map { $0 + row }, work.state.inverseDeviations + row)
    }
  }
}

extension StridedSum {
  /// The sums of a row-major value's elements over the axes that a shape is repeated along to its.
  fileprivate init(of value: Shape, to shape: Shape) {
    var (kept, summed, stride) = ([Axis](), [Axis](), 1)
    for axis in value.lengths.indices.reversed() {
      let own = axis - value.rank + shape.rank
      let place = Axis(length: value[axis], stride: stride)
      if own >= 0, shape[own] == value[axis] {
        kept.insert(place, at: 0)
      } else {
        summed.insert(place, at: 0)
      }
      stride *= value[axis]
    }
    self.init(kept: kept, summed: summed)
  }
}
