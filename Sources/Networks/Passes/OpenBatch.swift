import Initializers
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

  /// The same network with what a file has learned taken away from vectors: biases and shifts 0,
  /// factors of normalizations 1, running means 0 and variances 1.
  public func withFreshVectors() -> Network {
    var network = self
    func fill(_ index: Int, _ value: Double) {
      let old = parameters[index]
      network.parameters[index] = Parameter(
        path: old.path, shape: old.shape, spec: old.spec, initializer: nil, law: nil,
        stored: .filled(type: .float32, shape: old.shape, value: value), value: old.value)
    }
    for (index, parameter) in parameters.enumerated() where parameter.law == nil {
      switch parameter.spec?.role {
      case .bias, .normalizationShift: fill(index, 0)
      case .normalizationScale: fill(index, 1)
      case .weight, .embedding, .recurrentWeight, nil: break
      }
    }
    for node in nodes where node.function is Operators.BatchNormalization {
      for (input, value) in zip(node.inputs[3...], [0.0, 1.0]) {
        if case .parameter(let index) = sources[input.index] { fill(index, value) }
      }
    }
    return network
  }

  /// The nodes that apply a weight to a signal, with the place of the signal among their inputs: the
  /// layers of a network, as far as a graph has any.
  package var weightedNodes: [(node: Int, signal: Int)] {
    let isStatic = staticNodes
    // The weights, and what is made of weights alone.
    var isWeight = sources.map { source -> Bool in
      guard case .parameter(let number) = source else { return false }
      return [.weight, .recurrentWeight].contains(parameters[number].spec?.role)
    }
    var found: [(node: Int, signal: Int)] = []
    for (number, node) in nodes.enumerated() {
      guard node.inputs.contains(where: { isWeight[$0.index] }) else { continue }
      if isStatic[number] {
        for output in node.outputs { isWeight[output.index] = true }
      } else if let signal = node.inputs.firstIndex(where: { !isWeight[$0.index] }) {
        found.append((number, signal))
      }
    }
    return found
  }
}
