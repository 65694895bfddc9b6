import Initializers
import Networks
import Operators
import Tensors

/// What follows from a network's graph alone for whoever measures it.
struct SignalGraph: Sendable {
  let network: Network
  /// Whether each value depends on an input.
  let dependsOnInput: [Bool]
  /// How a file would write each value.
  let types: [StoredType]
  /// The nodes that use each value, in order.
  let users: [[Int]]
  /// Whether the channels of each value are its second axis; else they are its last.
  let isChannelsFirst: [Bool]

  init(_ network: Network) {
    self.network = network
    var depends = network.sources.map { if case .input = $0 { true } else { false } }
    var types = [StoredType](repeating: .float32, count: network.sources.count)
    for input in network.inputs { types[input.value.index] = input.type }
    for parameter in network.parameters {
      types[parameter.value.index] = parameter.stored?.type ?? .float32
    }
    var users = [[Int]](repeating: [], count: network.sources.count)
    for (index, source) in network.sources.enumerated() {
      if case .constant(let number) = source {
        types[index] = network.constants[number].tensor.type
      }
    }
    for (number, node) in network.nodes.enumerated() {
      let isMoved = node.inputs.contains { depends[$0.index] }
      let inputTypes = node.inputs.map { types[$0.index] }
      for (place, output) in node.outputs.enumerated() {
        depends[output.index] = isMoved
        types[output.index] = node.function.outputType(at: place, inputTypes)
      }
      for input in Set(node.inputs) { users[input.index].append(number) }
    }
    dependsOnInput = depends
    self.types = types
    self.users = users
    isChannelsFirst = Self.channels(network)
  }

  /// The node that computes a value.
  func node(of value: Network.Value) -> (number: Int, node: Network.Node)? {
    guard case .node(let number, _) = network.sources[value.index] else { return nil }
    return (number, network.nodes[number])
  }

  /// The parameter that a value is.
  func parameter(_ value: Network.Value) -> Int? {
    if case .parameter(let number) = network.sources[value.index] { number } else { nil }
  }

  // What an operator takes the axes of its signal for.
  private enum Place { case second, last, same, other }

  private static func place(_ function: any Operator) -> Place {
    switch function {
    case is Conv, is ConvTranspose, is MaxPool, is AveragePool, is GlobalAveragePool,
      is GlobalMaxPool, is Operators.BatchNormalization, is InstanceNormalization,
      is Operators.GroupNormalization, is LocalResponseNormalization:
      .second
    case is Affine, is MatMul, is Einsum, is Operators.LayerNormalization,
      is Operators.RMSNormalization:
      .last
    case is Operators.Reshape, is Operators.Flatten, is Squeeze, is Unsqueeze,
      is Operators.Transpose, is Gather, is GatherND:
      .other
    default: .same
    }
  }

  // The operator that gives a value says it, or else the first that takes it and cares.
  private static func channels(_ network: Network) -> [Bool] {
    var wanted = [Bool?](repeating: nil, count: network.sources.count)
    for node in network.nodes.reversed() {
      let place = place(node.function)
      switch place {
      case .second, .last:
        if let signal = node.inputs.first { wanted[signal.index] = place == .second }
      case .same:
        if let given = node.outputs.first.flatMap({ wanted[$0.index] }) {
          for input in node.inputs { wanted[input.index] = given }
        }
      case .other: break
      }
    }
    var found = wanted.map { $0 ?? false }
    for node in network.nodes {
      let isSecond: Bool?
      switch place(node.function) {
      case .second: isSecond = true
      case .last: isSecond = false
      case .same:
        let signals = node.inputs.filter {
          if case .parameter = network.sources[$0.index] { return false }
          if case .constant = network.sources[$0.index] { return false }
          return true
        }
        isSecond = signals.isEmpty ? nil : signals.contains { found[$0.index] }
      case .other: isSecond = nil
      }
      guard let isSecond else { continue }
      for output in node.outputs { found[output.index] = isSecond }
    }
    return found
  }
}
