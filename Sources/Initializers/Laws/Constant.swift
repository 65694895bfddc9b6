import Streams
import Tensors

/// Every weight has the same value.
///
/// As weights of a hidden layer it keeps all units of the layer identical for ever; it is for
/// biases and scales.
public struct Constant: ElementwiseLaw, Hashable {
  /// The value.
  public let value: Float

  /// The law of one value.
  public init(_ value: Float) { self.value = value }

  /// 0.
  public func variance(shape: Shape) -> Double { 0 }

  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, stream: ParameterStream
  ) {
    buffer.update(repeating: value)
  }
}
