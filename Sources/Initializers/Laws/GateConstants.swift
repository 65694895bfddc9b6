import Streams
import Tensors
import Threads

/// Every gate has a value of its own: a recurrent layer's bias whose forget gate starts open, in each of
/// its directions.
public struct GateConstants: Law, Hashable {
  /// The value of one gate; the others are 0.
  public let value: Float
  /// The number of that gate, from 0.
  public let gate: Int

  /// The law that gives gate number `gate` a value and the others 0.
  public init(_ value: Float, gate: Int) {
    self.value = value
    self.gate = gate
  }

  /// `gateConstants`.
  public var name: String { "gateConstants" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "\(name) \(value) \(gate)" }

  /// 0: nothing is drawn.
  public func variance(of spec: ParameterSpec) -> Double { 0 }

  /// The value.
  public func spreads(of spec: ParameterSpec) -> [Spread] {
    value.isFinite ? [.value(Double(value))] : []
  }

  /// Writes a range of elements.
  public func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    guard buffer.count > 0 else { return }
    var walk = ElementWalk(spec, from: first)
    // Gates are the last of the axes that count maps.
    let gates = max(spec.length(.gate), 1)
    for index in 0..<buffer.count {
      buffer[index..<index + 1].fill(with: walk.map % gates == gate ? value : 0)
      walk.advance()
    }
  }
}
