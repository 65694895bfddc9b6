import Streams
import Tensors
import Threads

/// The identity matrix, times a gain: unit i feeds unit i, the rest is 0.
///
/// ## Shapes
/// (in, out); where they differ, the surplus rows or columns are 0.
public struct Identity: Law, Hashable {
  /// The value on the diagonal.
  public let gain: Double

  /// The identity times `gain`.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public init(gain: Double = 1) throws(InitializerError) {
    self.gain = try checkedScale(gain, "gain")
  }

  /// The mean square of all entries about their mean: what an audit of the matrix would find.
  public func variance(shape: Shape) -> Double {
    guard shape.count > 0 else { return 0 }
    let share = Double(min(shape[0], shape[1])) / Double(shape.count)
    return gain * gain * share * (1 - share)
  }

  /// Writes a range of elements.
  public func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: Int, shape: Shape,
    stream: ParameterStream, threads: ThreadPool
  ) {
    buffer.update(repeating: 0)
    let columns = shape[1]
    for diagonal in 0..<min(shape[0], columns) {
      let index = diagonal * columns + diagonal - first
      if buffer.indices.contains(index) { buffer[index] = Float(gain) }
    }
  }
}
