import Initializers
import Operators
import Tensors

extension Network {
  /// The same network without nodes, parameters and constants that no output depends on, and with
  /// the axes that operators declare for parameters that had none.
  ///
  /// `declared` are the axes of values by their numbers in this network.
  ///
  /// Inputs stay, used or not: whoever gives them knows them by name.
  func withoutUnused(_ declared: [Int: ParameterSpec] = [:]) -> Network {
    var isUsed = [Bool](repeating: false, count: sources.count)
    for output in outputs { isUsed[output.value.index] = true }
    var keptNodes: [Node] = []
    for node in nodes.reversed() where node.outputs.contains(where: { isUsed[$0.index] }) {
      keptNodes.append(node)
      for input in node.inputs { isUsed[input.index] = true }
    }
    keptNodes.reverse()

    var renumbering = Renumbering(sourceCount: sources.count)
    let newInputs = inputs.enumerated().map { number, input in
      Input(
        name: input.name, lengths: input.lengths, type: input.type,
        value: renumbering.add(input.value, .input(number)))
    }
    var newParameters: [Parameter] = []
    var newConstants: [Constant] = []
    var newNodes: [Node] = []
    func keep(_ value: Value) {
      guard !renumbering.has(value) else { return }
      switch sources[value.index] {
      case .parameter(let index):
        let old = parameters[index]
        let value = renumbering.add(value, .parameter(newParameters.count))
        newParameters.append(old.moved(to: value))
      case .constant(let index):
        _ = renumbering.add(value, .constant(newConstants.count))
        newConstants.append(constants[index])
      case .input, .node: preconditionFailure("network: a node is used before it is computed")
      }
    }
    for node in keptNodes {
      node.inputs.forEach(keep)
      let outputs = node.outputs.enumerated().map { place, value in
        renumbering.add(value, .node(newNodes.count, output: place))
      }
      newNodes.append(
        Node(
          name: node.name, function: node.function, layer: node.layer,
          inputs: node.inputs.map { renumbering[$0] }, outputs: outputs))
    }
    outputs.forEach { keep($0.value) }
    let newOutputs = outputs.map {
      Output(name: $0.name, value: renumbering[$0.value], type: $0.type, shape: $0.shape)
    }
    return Network(
      inputs: newInputs, outputs: newOutputs, nodes: newNodes, parameters: newParameters,
      constants: newConstants, sources: renumbering.sources
    ).withDeclaredAxes(renumbering.moved(declared))
  }
}

private struct Renumbering {
  private(set) var sources: [Network.Source] = []
  private var numbers: [Int]

  init(sourceCount: Int) { numbers = Array(repeating: -1, count: sourceCount) }

  func has(_ value: Network.Value) -> Bool { numbers[value.index] >= 0 }

  subscript(value: Network.Value) -> Network.Value { Network.Value(index: numbers[value.index]) }

  func moved(_ declared: [Int: ParameterSpec]) -> [Int: ParameterSpec] {
    var moved: [Int: ParameterSpec] = [:]
    for (index, spec) in declared where numbers[index] >= 0 { moved[numbers[index]] = spec }
    return moved
  }

  mutating func add(_ value: Network.Value, _ source: Network.Source) -> Network.Value {
    numbers[value.index] = sources.count
    sources.append(source)
    return self[value]
  }
}

extension Network.Parameter {
  func moved(to value: Network.Value) -> Network.Parameter {
    Network.Parameter(
      path: path, shape: shape, spec: spec, initializer: initializer, law: law, stored: stored,
      value: value)
  }
}
