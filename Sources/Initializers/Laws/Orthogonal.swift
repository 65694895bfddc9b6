import CKernels
import Streams
import Tensors
import Threads

/// Matrices with orthonormal rows or columns, uniform under Haar measure, times a gain.
///
/// ## Law
///     W = gain Q,   Q = H_0 H_1 ... H_{n-1} D
/// where `n` is the smaller and `m` the larger of the two axis lengths, `H_k` reflects the last m -
/// k coordinates so that a vector of independent normals falls on an axis, and `D` is the diagonal
/// of signs without which the law would not be Haar's. Q is m by n; where the matrix is wider than
/// tall, its transpose is stored. Reflection `k` takes the normals of stream elements `k m + k ..<
/// (k + 1) m`.
///
/// ## Shapes
/// (in, out). Where in <= out, x W keeps the length of every x; else it keeps the share out / in of
/// the mean square.
///
/// - Complexity: 2 m n^2 operations; a slice costs as much as the whole.
/// - Reproducibility: exact on every machine; the bits may still change until stream 1 is frozen.
/// - Source: G. Stewart, SIAM Journal on Numerical Analysis 17 (1980), 403-409; F. Mezzadri,
///   Notices of the AMS 54 (2007), 592-604, for the signs.
public struct Orthogonal: Law, Hashable {
  /// The factor of the orthonormal matrix: every singular value of the drawn one.
  public let gain: Double

  /// Orthonormal matrices times `gain`.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public init(gain: Double = 1) throws(InitializerError) {
    self.gain = try checkedScale(gain, "gain")
  }

  /// gain^2 / max(in, out).
  public func variance(shape: Shape) -> Double {
    gain * gain / Double(max(shape[0], shape[1], 1))
  }

  /// Writes a range of elements; the whole matrix is drawn for it.
  public func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: Int, shape: Shape,
    stream: ParameterStream, threads: ThreadPool
  ) {
    guard shape.count > 0, buffer.count > 0 else { return }
    let long = max(shape[0], shape[1])
    let short = min(shape[0], shape[1])
    let gaussians = Tensor(zeros: [short, long])
    stream.fillNormal(gaussians.elements, from: 0, standardDeviation: 1)
    let matrix = Tensor(zeros: [long, short])
    xv_orthogonal(gaussians.pointer, matrix.pointer, long, short, Float(gain))
    let isTall = shape[0] >= shape[1]
    for index in buffer.indices {
      let (row, column) = (first + index).quotientAndRemainder(dividingBy: shape[1])
      buffer[index] = matrix.elements[isTall ? row * short + column : column * short + row]
    }
  }
}
