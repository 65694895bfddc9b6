import Initializers
import Streams
import Tensors
import Threads

/// 1 for the forget gate of every direction of an LSTM, 0 for its other gates.
package struct OpenForgetGates: Initializer {
  /// How many vectors of units lie one after another for each direction.
  package let gates: Int

  /// Biases of so many gates a direction.
  package init(gates: Int) { self.gates = gates }

  /// As the command line spells it, where there is one direction.
  package var name: String { "forgetGateBias:1,2" }

  /// The law; gates lie in the order input, output, forget, cell.
  package func law(for spec: ParameterSpec) -> any Law { ForgetGates(gates: gates, forget: 2) }
}

/// 1 for one gate of every direction of a recurrent layer, 0 for the others.
private struct ForgetGates: Law {
  /// How many vectors of units lie one after another for each direction.
  let gates: Int
  /// The number of the one that is 1.
  let forget: Int
  private let zero: any Law = Constant(0)
  private let one: any Law = Constant(1)

  /// `gateConstants`.
  var name: String { "gateConstants" }

  /// 0: nothing is drawn.
  func variance(of spec: ParameterSpec) -> Double { 0 }

  /// The largest value.
  func spreads(of spec: ParameterSpec) -> [Spread] { one.spreads(of: spec) }

  /// Writes a range of elements.
  func fill(
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
