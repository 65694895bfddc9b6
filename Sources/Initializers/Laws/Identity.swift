import Streams
import Tensors
import Threads

/// The identity map, times a gain: unit i feeds unit i, the rest is 0.
///
/// ## Shapes
/// Any shape with declared axes. Where inputs and outputs differ in number, the surplus is 0. Each
/// group, gate and expert has an identity of its own. In a convolution's kernel it stands at the
/// middle position, index length / 2: Dirac's delta, with which the convolution hands its input on.
public struct Identity: Law, Hashable {
  /// The value on the diagonal.
  public let gain: Double

  /// The identity times `gain`.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public init(gain: Double = 1) throws(InitializerError) {
    self.gain = try Self.checkedScale(gain, "gain")
  }

  private init(checked gain: Double) { self.gain = gain }

  /// The identity with gain 1.
  static let one = Identity(checked: 1)

  /// `identity`.
  public var name: String { "identity" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "\(name) \(gain)" }

  /// The mean square of all entries about their mean: what an audit of the matrix would find.
  public func variance(of spec: ParameterSpec) -> Double {
    guard spec.shape.count > 0 else { return 0 }
    let (inputs, outputs) = (spec.inputs, spec.length(.output))
    let each = Double(inputs) * Double(outputs) * Double(spec.length(.kernel))
    let share = Double(min(inputs, outputs)) / each
    return gain * gain * share * (1 - share)
  }

  /// The value on the diagonal.
  public func spreads(of spec: ParameterSpec) -> [Spread] { [.value(gain)] }

  /// Writes a range of elements.
  public func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    buffer.fill(with: 0)
    let window = max(spec.length(.kernel), 1)
    threads.runRanges(total: buffer.count, grain: 16_384) { range in
      var walk = ElementWalk(spec, from: first + range.lowerBound)
      for index in range {
        if walk.offCenter == 0, walk.input / window == walk.output {
          buffer[index..<index + 1].fill(with: Float(gain))
        }
        walk.advance()
      }
    }
  }
}
