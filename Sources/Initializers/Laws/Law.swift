import Streams
import Tensors
import Threads

/// A distribution of weights, with its scale.
public protocol Law: Sendable {
  /// The variance of one weight of a parameter with the given shape.
  ///
  /// - Units: the square of the weight's unit; weights have none.
  func variance(shape: Shape) -> Double

  /// Writes elements `first ..< first + buffer.count` of a parameter.
  ///
  /// - Precondition: the range lies in the shape, and the initializer accepted the shape.
  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: Int, shape: Shape,
    stream: ParameterStream, threads: ThreadPool)
}

/// A law whose elements are drawn one by one, so that ranges of them can be shared among threads.
protocol ElementwiseLaw: Law {
  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, stream: ParameterStream)
}

extension ElementwiseLaw {
  /// Writes a range of elements, shared among threads.
  public func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: Int, shape: Shape,
    stream: ParameterStream, threads: ThreadPool
  ) {
    threads.runRanges(total: buffer.count, grain: 16_384) { range in
      fill(
        UnsafeMutableBufferPointer(rebasing: buffer[range]),
        from: UInt64(first + range.lowerBound), stream: stream)
    }
  }
}
