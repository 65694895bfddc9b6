import Streams
import Tensors
import Threads

/// Matrices with orthonormal rows or columns, uniform under Haar measure, times a gain.
///
/// ## Law
///     W = gain Q,   Q = H_0 H_1 ... H_{n-1} D
/// where `n` is the smaller and `m` the larger of the numbers of inputs and outputs, `H_k` reflects
/// the last m - k coordinates so that a vector of independent normals falls on an axis, and `D` is
/// the diagonal of signs without which the law would not be Haar's. Reflection `k` of map `g` takes
/// the normals of stream elements `(g n + k) m + k ..< (g n + k + 1) m`.
///
/// ## Shapes
/// Any shape with declared axes. Each group, gate and expert has a matrix of its own. A kernel's
/// positions count as inputs where it is ``Kernel-swift.enum/flattened``; where it is
/// ``Kernel-swift.enum/centered`` the matrix stands at its middle, index length / 2, and the rest is
/// 0.
///
/// With at most as many inputs as outputs the map keeps the length of every signal; else it keeps
/// the share outputs / inputs of the mean square. The same draw in another layout is the transposed
/// matrix.
///
/// ## Edge cases
/// A map without inputs or without outputs has no elements. The matrix of one number is 1 or -1. It
/// is drawn in Float32, also for Float64 elements.
///
/// - Complexity: 2 m n^2 operations a matrix; a slice costs as much as the matrices it touches.
/// - Reproducibility: exact on every machine.
/// - Source: G. Stewart, SIAM Journal on Numerical Analysis 17 (1980), 403-409; F. Mezzadri,
///   Notices of the AMS 54 (2007), 592-604, for the signs.
public struct Orthogonal: Law, Hashable {
  /// What a convolution's kernel holds.
  public enum Kernel: String, Sendable, Hashable {
    /// One matrix whose inputs are the window's.
    case flattened
    /// A matrix at the middle position, 0 elsewhere: delta-orthogonal.
    case centered
  }

  /// The factor of the orthonormal matrix: every singular value of the drawn one.
  public let gain: Double
  /// What a convolution's kernel holds.
  public let kernel: Kernel

  /// Orthonormal matrices times `gain`.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public init(gain: Double = 1, kernel: Kernel = .flattened) throws(InitializerError) {
    self.gain = try Self.checkedScale(gain, "gain")
    self.kernel = kernel
  }

  init(unitGain kernel: Kernel) {
    gain = 1
    self.kernel = kernel
  }

  /// `orthogonal`.
  public var name: String { kernel == .flattened ? "orthogonal" : "deltaOrthogonal" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "orthogonal \(gain) \(kernel.rawValue)" }

  /// gain^2 / max(inputs, outputs); of a centered kernel that share of one in all its positions.
  public func variance(of spec: ParameterSpec) -> Double {
    let longest = Double(max(inputs(spec), spec.length(.output), 1))
    let positions = kernel == .centered ? Double(max(spec.length(.kernel), 1)) : 1
    return gain * gain / longest / positions
  }

  /// A normal law with the same variance where nothing is centered, which large matrices approach.
  public func spreads(of spec: ParameterSpec) -> [Spread] {
    let longest = Double(max(inputs(spec), spec.length(.output), 1))
    guard gain > 0 else { return [.value(0)] }
    return [.normal(mean: 0, standardDeviation: gain / longest.squareRoot())]
  }

  /// Writes a range of elements; the whole matrices it touches are drawn for it.
  public func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    guard buffer.count > 0 else { return }
    let one = OrthogonalMatrix(inputs: inputs(spec), outputs: spec.length(.output), gain: gain)
    let maps = touchedMaps(spec, first..<first + buffer.count)
    let isWhole = buffer.count == maps.count * one.count && first == maps.lowerBound * one.count
    if isWhole, one.isStoredAsDrawn(spec), let floats = buffer.elements(as: Float.self) {
      one.draw(maps, to: floats, stream: stream, threads: threads)
      return
    }
    let matrices = UnsafeMutableBufferPointer<Float>.allocate(capacity: maps.count * one.count)
    defer { matrices.deallocate() }
    one.draw(maps, to: matrices, stream: stream, threads: threads)
    threads.runRanges(total: buffer.count, grain: 16_384) { range in
      gather(
        buffer[range], from: first + range.lowerBound, of: spec, one,
        UnsafePointer(matrices.baseAddress!) - maps.lowerBound * one.count)
    }
  }

  // Puts a range of elements where they are stored, rounded to their type.
  private func gather(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, _ one: OrthogonalMatrix,
    _ matrices: UnsafePointer<Float>
  ) {
    var walk = ElementWalk(spec, from: first)
    let window = kernel == .centered ? max(spec.length(.kernel), 1) : 1
    let (byInput, byOutput) = one.strides
    let step =
      walk.step.map * one.count + walk.step.input * byInput / window
      + walk.step.output * byOutput
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1024) { chunk in
      for start in stride(from: 0, to: buffer.count, by: chunk.count) {
        let end = min(start + chunk.count, buffer.count)
        var index = 0
        while index < end - start {
          let run = min(walk.runLength, end - start - index)
          let isZero = kernel == .centered && walk.offCenter > 0
          let place = walk.map * one.count + walk.input / window * byInput + walk.output * byOutput
          for i in 0..<run { chunk[index + i] = isZero ? 0 : matrices[place + i * step] }
          walk.advance(by: run)
          index += run
        }
        buffer[start..<end].fill(with: UnsafeBufferPointer(chunk))
      }
    }
  }

  private func inputs(_ spec: ParameterSpec) -> Int {
    kernel == .flattened ? spec.matrixInputs : spec.inputs
  }

  // All maps, or where they are stored one after another those of the range.
  private func touchedMaps(_ spec: ParameterSpec, _ range: Range<Int>) -> Range<Int> {
    guard spec.factors.first?.axis.countsMaps == true,
      !spec.factors.drop(while: \.axis.countsMaps).contains(where: \.axis.countsMaps)
    else { return 0..<spec.mapCount }
    let each = spec.shape.count / spec.mapCount
    return range.lowerBound / each..<(range.upperBound - 1) / each + 1
  }
}
