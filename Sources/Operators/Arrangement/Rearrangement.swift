import CKernels
import Tensors
import Threads

/// The same numbers in another arrangement.
///
/// No file and no user names it: a network's plan puts it between operators whose arrangements
/// differ.
///
/// Its gradient is the output's in the arrangement of the input.
package struct Rearrangement: DifferentiableOperator {
  /// `rearrangement`.
  package static let name = "rearrangement"

  /// How the output lies.
  package let arrangement: Arrangement

  /// The input, which lies otherwise, as `arrangement` says.
  package init(to arrangement: Arrangement) { self.arrangement = arrangement }

  /// The input's shape.
  package func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [single(inputs)]
  }

  /// Copies the elements.
  package func forward(_ call: ForwardCall) {
    rearrange(call.input, into: call.output, threads: call.threads)
  }

  /// Copies the elements of the gradient back.
  package func backward(_ call: BackwardCall) {
    guard let gradient = call.inputGradient else { return }
    rearrange(call.outputGradient, into: gradient, threads: call.threads)
  }
}

/// Copies a value into memory that may be arranged otherwise.
func rearrange(_ from: TensorView, into to: MutableTensorView, threads: ThreadPool) {
  if from.arrangement == to.arrangement || from.shape.isArrangedAnyway {
    to.pointer.update(from: from.pointer, count: from.shape.count)
    return
  }
  let (channels, positions) = (from.shape[1], from.shape.positionCount)
  let isLast = from.arrangement == .channelsLast
  let work = Transposes(
    from: from, to: to, rows: isLast ? positions : channels,
    columns: isLast ? channels : positions)
  threads.run(count: from.shape[0] * work.bands, work)
}

/// The transposes of each image's matrix, in bands of rows.
private struct Transposes: ParallelWork {
  private let from: TensorView
  private let to: MutableTensorView
  private let rows: Int
  private let columns: Int
  private let rowsInBand: Int
  let bands: Int

  init(from: TensorView, to: MutableTensorView, rows: Int, columns: Int) {
    self.from = from
    self.to = to
    self.rows = rows
    self.columns = columns
    // About as many elements as are worth handing over, in whole squares of the kernel.
    rowsInBand = max(4 * elementwiseGrain / columns / 16 * 16, 16)
    bands = (rows + rowsInBand - 1) / rowsInBand
  }

  func perform(_ index: Int) {
    let (image, band) = index.quotientAndRemainder(dividingBy: bands)
    let start = image * rows * columns
    xv_transpose(
      from.pointer + start, to.pointer + start, rows, columns, band * rowsInBand,
      min((band + 1) * rowsInBand, rows))
  }
}
