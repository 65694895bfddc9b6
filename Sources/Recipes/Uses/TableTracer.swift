import Networks
import Operators
import Tensors

/// Follows rows that are looked up in tables, to tell embeddings from tables of factors: the cosines
/// and sines of rotary embeddings, which are looked up by position too.
struct TableTracer {
  private let moves: Set<String> = [
    Operators.Reshape.name, Operators.Transpose.name, Squeeze.name, Unsqueeze.name,
    Operators.Flatten.name, IdentityActivation.name, Split.name, StridedSlice.name, Concat.name,
    Gather.name, Neg.name, Expand.name,
  ]
  // The table that a value is made of rows of, scaled or shifted.
  private var table: [Int?]
  private var factors: Set<Int> = []
  private var others: Set<Int> = []

  init(valueCount: Int) { table = Array(repeating: nil, count: valueCount) }

  /// Whether a value is made of rows of a table.
  func isLookup(_ value: Int) -> Bool { table[value] != nil }

  /// Whether rows of a table do nothing but multiply other signals.
  func onlyMultiplies(_ table: Int) -> Bool { factors.contains(table) && !others.contains(table) }

  /// Notes what a node does with rows.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - inputs: the numbers of its inputs.
  ///   - signals: those that depend on an input of the network.
  ///   - owner: the parameter that its first input is made of.
  mutating func visit(_ node: Network.Node, _ inputs: [Int], _ signals: [Int], table owner: Int?) {
    if node.function is Gather, let owner {
      for output in node.outputs { table[output.index] = owner }
      return
    }
    let owners = Set(signals.map { table[$0] })
    let isScaled = signals.count == 1 && (node.function is Mul || node.function is Operators.Add)
    if owners.count == 1, moves.contains(type(of: node.function).name) || isScaled {
      for output in node.outputs { table[output.index] = owners.first! }
      return
    }
    for case let owner? in owners {
      if node.function is Mul, owners.count > 1 {
        factors.insert(owner)
      } else {
        others.insert(owner)
      }
    }
  }
}

extension Network.Parameter {
  /// The features of a table with a row for each position; `nil` for another shape, and for the
  /// sines and cosines of fixed positions, whose rows have the mean square 1/2.
  var learnedPositions: Int? {
    guard let features = shape.lengths.last, features > 1, shape.count > features else {
      return nil
    }
    guard let stored else { return features }
    let numbers = [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      stored.copyFloats(into: buffer)
      count = buffer.count
    }
    let isFixed = stride(from: 0, to: shape.count, by: features).allSatisfy { start in
      let squares = numbers[start..<start + features].reduce(0) { $0 + Double($1) * Double($1) }
      return abs(squares / Double(features) - 0.5) < 0.01
    }
    return isFixed ? nil : features
  }
}
