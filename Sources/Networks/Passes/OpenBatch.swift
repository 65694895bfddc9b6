import Operators
import Tensors

extension Network {
  /// The same network for any number of examples, where it was made once for two and once, as
  /// `other`, for three.
  ///
  /// `nil` where the two differ in more than the first axis of inputs, as where a shape in the file
  /// says how many examples there are.
  package func opened(like other: Network) -> Network? {
    guard nodes.count == other.nodes.count, inputs.count == other.inputs.count,
      constants.count == other.constants.count, sources == other.sources,
      zip(inputs, other.inputs).allSatisfy({ one, other in
        one.lengths.first == 2 && other.lengths.first == 3
          && one.lengths.dropFirst() == other.lengths.dropFirst()
      }),
      zip(nodes, other.nodes).allSatisfy({ "\($0.function)" == "\($1.function)" }),
      zip(constants, other.constants).allSatisfy({
        $0.tensor.shape == $1.tensor.shape
          && ($0.tensor.isFilled || $0.tensor.doubles == $1.tensor.doubles)
      })
    else { return nil }
    var network = self
    network.inputs = inputs.map {
      Input(name: $0.name, lengths: [nil] + $0.lengths.dropFirst(), type: $0.type, value: $0.value)
    }
    guard let one = try? network.shapes(batch: 1), let five = try? network.shapes(batch: 5) else {
      return nil
    }
    for output in outputs {
      guard five[output.value.index].lengths.first == 5 else { return nil }
    }
    network.outputs = outputs.map {
      Output(name: $0.name, value: $0.value, type: $0.type, shape: one[$0.value.index])
    }
    return network
  }
}

extension Network {
  /// The same network with the first axis of every input left open, whether or not its operators
  /// take another number of examples than they were made for.
  package func withOpenExamples() -> Network {
    var network = self
    network.inputs = inputs.map {
      Input(
        name: $0.name, lengths: $0.lengths.isEmpty ? [] : [nil] + $0.lengths.dropFirst(),
        type: $0.type, value: $0.value)
    }
    return network
  }
}
