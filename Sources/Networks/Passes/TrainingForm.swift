import Operators
import Tensors

/// A network as it is trained: batch normalizations take mean and variance from the batch, and
/// follow them in their running statistics.
///
/// Values have the same numbers as before; new ones come behind them.
package struct TrainingForm: Sendable {
  /// The network.
  package let network: Network
  // The running statistics after a step, and the parameters that hold them.
  private let statistics: [(value: Network.Value, parameter: Int)]

  /// The form of a network in which normalizations are those of evaluation.
  package init(of network: Network) {
    var sources = network.sources
    var nodes = network.nodes
    var statistics: [(value: Network.Value, parameter: Int)] = []
    for (number, node) in nodes.enumerated() {
      guard let function = node.function as? Operators.BatchNormalization, !function.isTraining,
        let mean = network.parameter(behind: node.inputs[3]),
        let variance = network.parameter(behind: node.inputs[4])
      else { continue }
      var outputs = node.outputs
      for parameter in [mean, variance] {
        let value = Network.Value(index: sources.count)
        sources.append(.node(number, output: outputs.count))
        outputs.append(value)
        statistics.append((value, parameter))
      }
      nodes[number] = Network.Node(
        name: node.name,
        function: Operators.BatchNormalization(
          epsilon: function.epsilon, momentum: function.momentum, isTraining: true),
        layer: node.layer, inputs: node.inputs, outputs: outputs)
    }
    // What a step leaves behind must keep its memory until it is copied.
    var form = network
    form.nodes = nodes
    form.sources = sources
    form.outputs += statistics.map { value, parameter in
      Network.Output(
        name: network.parameters[parameter].path, value: value, type: .float32,
        shape: network.parameters[parameter].shape)
    }
    self.network = form
    self.statistics = statistics
  }

  /// Takes over the running statistics that a forward pass has computed.
  package func update(_ weights: borrowing Weights, from workspace: Workspace) {
    for (value, parameter) in statistics {
      let computed = workspace.values[value.index]
      weights.tensors[parameter].pointer.update(
        from: computed.pointer, count: computed.shape.count)
    }
  }
}

extension Network {
  /// The same network with other outputs: the given values, under their numbers.
  package func giving(_ values: [Value]) -> Network {
    let shapes = try? shapes(batch: 1)
    var network = self
    network.outputs = values.map {
      Output(name: "\($0.index)", value: $0, type: .float32, shape: shapes?[$0.index] ?? [])
    }
    return network
  }

  /// What the softmax along the last axis is applied to that a value is the output of; `nil` for
  /// other values.
  package func logits(of value: Value) -> Value? {
    guard case .node(let number, _) = sources[value.index],
      let softmax = nodes[number].function as? Softmax, let shapes = try? shapes(batch: 1)
    else { return nil }
    let isLast = softmax.axis == -1 || softmax.axis == shapes[value.index].rank - 1
    return isLast ? nodes[number].inputs[0] : nil
  }

  /// Which parameters training moves: all but the running statistics of normalizations and lone
  /// numbers that no operator takes for a weight, such as the divisor of attention in a file.
  package var trainedParameters: [Bool] {
    var isTrained = parameters.map { $0.spec != nil || $0.shape.count > 1 }
    for node in nodes where node.function is Operators.BatchNormalization {
      for input in node.inputs[3...] {
        if let parameter = parameter(behind: input) { isTrained[parameter] = false }
      }
    }
    return isTrained
  }

  // The parameter that a value is.
  fileprivate func parameter(behind value: Value) -> Int? {
    if case .parameter(let number) = sources[value.index] { number } else { nil }
  }
}
