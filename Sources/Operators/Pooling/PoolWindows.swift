import CKernels
import Tensors
import Threads

/// Windows of a pooling operator, as the loops in C take them.
struct PoolWindows {
  private(set) var windows: xv_windows
  /// Rows of windows along the last axis, of all images.
  let rowCount: Int
  // Rows that look at as many elements as are worth handing over.
  private let grain: Int

  /// Windows over images that lie as `input` does; row-major ones count as images of one channel.
  init(_ windows: Windows, _ placement: Windows.Placement, input: TensorView) {
    let shape = input.shape
    let isLast = input.arrangement == .channelsLast
    func three(_ numbers: [Int], _ fallback: Int64) -> (Int64, Int64, Int64) {
      let missing = 3 - numbers.count
      func number(_ axis: Int) -> Int64 {
        axis < missing ? fallback : Int64(numbers[axis - missing])
      }
      return (number(0), number(1), number(2))
    }
    self.windows = xv_windows(
      channels: isLast ? Int64(shape[1]) : 1, input: three(Array(shape.lengths[2...]), 1),
      output: three(placement.outputs, 1), kernel: three(windows.kernel, 1),
      strides: three(windows.strides, 1), dilations: three(windows.dilations, 1),
      before: three(placement.before, 0), after: three(placement.after, 0))
    let images = isLast ? shape[0] : shape[0] * shape[1]
    rowCount = images * placement.outputs.dropLast().reduce(1, *)
    let window = zip(windows.kernel, shape.lengths[2...]).reduce(1.0) {
      $0 * Double(min($1.0, $1.1))
    }
    let cost = window * Double(isLast ? shape[1] : 1) * Double(placement.outputs.last!)
    grain = max(Int(Double(elementwiseGrain) / max(cost, 1)), 1)
  }

  /// Shares the rows among threads; each is computed by itself.
  func run(_ threads: ThreadPool, _ body: (inout xv_windows, Range<Int>) -> Void) {
    threads.runRanges(total: rowCount, grain: grain) { rows in
      var windows = windows
      body(&windows, rows)
    }
  }
}

/// The one input of a pooling operator: images with one to three axes of positions and at least one
/// channel.
func checkPooling(_ name: String, _ inputs: [Shape]) throws(OperatorError) -> Shape {
  guard inputs.count == 1 else {
    throw .inputCount(of: name, inputs.count, expected: "1 was")
  }
  let input = inputs[0]
  guard 3...5 ~= input.rank else {
    throw .rank(of: name, expected: "3 to 5 were", found: input)
  }
  return input
}

extension NodeDescription {
  /// The windows of a node that pools.
  func poolWindows() throws(OperatorError) -> Windows {
    let axes = try windowAxes()
    guard let kernel = try integers("kernel_shape"), kernel.count == axes else {
      throw .unsupported(self, "no kernel_shape of \(axes) numbers, one was expected")
    }
    return Windows(
      kernel: kernel, strides: try integers("strides") ?? [],
      dilations: try integers("dilations") ?? [], padding: try windowPadding(axes: axes),
      roundsUp: try flag("ceil_mode", default: false))
  }
}
