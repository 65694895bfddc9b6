import Initializers
import Networks
import Operators
import Tensors

extension UnitSignatures {
  /// How the units of a node's outputs are made.
  mutating func runForward(_ node: Network.Node) {
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
}
