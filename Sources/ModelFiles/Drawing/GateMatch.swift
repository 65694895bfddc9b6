import Initializers
import Tensors

/// Which gates of a model's recurrent nodes hold the tensors of PyTorch's recurrent modules.
///
/// An exporter puts gates in another order, joins the two biases and stacks both directions. Names tell
/// which tensors belong together, the graph which of the model's do; that numbers are equal tells which
/// are which, so that equal biases of two layers are not exchanged.
struct GateMatch {
  /// The gates that a tensor is made of.
  struct Origin: Hashable {
    /// The model's tensor.
    let tensor: String
    /// The direction.
    let direction: Int
    /// The number of each gate among those that the tensor has for the direction.
    let gates: [Int]
    /// The axes, as PyTorch stores them.
    let spec: ParameterSpec
  }

  /// The origins found, by the numbers of the state's tensors.
  private(set) var origins: [Int: Origin] = [:]
  /// The tensors of the model that something was found in.
  private(set) var taken: Set<String> = []
  /// The modules.
  let modules: [RecurrentModule]

  /// The gates of a state's tensors among those of a model.
  ///
  /// - Throws: ``ModelFileError`` where tensors cannot be read.
  init(
    of state: [Checkpoint.Entry], in model: ONNXModel, _ entries: [Checkpoint.Entry]
  ) throws(ModelFileError) {
    modules = RecurrentModule.all(in: state.map(\.name))
    guard !modules.isEmpty else { return }
    var named: [String: Checkpoint.Entry] = [:]
    for entry in entries { named[entry.name] = entry }
    var slots: [Slot] = []
    for node in ONNXRecurrentNode.all(in: model) {
      if let found = try Slot.all(of: node, named) { slots += found }
    }
    var isTaken = slots.map { _ in false }
    for module in modules {
      // Copies of a module have nodes of their own; where they do not, one module is used twice.
      let order = slots.indices.filter { !isTaken[$0] } + slots.indices.filter { isTaken[$0] }
      for place in order {
        guard let found = try slots[place].origins(of: module, state) else { continue }
        origins.merge(found) { first, _ in first }
        taken.formUnion(slots[place].names)
        isTaken[place] = true
        break
      }
    }
  }
}

/// One direction of a recurrent node.
private struct Slot {
  private let node: ONNXRecurrentNode
  private let direction: Int
  private let units: Int
  private let inputs: Int
  private let maps: (input: [Float], state: [Float])
  private let bias: [Float]?

  /// The model's tensors.
  var names: [String] { [node.inputMap, node.stateMap] + (node.bias.map { [$0] } ?? []) }

  /// The directions of a node; `nil` where its tensors do not fit each other.
  static func all(
    of node: ONNXRecurrentNode, _ entries: [String: Checkpoint.Entry]
  ) throws(ModelFileError) -> [Slot]? {
    guard let inputMap = entries[node.inputMap], let stateMap = entries[node.stateMap],
      inputMap.shape.rank == 3, stateMap.shape.rank == 3
    else { return nil }
    let (directions, units) = (stateMap.shape[0], stateMap.shape[2])
    guard inputMap.shape[0] == directions, stateMap.shape.count > 0,
      stateMap.shape[1] == node.gates.count * units, inputMap.shape[1] == stateMap.shape[1]
    else { return nil }
    let bias = node.bias.flatMap { entries[$0] }
    if let bias {
      guard bias.shape.rank == 2, bias.shape[0] == directions,
        bias.shape[1] == 2 * stateMap.shape[1]
      else { return nil }
    }
    let maps = (input: try inputMap.tensor().floats, state: try stateMap.tensor().floats)
    let biases = try bias.map { entry throws(ModelFileError) in try entry.tensor().floats }
    return (0..<directions).map {
      Slot(
        node: node, direction: $0, units: units, inputs: inputMap.shape[2], maps: maps,
        bias: biases)
    }
  }

  /// Where each of a module's tensors lies, if all of them lie here.
  func origins(
    of module: RecurrentModule, _ state: [Checkpoint.Entry]
  ) throws(ModelFileError) -> [Int: GateMatch.Origin]? {
    guard module.tensors[.projection] == nil, module.tensors[.inputMap] != nil,
      module.tensors[.stateMap] != nil
    else { return nil }
    var origins: [Int: GateMatch.Origin] = [:]
    for (part, number) in module.tensors {
      guard let (name, numbers, first) = held(part), let spec = spec(part),
        state[number].type.isFloat, state[number].shape == spec.shape
      else { return nil }
      let gates = node.gates.map { first + $0 }
      guard try areEqual(state[number].tensor().floats, numbers, gates, of: part) else {
        return nil
      }
      origins[number] = GateMatch.Origin(
        tensor: name, direction: direction, gates: gates, spec: spec)
    }
    return origins
  }

  // The model's tensor for a part, and the number of its first gate there.
  private func held(_ part: RecurrentModule.Part) -> (String, [Float], first: Int)? {
    switch part {
    case .inputMap: (node.inputMap, maps.input, 0)
    case .stateMap: (node.stateMap, maps.state, 0)
    case .inputBias: node.bias.flatMap { name in bias.map { (name, $0, 0) } }
    case .stateBias: node.bias.flatMap { name in bias.map { (name, $0, node.gates.count) } }
    case .projection: nil
    }
  }

  private func spec(_ part: RecurrentModule.Part) -> ParameterSpec? {
    let gates = node.gates.count
    return switch part {
    case .inputMap: try? .fusedGates(in: inputs, out: units, gates: gates, layout: .pytorch)
    case .stateMap:
      try? .fusedGates(in: units, out: units, gates: gates, isRecurrent: true, layout: .pytorch)
    case .inputBias, .stateBias: try? .fusedGateBias(out: units, gates: gates)
    case .projection: nil
    }
  }

  private func areEqual(
    _ own: [Float], _ whole: [Float], _ gates: [Int], of part: RecurrentModule.Part
  ) -> Bool {
    let isBias = part == .inputBias || part == .stateBias
    let length = own.count / gates.count
    let start = direction * (isBias ? 2 : 1) * own.count
    return gates.enumerated().allSatisfy { place, gate in
      (0..<length).allSatisfy {
        own[place * length + $0].bitPattern == whole[start + gate * length + $0].bitPattern
      }
    }
  }
}
