import Streams
import Tensors
import Threads

/// A law and the rule that sets its scale from a parameter's fans.
///
/// A drawn weight is a pure function of the seed, the parameter's path and the element's index: the
/// order of calls, the number of threads and other parameters change nothing.
public protocol Initializer: Sendable {
  /// How the command line spells it: `glorotUniform`, `normal:0.01`.
  var name: String { get }

  /// The law of a parameter's weights.
  ///
  /// - Throws: ``InitializerError``.
  func law(for spec: ParameterSpec) throws(InitializerError) -> any Law
}

extension Initializer {
  /// The weights of the parameter at `path` under `seed`, row-major.
  ///
  /// - Throws: ``InitializerError`` as ``law(for:)`` does.
  /// - Complexity: linear in the number of elements, shared among threads; orthogonal laws as
  ///   stated with them.
  /// - Reproducibility: exact.
  public func draw(
    _ spec: ParameterSpec, path: String, seed: UInt64
  ) throws(InitializerError) -> [Float] {
    let law = try law(for: spec)
    let stream = ParameterStream(seed: seed, path: path)
    return [Float](unsafeUninitializedCapacity: spec.shape.count) { buffer, count in
      let whole = UnsafeMutableBufferPointer(rebasing: buffer[..<spec.shape.count])
      law.fill(whole, from: 0, shape: spec.shape, stream: stream, threads: .shared)
      count = spec.shape.count
    }
  }

  /// Fills memory that the caller owns with elements `first ..< first + buffer.count` of the
  /// parameter at `path`.
  ///
  /// - Throws: ``InitializerError`` as ``law(for:)`` does, and with code `.slice` when the range
  ///   leaves the parameter.
  /// - Reproducibility: exact: a slice holds the same bits as the whole does there.
  public func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: Int = 0, of spec: ParameterSpec,
    path: String, seed: UInt64, threads: ThreadPool = .shared
  ) throws(InitializerError) {
    guard first >= 0, first <= spec.shape.count, buffer.count <= spec.shape.count - first else {
      throw .slice(first: first, count: buffer.count, shape: spec.shape, path: path)
    }
    let law = try law(for: spec)
    let stream = ParameterStream(seed: seed, path: path)
    law.fill(buffer, from: first, shape: spec.shape, stream: stream, threads: threads)
  }
}
