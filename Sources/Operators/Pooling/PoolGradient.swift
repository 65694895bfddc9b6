import CKernels
import Tensors
import Threads

/// The gradient of a pooling's input, in bands of rows of one image.
///
/// Each band is written by one thread, which looks at all windows that reach it; each element's sum
/// is taken in the order of windows, whatever the bands are.
struct PoolGradient: ParallelWork, @unchecked Sendable {
  /// How a window's value came about.
  enum Kind {
    /// The largest of the input's values, and the output's.
    case largest(UnsafePointer<Float>, UnsafePointer<Float>)
    /// The mean of those inside, or of those and the padding.
    case mean(countsPadding: Bool)
  }

  private let windows: xv_windows
  private let kind: Kind
  private let dy: UnsafePointer<Float>
  private let dx: UnsafeMutablePointer<Float>
  private let images: Int
  private let rows: Int
  private let bands: Int
  private let bandLength: Int
  private var ranges = ParallelRanges(total: 0, grain: 1, threads: .single)

  // Fewer images than this are cut into bands.
  private static let manyPieces = 16

  /// The gradient for windows over images that lie as `dx` does; row-major ones count as images of
  /// one channel.
  init(_ windows: xv_windows, _ kind: Kind, _ dy: TensorView, into dx: MutableTensorView) {
    self.windows = windows
    self.kind = kind
    self.dy = dy.pointer
    self.dx = dx.pointer
    images = dx.shape[0] * dx.shape[1] / Int(windows.channels)
    rows = Int(windows.input.0 * windows.input.1)
    let length = dx.shape.count / images
    let wanted = min((Self.manyPieces + images - 1) / images, length / elementwiseGrain)
    bands = max(min(wanted, rows), 1)
    bandLength = max(length / bands, 1)
  }

  /// One window over all positions, of which there may be any number of axes.
  static func oneWindow(over input: TensorView) -> xv_windows {
    let count = Int64(input.shape.positionCount)
    return xv_windows(
      channels: input.arrangement == .channelsLast ? Int64(input.shape[1]) : 1,
      input: (1, 1, count), output: (1, 1, 1), kernel: (1, 1, count), strides: (1, 1, 1),
      dilations: (1, 1, 1), before: (0, 0, 0), after: (0, 0, 0))
  }

  /// Shares the bands among threads.
  func run(_ threads: ThreadPool) {
    var work = self
    work.ranges = ParallelRanges(
      total: images * bands, grain: max(elementwiseGrain / bandLength, 1), threads: threads)
    threads.run(count: work.ranges.count, work)
  }

  func perform(_ index: Int) {
    var windows = windows
    for number in ranges[index] {
      let (image, band) = number.quotientAndRemainder(dividingBy: bands)
      let (first, end) = (band * rows / bands, (band + 1) * rows / bands)
      switch kind {
      case .largest(let x, let y):
        xv_max_pool_gradient(&windows, x, y, dy, dx, image, first, end)
      case .mean(let countsPadding):
        xv_average_pool_gradient(&windows, dy, dx, countsPadding ? 1 : 0, image, first, end)
      }
    }
  }
}
