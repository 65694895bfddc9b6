import Networks
import Operators
import Tensors

extension UnitSignatures {
  /// What becomes of the units of a node's inputs.
  mutating func runBackward(_ node: Network.Node, _ number: Int) {
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
}
