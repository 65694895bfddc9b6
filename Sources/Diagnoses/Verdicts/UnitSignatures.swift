import Initializers
import Networks
import Operators
import Tensors

/// How each unit of each value is made, and what is made of it, as hashes: units with equal ones are
/// copies of each other and stay so in training, because their gradients are equal too.
///
/// Units are followed along one axis of each value through maps, functions of each element,
/// normalizations, sums, pools, flattening and concatenation. Behind anything else, and at the
/// outputs, all units count as different.
struct UnitSignatures {
  /// The units of a value: the axis that they lie along, and a hash of how each is made.
  struct Units {
    let axis: Int
    var hashes: [UInt64]
  }

  /// What becomes of the units of a value.
  enum Leaving {
    case nothing
    case known([UInt64])
    case unknown
  }

  let network: Network
  let shapes: [Shape]
  // By the numbers of values; `nil` where units are not known.
  var forward: [Units?]
  var backward: [Leaving]
  let hashes: [UnitHashes?]
  private let maps: [Int]

  /// Signatures by the hashes of parameters, which are asked for by their numbers.
  init(
    _ network: Network, shapes: [Shape], hashes: (ParameterSpec, Int) -> UnitHashes
  ) {
    self.network = network
    self.shapes = shapes
    forward = Array(repeating: nil, count: network.sources.count)
    backward = Array(repeating: .nothing, count: network.sources.count)
    self.hashes = network.parameters.enumerated().map { number, parameter in
      parameter.spec.map { hashes($0, number) }
    }
    maps = network.weightedNodes.map(\.node)
    for node in network.nodes { runForward(node) }
    for output in network.outputs { backward[output.value.index] = .unknown }
    for (number, node) in network.nodes.enumerated().reversed() { runBackward(node, number) }
  }

  /// The layers some of whose units have a twin.
  func twins() -> [WeightFacts.Twins] {
    maps.compactMap { number in
      let value = network.nodes[number].outputs[0].index
      guard let units = forward[value]?.hashes, case .known(let leaving) = backward[value],
        units.count == leaving.count, units.count >= 2
      else { return nil }
      var counts: [UInt64: Int] = [:]
      for (one, other) in zip(units, leaving) { counts[mixed(one, other), default: 0] += 1 }
      let count = counts.values.filter { $0 > 1 }.reduce(0, +)
      return count == 0 ? nil : .init(node: number, units: units.count, count: count)
    }
  }

  func isSignal(_ value: Network.Value) -> Bool {
    switch network.sources[value.index] {
    case .input, .node: true
    case .parameter, .constant: false
    }
  }

  // The parameter that a node multiplies a signal with, where it is given as it is.
  func weight(of node: Network.Node) -> Int? {
    guard node.inputs.count >= 2, isSignal(node.inputs[0]),
      case .parameter(let number) = network.sources[node.inputs[1].index],
      unitAxis(of: node) != nil, let role = network.parameters[number].spec?.role,
      role == .weight || role == .recurrentWeight
    else { return nil }
    return number
  }

  func unitAxis(of node: Network.Node) -> Int? {
    switch node.function {
    case is Affine, is MatMul: shapes[node.outputs[0].index].rank - 1
    case is Conv, is ConvTranspose: 1
    default: nil
    }
  }

  func inputAxis(of node: Network.Node) -> Int? {
    switch node.function {
    case is Affine, is MatMul: shapes[node.inputs[0].index].rank - 1
    case is Conv, is ConvTranspose: 1
    default: nil
    }
  }

  // Whether axes of inputs are aligned at the last.
  static func broadcasts(_ function: any Operator) -> Bool {
    switch function {
    case is Operators.Add, is Sub, is Mul, is Div, is Sum, is Mean, is Max, is Min, is PReLU,
      is Where:
      true
    default: false
    }
  }

  func keepsUnits(_ node: Network.Node) -> Bool {
    switch node.function {
    case is Operators.Add, is Sub, is Mul, is Div, is Sum, is Mean, is Max, is Min, is PReLU,
      is Clip,
      is Operators.Dropout, is Operators.AveragePool, is Operators.MaxPool,
      is Operators.GlobalAveragePool, is Operators.GlobalMaxPool,
      is Operators.BatchNormalization, is Operators.LayerNormalization,
      is Operators.RMSNormalization, is InstanceNormalization:
      true
    default: node.function.functionOfEachElement != nil
    }
  }
}
