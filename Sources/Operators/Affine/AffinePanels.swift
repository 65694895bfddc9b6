import CKernels
import Tensors
import Threads

/// The sizes of one affine map.
struct AffineSizes {
  let batch: Int
  let inputs: Int
  let outputs: Int
  let transposesWeight: Bool

  init(_ map: Affine, _ input: Shape, _ weight: Shape) {
    batch = input.lengths.dropLast().reduce(1, *)
    (inputs, outputs) = map.sizes(weight)
    transposesWeight = map.transposesWeight
  }
}

/// y = x W in panels of columns, so that every weight is read once.
struct ForwardPanels: ParallelWork {
  let panels: Panels
  private let sizes: AffineSizes
  private let call: ForwardCall

  init(_ call: ForwardCall, _ sizes: AffineSizes) {
    panels = Panels(of: sizes.outputs, weightsEach: sizes.inputs, batch: sizes.batch)
    self.sizes = sizes
    self.call = call
  }

  func perform(_ index: Int) {
    let columns = panels[index]
    let start = columns.lowerBound
    let weight = call.inputs[1].pointer
    multiply(
      .plain(call.input.pointer, rowLength: sizes.inputs),
      sizes.transposesWeight
        ? .transposed(weight + start * sizes.inputs, rowLength: sizes.inputs)
        : .plain(weight + start, rowLength: sizes.outputs),
      rows: sizes.batch, columns: columns.count, inner: sizes.inputs,
      into: call.output.pointer + start, rowLength: sizes.outputs)
  }
}

/// dx and dW in panels of the rows of a weight of in × out: what a panel gives to dx, its gradient,
/// and an update that follows at once find its weights in the cache.
struct BackwardPanels: ParallelWork {
  let panels: Panels
  private let sizes: AffineSizes
  private let call: BackwardCall

  init(_ call: BackwardCall, _ sizes: AffineSizes) {
    panels = Panels(of: sizes.inputs, weightsEach: sizes.outputs, batch: sizes.batch)
    self.sizes = sizes
    self.call = call
  }

  func perform(_ index: Int) {
    let (inputCount, outputCount) = (sizes.inputs, sizes.outputs)
    let dy = call.outputGradient.pointer
    let rows = panels[index]
    let start = rows.lowerBound
    if let dx = call.inputGradient {
      multiply(
        .plain(dy, rowLength: outputCount),
        .transposed(call.inputs[1].pointer + start * outputCount, rowLength: outputCount),
        rows: sizes.batch, columns: rows.count, inner: outputCount, into: dx.pointer + start,
        rowLength: inputCount)
    }
    guard let weightGradient = call.inputGradients[1] else { return }
    multiply(
      .transposed(call.input.pointer + start, rowLength: inputCount),
      .plain(dy, rowLength: outputCount), rows: rows.count, columns: outputCount,
      inner: sizes.batch, into: weightGradient.pointer + start * outputCount,
      rowLength: outputCount)
    call.gradientIsReady?(1, start * outputCount..<rows.upperBound * outputCount)
  }
}

/// dx of a weight of out × in, in panels of columns.
struct TransposedInputPanels: ParallelWork {
  let panels: Panels
  private let sizes: AffineSizes
  private let call: BackwardCall

  init(_ call: BackwardCall, _ sizes: AffineSizes) {
    panels = Panels(of: sizes.inputs, weightsEach: sizes.outputs, batch: sizes.batch)
    self.sizes = sizes
    self.call = call
  }

  func perform(_ index: Int) {
    guard let dx = call.inputGradient else { return }
    let columns = panels[index]
    let start = columns.lowerBound
    multiply(
      .plain(call.outputGradient.pointer, rowLength: sizes.outputs),
      .plain(call.inputs[1].pointer + start, rowLength: sizes.inputs), rows: sizes.batch,
      columns: columns.count, inner: sizes.outputs, into: dx.pointer + start,
      rowLength: sizes.inputs)
  }
}

/// dW of a weight of out × in, in panels of its rows, once the weight is no longer read.
struct TransposedWeightPanels: ParallelWork {
  let panels: Panels
  private let sizes: AffineSizes
  private let call: BackwardCall

  init(_ call: BackwardCall, _ sizes: AffineSizes) {
    panels = Panels(of: sizes.outputs, weightsEach: sizes.inputs, batch: sizes.batch)
    self.sizes = sizes
    self.call = call
  }

  func perform(_ index: Int) {
    guard let weightGradient = call.inputGradients[1] else { return }
    let rows = panels[index]
    let start = rows.lowerBound
    multiply(
      .transposed(call.outputGradient.pointer + start, rowLength: sizes.outputs),
      .plain(call.input.pointer, rowLength: sizes.inputs), rows: rows.count,
      columns: sizes.inputs, inner: sizes.batch,
      into: weightGradient.pointer + start * sizes.inputs, rowLength: sizes.inputs)
    call.gradientIsReady?(1, start * sizes.inputs..<rows.upperBound * sizes.inputs)
  }
}

/// db, the sums of the columns of dy, in ranges of columns.
struct BiasSums: ParallelWork {
  let ranges: ParallelRanges
  private let dy: UnsafePointer<Float>
  private let biasGradient: UnsafeMutablePointer<Float>
  private let sizes: AffineSizes

  init(
    _ call: BackwardCall, _ sizes: AffineSizes, into biasGradient: UnsafeMutablePointer<Float>
  ) {
    // Whole lines of the cache in each range.
    let grain = max(elementwiseGrain / max(sizes.batch, 1), 64)
    ranges = ParallelRanges(
      total: sizes.outputs, grain: (grain + 15) / 16 * 16, threads: call.threads)
    dy = call.outputGradient.pointer
    self.biasGradient = biasGradient
    self.sizes = sizes
  }

  func perform(_ index: Int) {
    let columns = ranges[index]
    xv_column_sums(
      dy + columns.lowerBound, biasGradient + columns.lowerBound, sizes.batch, sizes.outputs,
      columns.count)
  }
}
