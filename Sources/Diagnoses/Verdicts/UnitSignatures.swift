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

  let network: Network
  let shapes: [Shape]
  // By the numbers of values; `nil` where units are not known.
  private(set) var forward: [Units?]
  private var backward: [Leaving]
  private let hashes: [UnitHashes?]
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

  // MARK: Forward

  private mutating func runForward(_ node: Network.Node) {
    guard let units = made(node) else { return }
    for output in node.outputs where shapes[output.index].rank > units.axis {
      guard shapes[output.index][units.axis] == units.hashes.count else { continue }
      forward[output.index] = units
    }
  }

  private func made(_ node: Network.Node) -> Units? {
    if let weight = weight(of: node) { return mapped(node, weight) }
    let shape = shapes[node.outputs[0].index]
    let signals = node.inputs.filter { isSignal($0) }
    switch node.function {
    case let function as Operators.Concat:
      return joined(node, axis: function.axis < 0 ? function.axis + shape.rank : function.axis)
    case let function as Operators.Transpose:
      guard let units = forward[node.inputs[0].index] else { return nil }
      let order = function.order ?? (0..<shape.rank).reversed()
      return order.firstIndex(of: units.axis).map { Units(axis: $0, hashes: units.hashes) }
    case let function where function.keepsElements:
      return forward[node.inputs[0].index].flatMap {
        reshaped($0, from: shapes[node.inputs[0].index], to: shape)
      }
    default: break
    }
    guard keepsUnits(node) else { return nil }
    // Units side by side: alike where all that they are made of is.
    var units: Units?
    for signal in signals {
      guard let own = forward[signal.index] else { return nil }
      guard shapes[signal.index].rank == shape.rank, shape[own.axis] == own.hashes.count,
        units.map({ $0.axis == own.axis }) ?? true
      else { return nil }
      if units == nil {
        units = own
      } else {
        for i in own.hashes.indices { units!.hashes[i] = mixed(units!.hashes[i], own.hashes[i]) }
      }
    }
    guard var units else { return nil }
    // Running statistics follow from the units themselves.
    let own =
      node.function is Operators.BatchNormalization ? node.inputs.prefix(3) : node.inputs[...]
    for input in own where !isSignal(input) {
      guard combine(input, into: &units.hashes, axis: units.axis, rank: shape.rank, node) else {
        return nil
      }
    }
    return units
  }

  private func mapped(_ node: Network.Node, _ weight: Int) -> Units? {
    guard let hashes = hashes[weight], let axis = unitAxis(of: node) else { return nil }
    let shape = shapes[node.outputs[0].index]
    guard shape.rank > axis, shape[axis] == hashes.outputs.count else { return nil }
    var units = Units(axis: axis, hashes: hashes.outputs)
    let groups = network.parameters[weight].spec?.mapCount ?? 1
    if groups > 1 {
      // Each group sees channels of its own.
      let seen = forward[node.inputs[0].index]?.hashes
      let each = units.hashes.count / groups
      guard each > 0 else { return nil }
      for i in units.hashes.indices {
        let group = i / each
        var own = UInt64(group)
        if let seen, seen.count % groups == 0 {
          let width = seen.count / groups
          own = seen[group * width..<(group + 1) * width].reduce(0, mixed)
        }
        units.hashes[i] = mixed(units.hashes[i], own)
      }
    }
    for input in node.inputs.dropFirst(2) where !isSignal(input) {
      guard
        combine(
          input, into: &units.hashes, axis: axis, rank: shapes[node.outputs[0].index].rank, node)
      else { return nil }
    }
    return units
  }

  // Adds what a parameter or a constant gives each unit.
  private func combine(
    _ input: Network.Value, into units: inout [UInt64], axis: Int, rank: Int,
    _ node: Network.Node
  ) -> Bool {
    let shape = shapes[input.index]
    if shape.count == 1 { return true }
    let own: [UInt64]
    switch network.sources[input.index] {
    case .parameter(let number):
      guard let found = hashes[number]?.outputs else { return false }
      own = found
    case .constant(let number):
      own = network.constants[number].tensor.floats.map { UInt64($0.bitPattern) }
    default: return false
    }
    // A vector lies along the units where an operator says so, else along the last axis.
    let long = shape.lengths.indices.filter { shape[$0] > 1 }
    guard own.count == units.count, long.count == 1 else { return false }
    if Self.broadcasts(node.function), rank - shape.rank + long[0] != axis { return false }
    for i in units.indices { units[i] = mixed(units[i], own[i]) }
    return true
  }

  private func joined(_ node: Network.Node, axis: Int) -> Units? {
    let parts = node.inputs.map { forward[$0.index] }
    guard parts.allSatisfy({ $0 != nil }), let first = parts[0],
      parts.allSatisfy({ $0!.axis == first.axis })
    else { return nil }
    if axis == first.axis { return Units(axis: axis, hashes: parts.flatMap { $0!.hashes }) }
    var hashes = first.hashes
    for part in parts.dropFirst() {
      guard part!.hashes.count == hashes.count else { return nil }
      for i in hashes.indices { hashes[i] = mixed(hashes[i], part!.hashes[i]) }
    }
    return Units(axis: first.axis, hashes: hashes)
  }

  // Where units lie in another shape of the same elements: along an axis of their own, or each as
  // many times side by side as it has positions.
  private func reshaped(_ units: Units, from: Shape, to: Shape) -> Units? {
    let before = from.lengths[..<units.axis].reduce(1, *)
    let positions = from.lengths[(units.axis + 1)...].reduce(1, *)
    var product = 1
    for axis in 0..<to.rank {
      if product == before {
        if to[axis] == units.hashes.count { return Units(axis: axis, hashes: units.hashes) }
        if to[axis] == units.hashes.count * positions {
          return Units(
            axis: axis,
            hashes: units.hashes.flatMap { hash in
              (0..<positions).map { mixed(hash, UInt64($0)) }
            })
        }
      }
      product *= to[axis]
    }
    return nil
  }

  // MARK: Backward

  private enum Leaving {
    case nothing
    case known([UInt64])
    case unknown
  }

  private mutating func runBackward(_ node: Network.Node, _ number: Int) {
    for (place, input) in node.inputs.enumerated() where isSignal(input) {
      if case .unknown = backward[input.index] { continue }
      guard let units = forward[input.index], let own = leaving(node, place, units) else {
        backward[input.index] = .unknown
        continue
      }
      let marked = own.map { mixed($0, UInt64(number)) }
      if case .known(var found) = backward[input.index], found.count == marked.count {
        for i in found.indices { found[i] &+= marked[i] }
        backward[input.index] = .known(found)
      } else {
        backward[input.index] = .known(marked)
      }
    }
  }

  private func leaving(_ node: Network.Node, _ place: Int, _ units: Units) -> [UInt64]? {
    let count = units.hashes.count
    if let weight = weight(of: node) {
      guard place == 0, let hashes = hashes[weight]?.inputs, hashes.count == count,
        inputAxis(of: node) == units.axis,
        network.parameters[weight].spec?.mapCount ?? 1 == 1
      else { return nil }
      return hashes
    }
    guard node.outputs.count == 1, case .known(let behind) = backward[node.outputs[0].index],
      let made = forward[node.outputs[0].index], made.hashes.count == behind.count
    else { return nil }
    if behind.count == count {
      if node.function is Operators.Concat { return nil }
      return behind
    }
    if node.function.keepsElements, behind.count % count == 0 {
      let positions = behind.count / count
      return (0..<count).map { behind[$0 * positions..<($0 + 1) * positions].reduce(0, mixed) }
    }
    if node.function is Operators.Concat {
      var start = 0
      for input in node.inputs[..<place] { start += forward[input.index]?.hashes.count ?? 0 }
      guard start + count <= behind.count else { return nil }
      return Array(behind[start..<start + count])
    }
    return nil
  }

  // MARK: Operators

  private func isSignal(_ value: Network.Value) -> Bool {
    switch network.sources[value.index] {
    case .input, .node: true
    case .parameter, .constant: false
    }
  }

  // The parameter that a node multiplies a signal with, where it is given as it is.
  private func weight(of node: Network.Node) -> Int? {
    guard node.inputs.count >= 2, isSignal(node.inputs[0]),
      case .parameter(let number) = network.sources[node.inputs[1].index],
      unitAxis(of: node) != nil, let role = network.parameters[number].spec?.role,
      role == .weight || role == .recurrentWeight
    else { return nil }
    return number
  }

  private func unitAxis(of node: Network.Node) -> Int? {
    switch node.function {
    case is Affine, is MatMul: shapes[node.outputs[0].index].rank - 1
    case is Conv, is ConvTranspose: 1
    default: nil
    }
  }

  private func inputAxis(of node: Network.Node) -> Int? {
    switch node.function {
    case is Affine, is MatMul: shapes[node.inputs[0].index].rank - 1
    case is Conv, is ConvTranspose: 1
    default: nil
    }
  }

  // Whether axes of inputs are aligned at the last.
  private static func broadcasts(_ function: any Operator) -> Bool {
    switch function {
    case is Operators.Add, is Sub, is Mul, is Div, is Sum, is Mean, is Max, is Min, is PReLU,
      is Where:
      true
    default: false
    }
  }

  private func keepsUnits(_ node: Network.Node) -> Bool {
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
