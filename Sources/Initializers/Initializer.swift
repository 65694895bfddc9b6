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
    try draw(spec, as: Float.self, path: path, seed: seed)
  }

  /// The weights of the parameter at `path` under `seed` in another element type, row-major.
  ///
  /// 16-bit and 8-bit weights are the Float32 draw rounded once to nearest even; Float64 weights
  /// are a draw of their own with 53 bits.
  ///
  /// - Throws: ``InitializerError`` as ``law(for:)`` does, and with code `.elementType` when the type
  ///   cannot hold the law.
  /// - Reproducibility: exact.
  public func draw<Element: WeightElement>(
    _ spec: ParameterSpec, as type: Element.Type, path: String, seed: UInt64
  ) throws(InitializerError) -> [Element] {
    let law = try law(for: spec)
    try law.check(Element.elementType, for: spec)
    let stream = ParameterStream(seed: seed, path: path)
    return [Element](unsafeUninitializedCapacity: spec.shape.count) { buffer, count in
      let whole = UnsafeMutableBufferPointer(rebasing: buffer[..<spec.shape.count])
      law.fill(ElementBuffer(whole), from: 0, of: spec, stream: stream, threads: .shared)
      count = spec.shape.count
    }
  }

  /// Fills memory that the caller owns with elements `first ..< first + buffer.count` of the
  /// parameter at `path`.
  ///
  /// - Throws: ``InitializerError`` as ``law(for:)`` does, with code `.slice` when the range leaves
  ///   the parameter, `.elementType` when the type cannot hold the law. Nothing is written then.
  /// - Reproducibility: exact: a slice holds the same bits as the whole does there.
  public func fill<Element: WeightElement>(
    _ buffer: UnsafeMutableBufferPointer<Element>, from first: Int = 0, of spec: ParameterSpec,
    path: String, seed: UInt64, threads: ThreadPool = .shared
  ) throws(InitializerError) {
    try fill(ElementBuffer(buffer), from: first, of: spec, path: path, seed: seed, threads: threads)
  }

  /// Fills an array with elements `first ..< first + array.count` of the parameter at `path`.
  ///
  /// - Throws: as the form for buffers does.
  public func fill<Element: WeightElement>(
    _ array: inout [Element], from first: Int = 0, of spec: ParameterSpec, path: String,
    seed: UInt64, threads: ThreadPool = .shared
  ) throws(InitializerError) {
    var span = array.mutableSpan
    try fill(&span, from: first, of: spec, path: path, seed: seed, threads: threads)
  }

  /// Fills a span with elements `first ..< first + span.count` of the parameter at `path`.
  ///
  /// - Throws: as the form for buffers does.
  public func fill<Element: WeightElement>(
    _ span: inout MutableSpan<Element>, from first: Int = 0, of spec: ParameterSpec, path: String,
    seed: UInt64, threads: ThreadPool = .shared
  ) throws(InitializerError) {
    try span.withUnsafeMutableBufferPointer { buffer throws(InitializerError) in
      try fill(buffer, from: first, of: spec, path: path, seed: seed, threads: threads)
    }
  }

  /// Fills memory whose element type is known only when the program runs.
  ///
  /// - Throws: as the form for typed buffers does.
  public func fill(
    _ buffer: ElementBuffer, from first: Int = 0, of spec: ParameterSpec, path: String,
    seed: UInt64, threads: ThreadPool = .shared
  ) throws(InitializerError) {
    guard first >= 0, first <= spec.shape.count, buffer.count <= spec.shape.count - first else {
      throw .slice(first: first, count: buffer.count, shape: spec.shape, path: path)
    }
    let law = try law(for: spec)
    try law.check(buffer.type, for: spec)
    let stream = ParameterStream(seed: seed, path: path)
    law.fill(buffer, from: first, of: spec, stream: stream, threads: threads)
  }
}

extension Initializer {
  /// The law of a parameter from those of its sections.
  func sectioned(
    _ spec: ParameterSpec, _ law: (ParameterSpec) throws(InitializerError) -> any Law
  ) throws(InitializerError) -> any Law {
    guard spec.sections != nil else { return try law(spec) }
    var laws: [any Law] = []
    for piece in spec.pieces { laws.append(try law(piece)) }
    return SectionedLaw(laws: laws)
  }
}
