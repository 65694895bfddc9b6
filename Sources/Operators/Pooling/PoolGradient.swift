import CKernels
import Tensors
import Threads

/// The gradient of a pooling's input, in blocks of channels of one image.
///
/// Windows overlap only within an image and a channel, so blocks have no element in common, and each
/// element's sum is taken in the order of windows, whatever the blocks are.
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
  private let channels: Int
  private let images: Int
  private let width: Int
  private let blocks: Int
  private let positions: Int
  private var ranges = ParallelRanges(total: 0, grain: 1, threads: .single)

  // Channels of a block: four cache lines where there are enough images, else one.
  private static let (wide, narrow) = (64, 16)
  private static let manyBlocks = 16

  /// The gradient for windows over images that lie as `dx` does; row-major ones count as images of
  /// one channel.
  init(_ windows: xv_windows, _ kind: Kind, _ dy: TensorView, into dx: MutableTensorView) {
    self.windows = windows
    self.kind = kind
    self.dy = dy.pointer
    self.dx = dx.pointer
    let shape = dx.shape
    channels = Int(windows.channels)
    images = shape[0] * shape[1] / channels
    positions = shape.positionCount
    let isEnough = images * (channels / Self.wide) >= Self.manyBlocks
    width = isEnough ? Self.wide : Self.narrow
    blocks = (channels + width - 1) / width
  }

  /// One window over all positions, of which there may be any number of axes.
  static func oneWindow(over input: TensorView) -> xv_windows {
    let count = Int64(input.shape.positionCount)
    return xv_windows(
      channels: input.arrangement == .channelsLast ? Int64(input.shape[1]) : 1,
      input: (1, 1, count), output: (1, 1, 1), kernel: (1, 1, count), strides: (1, 1, 1),
      dilations: (1, 1, 1), before: (0, 0, 0), after: (0, 0, 0))
  }

  /// Shares the blocks among threads.
  func run(_ threads: ThreadPool) {
    var work = self
    work.ranges = ParallelRanges(
      total: images * blocks,
      grain: max(elementwiseGrain / (positions * min(width, channels)), 1), threads: threads)
    threads.run(count: work.ranges.count, work)
  }

  func perform(_ index: Int) {
    var windows = windows
    for number in ranges[index] {
      let (image, block) = number.quotientAndRemainder(dividingBy: blocks)
      let (first, end) = (block * width, min((block + 1) * width, channels))
      switch kind {
      case .largest(let x, let y):
        xv_max_pool_gradient(&windows, x, y, dy, dx, image, first, end)
      case .mean(let countsPadding):
        xv_average_pool_gradient(&windows, dy, dx, countsPadding ? 1 : 0, image, first, end)
      }
    }
  }
}
