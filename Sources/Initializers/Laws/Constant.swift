import CKernels
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

  /// `constant`.
  public var name: String { "constant" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "\(name) \(value)" }

  /// 0.
  public func variance(of spec: ParameterSpec) -> Double { 0 }

  var spread: Spread? { value.isFinite ? .value(Double(value)) : nil }

  func fill(_ buffer: ElementBuffer, from first: UInt64, stream: ParameterStream) {
    buffer.fill(with: value)
  }
}

extension ElementBuffer {
  /// Gives every element the value, rounded to nearest even.
  func fill(with value: Float) {
    guard let start, count > 0 else { return }
    var value = value
    xv_round(&value, 1, type.kernel, start)
    var filled = 1
    while filled < count {
      let copied = min(filled, count - filled)
      (start + filled * type.size).copyMemory(from: start, byteCount: copied * type.size)
      filled += copied
    }
  }

  /// Gives the elements the values, each rounded to nearest even.
  func fill(with values: UnsafeBufferPointer<Float>) {
    guard let start, let base = values.baseAddress else { return }
    xv_round(base, min(count, values.count), type.kernel, start)
  }
}
