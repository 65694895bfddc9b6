import Networks
import Operators

/// Where the scale of a signal is taken away, and where it is read.
struct SignalScale: Sendable {
  /// Whether each node divides by the length or the deviation of what it is given.
  let isNormalization: [Bool]
  /// Whether an operator takes notice of the scale of each value: not where normalizations alone
  /// read it, as they do the stream of a transformer that normalizes within its branches.
  let isRead: [Bool]
  /// Whether a batch normalization lies on a path from each value to an output.
  let hasBatchNormalizationBehind: [Bool]

  init(_ network: Network) {
    let normalizes = network.nodes.map { network.isNormalization($0) }
    var isRead = [Bool](repeating: false, count: network.sources.count)
    var hasBatchNormalization = isRead
    for output in network.outputs { isRead[output.value.index] = true }
    for (number, node) in network.nodes.enumerated().reversed() {
      let isBehind =
        node.function is Operators.BatchNormalization
        || node.outputs.contains { hasBatchNormalization[$0.index] }
      let passes = node.function.passesScale
      for (place, input) in node.inputs.enumerated() {
        if isBehind { hasBatchNormalization[input.index] = true }
        if normalizes[number], place == 0 || node.function is Div { continue }
        if !passes || node.outputs.contains(where: { isRead[$0.index] }) {
          isRead[input.index] = true
        }
      }
    }
    isNormalization = normalizes
    self.isRead = isRead
    hasBatchNormalizationBehind = hasBatchNormalization
  }
}

extension Network {
  /// Whether a node divides its first input by that input's length or deviation: an operator made
  /// for it, or a division by what a mean over it became, as files write it in parts.
  func isNormalization(_ node: Node) -> Bool {
    switch node.function {
    case is Operators.BatchNormalization, is Operators.LayerNormalization,
      is Operators.RMSNormalization, is Operators.GroupNormalization, is InstanceNormalization,
      is LpNormalization:
      return true
    case is Div: return isReduced(node.inputs[1])
    case is Mul:
      return isReciprocalOfReduced(node.inputs[0]) || isReciprocalOfReduced(node.inputs[1])
    default: return false
    }
  }

  private func isReciprocalOfReduced(_ value: Value) -> Bool {
    guard case .node(let number, _) = sources[value.index], nodes[number].function is Reciprocal
    else { return false }
    return isReduced(nodes[number].inputs[0])
  }

  // Whether a value is made of a sum or mean over axes by steps that keep its scale.
  private func isReduced(_ value: Value) -> Bool {
    var value = value
    for _ in 0..<8 {
      guard case .node(let number, _) = sources[value.index] else { return false }
      let node = nodes[number]
      switch node.function {
      case is ReduceMean, is ReduceSum, is ReduceL1, is ReduceL2, is ReduceSumSquare: return true
      case is Sqrt, is Operators.Add, is Clip, is Max, is Pow, is Expand, is Mul: break
      case let function where function.isMove: break
      default: return false
      }
      guard let next = node.inputs.first(where: { isComputed($0) }) else { return false }
      value = next
    }
    return false
  }

  private func isComputed(_ value: Value) -> Bool {
    if case .node = sources[value.index] { true } else { false }
  }
}

extension Operator {
  /// Whether a multiple of what it is given only makes it give a multiple, without a weight or an
  /// activation that would take notice.
  var passesScale: Bool {
    switch self {
    case is Operators.Add, is Sub, is Sum, is Mean, is Operators.Concat, is Split, is StridedSlice,
      is Gather, is Pad,
      is Expand, is Tile, is Operators.AveragePool, is Operators.GlobalAveragePool,
      is Operators.MaxPool, is Operators.GlobalMaxPool,
      is ReduceMean, is ReduceSum, is ReduceL2, is ReduceSumSquare, is Pow, is Sqrt, is Div,
      is Reciprocal, is Resize, is Upsample, is Clip:
      true
    default: isMove
    }
  }
}
