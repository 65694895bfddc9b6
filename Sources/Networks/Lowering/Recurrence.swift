import Operators
import Tensors

/// What happens at one step in time of a recurrent layer.
protocol RecurrentCell {
  /// Adds what all steps share: parts of the weights.
  func prepare(
    _ weights: inout RecurrentWeights, into plan: inout NetworkPlan, name: String
  ) throws(NetworkError)

  /// Adds one step.
  ///
  /// - Parameters:
  ///   - projected: what the input gives to every gate, 1 × batch × gates·units.
  ///   - state: the state before, each 1 × batch × units; `nil` for zeros.
  /// - Returns: the state after; the first is the layer's output.
  func step(
    _ projected: Network.Value, _ state: [Network.Value?], _ weights: RecurrentWeights,
    into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) -> [Network.Value]
}

/// The weights of one direction of a recurrent layer.
struct RecurrentWeights {
  /// The number of units.
  let units: Int
  /// The input's maps: gates·units × in, or in × gates·units where not `isTransposed`.
  let input: Network.Value
  let inputBias: Network.Value?
  /// The state's maps: gates·units × units, or units × gates·units.
  let recurrent: Network.Value
  let recurrentBias: Network.Value?
  /// What the state's elements are multiplied by on the way to three gates.
  var peephole: Network.Value?
  let isTransposed: Bool
  /// What the cell made of them for all steps.
  var parts: [Network.Value] = []
}

extension RecurrentCell {
  /// Nothing.
  func prepare(
    _ weights: inout RecurrentWeights, into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) {}
}

/// A recurrent layer in one direction, step by step.
struct Recurrence {
  let name: String
  let isReversed: Bool
  /// The number of steps of each sequence; `nil` where all are equally long.
  let lengths: [Int]?

  /// Adds all steps of a layer on `input`, time × batch × in.
  ///
  /// A state stays as it is, and the output is 0, at steps that a sequence does not have.
  ///
  /// - Returns: the outputs, time × batch × units, and the last state, each 1 × batch × units.
  func unroll(
    _ cell: some RecurrentCell, _ input: Network.Value, _ weights: RecurrentWeights,
    initial: [Network.Value?], into plan: inout NetworkPlan
  ) throws(NetworkError) -> (outputs: Network.Value, state: [Network.Value]) {
    let shape = plan.shape(of: input)
    let steps = shape[0]
    guard steps <= NetworkPlan.nodeLimit / 4 else { throw .nodes(limit: NetworkPlan.nodeLimit) }
    // The input of all steps goes through its maps in one product.
    var operands = [input, weights.input]
    if let bias = weights.inputBias { operands.append(bias) }
    let projected = try plan.apply(
      Affine(transposesWeight: weights.isTransposed), to: operands, name: name)[0]
    let slices = try plan.apply(Split(axis: 0, count: steps), to: [projected], name: name)

    var weights = weights
    try cell.prepare(&weights, into: &plan, name: name)
    var masks = Masks(lengths)
    var state = initial
    var outputs: [Network.Value] = []
    let order = isReversed ? Array((0..<steps).reversed()) : Array(0..<steps)
    for time in order {
      switch masks.at(time) {
      case .nobody: outputs.append(zeros(shape[1], weights.units, &plan))
      case .everybody:
        let next = try cell.step(slices[time], state, weights, into: &plan, name: name)
        outputs.append(next[0])
        state = next
      case .some(let flags):
        let mask = masks.value(flags, &plan)
        let next = try cell.step(slices[time], state, weights, into: &plan, name: name)
        let zero = plan.number(0)
        outputs.append(try plan.value(of: Where(), mask, next[0], zero, name: name))
        for (index, value) in next.enumerated() {
          let before = state[index]
          state[index] =
            before == nil && index == 0
            ? outputs[outputs.count - 1]
            : try plan.value(of: Where(), mask, value, before ?? zero, name: name)
        }
      }
    }
    if isReversed { outputs.reverse() }
    return (
      try plan.joined(outputs, axis: 0, name: name),
      state.map { $0 ?? zeros(shape[1], weights.units, &plan) }
    )
  }

  private func zeros(_ batch: Int, _ units: Int, _ plan: inout NetworkPlan) -> Network.Value {
    plan.constant(.filled(type: .float32, shape: [1, batch, units], value: 0))
  }

  /// Which sequences have a step.
  private struct Masks {
    enum Kind {
      case everybody, nobody
      case some([Bool])
    }

    private let lengths: [Int]?
    private var known: [[Bool]: Network.Value] = [:]

    init(_ lengths: [Int]?) { self.lengths = lengths }

    func at(_ time: Int) -> Kind {
      guard let lengths else { return .everybody }
      let flags = lengths.map { $0 > time }
      if !flags.contains(false) { return .everybody }
      return flags.contains(true) ? .some(flags) : .nobody
    }

    mutating func value(_ flags: [Bool], _ plan: inout NetworkPlan) -> Network.Value {
      if let value = known[flags] { return value }
      let value = plan.constant(
        StoredTensor([1, flags.count, 1], floats: flags.map { $0 ? 1 : 0 }))
      known[flags] = value
      return value
    }
  }
}
