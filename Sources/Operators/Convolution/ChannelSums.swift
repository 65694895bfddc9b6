import CKernels
import Tensors
import Threads

/// The sum of each channel over images and positions, which is the gradient of a bias.
///
/// Sums are taken in double over pieces that depend on the shape alone, and added in order.
final class ChannelSums {
  private var sums: UnsafeMutablePointer<Double>?

  // Pieces of a value that lies channels-last: as many as keep a large processor busy.
  private static let mostPieces = 16

  deinit { sums?.deallocate() }

  /// Writes the sums of `value`, of the shape that this object was first given.
  func compute(
    _ value: TensorView, into result: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    let (images, channels) = (value.shape[0], value.shape[1])
    let positions = value.shape.positionCount
    guard value.arrangement == .channelsLast || positions == 1 else {
      let ranges = ParallelRanges(
        total: channels, grain: max(elementwiseGrain / max(images * positions, 1), 1),
        threads: threads)
      threads.run(count: ranges.count, PlaneSums(value: value, result: result, ranges: ranges))
      return
    }
    let rows = images * positions
    let pieces = max(min(rows * channels / (4 * elementwiseGrain), Self.mostPieces), 1)
    if sums == nil { sums = .allocate(capacity: Self.mostPieces * channels) }
    let sums = sums!
    sums.update(repeating: 0, count: pieces * channels)
    threads.run(
      count: pieces,
      RowSums(value: value.pointer, rows: rows, channels: channels, pieces: pieces, sums: sums))
    for channel in 0..<channels {
      var sum = 0.0
      for piece in 0..<pieces { sum += sums[piece * channels + channel] }
      result[channel] = Float(sum)
    }
  }
}

/// Sums over planes of row-major images.
private struct PlaneSums: ParallelWork, @unchecked Sendable {
  let value: TensorView
  let result: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let (channels, positions) = (value.shape[1], value.shape.positionCount)
    for channel in ranges[index] {
      var sum = 0.0
      for image in 0..<value.shape[0] {
        sum += xv_sum(value.pointer + (image * channels + channel) * positions, positions)
      }
      result[channel] = Float(sum)
    }
  }
}

/// Sums over pieces of the rows of channels.
private struct RowSums: ParallelWork, @unchecked Sendable {
  let value: UnsafePointer<Float>
  let rows: Int
  let channels: Int
  let pieces: Int
  let sums: UnsafeMutablePointer<Double>

  func perform(_ piece: Int) {
    let (first, end) = (piece * rows / pieces, (piece + 1) * rows / pieces)
    xv_add_column_sums(
      value + first * channels, end - first, channels, channels, sums + piece * channels)
  }
}
