import Streams
import Tensors
import Threads

/// 1 for one gate of every direction of a recurrent layer, 0 for the others.
package struct ForgetGates: Law {
  /// How many vectors of units lie one after another for each direction.
  package let gates: Int
  /// The number of the one that is 1.
  package let forget: Int
  private let zero: any Law = Constant(0)
  private let one: any Law = Constant(1)

  /// The law of biases in which `gates` vectors lie one after another for each direction, `forget` the
  /// number of the one that is 1.
  package init(gates: Int, forget: Int) { (self.gates, self.forget) = (gates, forget) }

  /// `gateConstants`.
  package var name: String { "gateConstants" }

  /// The law in words, as ``Law/record`` has it.
  package var record: String { "forgetGates \(gates) \(forget)" }

  /// 0: nothing is drawn.
  package func variance(of spec: ParameterSpec) -> Double { 0 }

  /// The largest value.
  package func spreads(of spec: ParameterSpec) -> [Spread] { one.spreads(of: spec) }

  /// Writes a range of elements.
  package func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    let units = spec.length(.output)
    guard units > 0 else { return }
    var index = 0
    while index < buffer.count {
      let (gate, within) = (first + index).quotientAndRemainder(dividingBy: units)
      let end = min(index + units - within, buffer.count)
      (gate % gates == forget ? one : zero).fill(
        buffer[index..<end], from: first + index, of: spec, stream: stream, threads: threads)
      index = end
    }
  }
}
