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
    guard buffer.count > 0 else { return }
    if shape[0] >= shape[1], buffer.count == shape.count {
      return draw(buffer, rows: shape[0], columns: shape[1], stream: stream, threads: threads)
    }
    let long = max(shape[0], shape[1])
    let short = min(shape[0], shape[1])
    let matrix = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.count)
    defer { matrix.deallocate() }
    draw(matrix, rows: long, columns: short, stream: stream, threads: threads)
    if shape[0] >= shape[1] {
      _ = buffer.update(fromContentsOf: matrix[first..<first + buffer.count])
    } else {
      transpose(matrix, to: buffer, from: first, shape: shape, threads: threads)
    }
  }

  /// Writes the tall or square matrix.
  private func draw(
    _ matrix: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int,
    stream: ParameterStream, threads: ThreadPool
  ) {
    let normals = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * columns)
    defer { normals.deallocate() }
    threads.runRanges(total: columns, grain: 16_384 / rows + 1) { range in
      for k in range {
        let used = UnsafeMutableBufferPointer(rebasing: normals[k * rows + k..<(k + 1) * rows])
        stream.fillNormal(used, from: UInt64(k * rows + k), standardDeviation: 1)
      }
    }
    let status = xv_orthogonal(
      normals.baseAddress, matrix.baseAddress, rows, columns, Float(gain), threads.raw)
    precondition(status == 0, "no memory for an orthogonal matrix")
  }

  /// Writes elements of the transposed matrix, 16 rows at a time: a cache line of the other.
  private func transpose(
    _ matrix: UnsafeMutableBufferPointer<Float>, to buffer: UnsafeMutableBufferPointer<Float>,
    from first: Int, shape: Shape, threads: ThreadPool
  ) {
    threads.runRanges(total: shape[0], grain: 16) { rows in
      for top in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
        for column in 0..<shape[1] {
          for row in top..<min(top + 16, rows.upperBound) {
            let index = row * shape[1] + column - first
            if buffer.indices.contains(index) {
              buffer[index] = matrix[column * shape[0] + row]
            }
          }
        }
      }
    }
  }
}
