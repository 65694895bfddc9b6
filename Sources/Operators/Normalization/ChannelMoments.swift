import CKernels
import Tensors
import Threads

/// The mean and the variance of each channel over the batch and all positions, in double, in an order
/// that depends on the shape alone.
func forEachChannelMoment(
  of input: TensorView, memory: NormalizationState, threads: ThreadPool,
  _ body: (Int, Double, Double) -> Void
) {
  let (images, channels) = (input.shape[0], input.shape[1])
  let positions = input.shape.positionCount
  let count = Double(images) * Double(positions)
  let x = input.pointer
  guard input.arrangement == .channelsLast || positions == 1 else {
    threads.run(count: channels) { channel in
      var (sum, squares) = (0.0, 0.0)
      for image in 0..<images {
        sum += xv_sum(x + (image * channels + channel) * positions, positions)
      }
      let mean = sum / count
      for image in 0..<images {
        squares += xv_sum_of_squared_distances(
          x + (image * channels + channel) * positions, mean, positions)
      }
      body(channel, mean, squares / count)
    }
    return
  }
  let work = RowSums(x, rows: images * positions, channels: channels, memory)
  threads.run(count: work.parts.count, work)
  xv_fold(work.sums, work.parts.count, 2 * channels)
  for channel in 0..<channels {
    let (sum, product) = (work.sums[channel], work.sums[channels + channel])
    let pivot = work.pivots[channel]
    let mean = sum / count
    // The sum of (x - pivot)^2, from that of x (x - pivot).
    let squares = product - pivot * (sum - count * pivot)
    body(channel, mean, max(squares / count - (mean - pivot) * (mean - pivot), 0))
  }
}

/// Sums of x and of x (x - pivot) over channels-last rows, each row read once; a channel's first
/// element as its pivot leaves little to cancel.
private struct RowSums: ParallelWork {
  let x: UnsafePointer<Float>
  let channels: Int
  let parts: RowParts
  let pivots: UnsafeMutablePointer<Double>
  let sums: UnsafeMutablePointer<Double>

  init(_ x: UnsafePointer<Float>, rows: Int, channels: Int, _ memory: NormalizationState) {
    self.x = x
    self.channels = channels
    parts = RowParts(rows: rows, columns: channels)
    pivots = memory.sums((1 + 2 * parts.count) * channels)
    sums = pivots + channels
    for channel in 0..<channels { pivots[channel] = Double(x[channel]) }
  }

  func perform(_ index: Int) {
    let rows = parts[index]
    let own = sums + index * 2 * channels
    own.update(repeating: 0, count: 2 * channels)
    let start = x + rows.lowerBound * channels
    xv_add_centred_channel_sums(
      start, start, nil, pivots, rows.count, channels, pivots, own, own + channels)
  }
}
