import GaussianIntegrals
import Initializers
import Networks
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension AutomaticPlanner {
  static let zeroSpelling = "zeros"

  // MARK: Vectors

  /// Biases and shifts 0, factors 1, running statistics 0 and 1, the bias of forget gates 1.
  mutating func setVectors() throws(RecipeError) {
    for (number, parameter) in network.parameters.enumerated() {
      let users = graph.consumers[parameter.value.index].map { network.nodes[$0] }
      switch parameter.spec?.role {
      case .bias:
        if let gate = forgetGate(parameter) {
          set(
            .init(
              law: GateConstants(1, gate: gate), spelling: "forgetGateBias:1,\(gate)",
              reason: "the forget gate starts open, so that the cell keeps what it holds"), number)
        } else {
          set(.init(law: Constant(0), spelling: Self.zeroSpelling, reason: "a bias"), number)
        }
      case .normalizationShift:
        set(
          .init(law: Constant(0), spelling: Self.zeroSpelling, reason: "a normalization's shift"),
          number)
      case .normalizationScale where !users.contains { $0.function is PReLU }:
        set(.init(law: Constant(1), spelling: "ones", reason: "a normalization's factor"), number)
      default: break
      }
    }
    for (index, node) in network.nodes.enumerated() {
      if node.function is Operators.BatchNormalization {
        for (input, value) in zip(node.inputs.dropFirst(3), [Float(0), 1]) {
          guard case .parameter(let number) = network.sources[input.index] else { continue }
          set(
            .init(
              law: Constant(value), spelling: value == 0 ? Self.zeroSpelling : "ones",
              reason: "nothing has been seen yet"), number)
        }
      }
      guard let number = addedVector(index), entries[number] == nil,
        let before = graph.signals(index).first.flatMap({ graph.producers[$0] }),
        graph.isLayer[before]
      else { continue }
      set(.init(law: Constant(0), spelling: Self.zeroSpelling, reason: "a bias"), number)
    }
  }

  // Gates lie in the order input, output, forget, cell, for biases of the state a second time.
  private func forgetGate(_ parameter: Network.Parameter) -> Int? {
    guard let gates = parameter.spec?.length(.gate), gates == 4 || gates == 8 else { return nil }
    return 2
  }

  // MARK: Tables

  /// A table of vectors that are looked up.
  mutating func chooseTable(_ weight: Int, of node: Int) throws(RecipeError) {
    let parameter = network.parameters[weight]
    let isTied = network.nodes.indices.contains {
      graph.isLayer[$0] && graph.weights[$0].contains(weight)
    }
    if isTied {
      let width = Double(parameter.shape.lengths.last ?? 1)
      let variance = agreed[weight] ?? 1 / max(width, 1)
      set(
        .init(
          law: try normal(variance, parameter), spelling: "normal, variance \(variance.figures)",
          reason: "also maps \(Int(width)) features to logits: those get mean square 1"), weight)
      return
    }
    let sequel = sequels.read(after: node, pass)
    let variance = 1 / Double(sequel.companions + 1)
    set(
      .init(
        law: try normal(variance, parameter), spelling: "normal, variance \(variance.figures)",
        reason: sequel.companions == 0
          ? "the trunk starts with mean square 1"
          : "the trunk starts with mean square 1, shared by \(sequel.companions + 1) terms"), weight
    )
  }

  /// A table that is added to a signal, place by place.
  mutating func chooseAddend(_ weight: Int, of node: Int) throws(RecipeError) {
    let parameter = network.parameters[weight]
    let known = graph.signals(node).compactMap { pass[graph.value($0)]?.secondMoment }.max()
    let variance = max(known ?? 1, 1e-12) / 4
    set(
      .init(
        law: try normal(variance, parameter), spelling: "normal, variance \(variance.figures)",
        reason: "a quarter of the mean square \((known ?? 1).figures) that it is added to: all "
          + "examples have it in common"), weight)
  }

  // MARK: Recurrent layers

  /// Maps of a recurrent layer, from its input or from its state.
  mutating func chooseRecurrent(_ weight: Int, of node: Int) throws(RecipeError) {
    let parameter = network.parameters[weight]
    guard let spec = parameter.spec else { return }
    let isGated = spec.length(.gate) > 1
    let steps = recurrentSteps(node)
    let drive = isGated ? (1.0, 1.0, "") : drive(node, steps: steps)
    if spec.role == .recurrentWeight {
      let gain = drive.1
      set(
        .init(
          law: try law(parameter) { () throws(InitializerError) in try Orthogonal(gain: gain) },
          spelling: "orthogonal, gain \(gain.figures)",
          reason: isGated
            ? "each gate's map keeps the length of the state"
            : "the state is kept over \(steps) steps: \(drive.2)"), weight)
      return
    }
    for number in graph.preparation(of: node) { pass.run(number) }
    pass.run(node)
    let given = pass[network.nodes[node].outputs[0]]?.secondMoment ?? 0
    let now = 1 / fan(of: parameter)
    let bias = spec.length(.gate) == 4 ? 0.25 : 0
    // The state of a layer before starts small and grows as it learns.
    let known = graph.signals(node).first.flatMap { pass[graph.value($0)]?.secondMoment } ?? 1
    let grown = isState(node) ? max(1, 0.25 / max(known, 1e-12)) : 1
    var variance = now * drive.0 / max((given - bias) * grown, 1e-30)
    if given <= bias || !variance.isFinite { variance = now }
    set(
      try entry(
        parameter, variance: variance, node: node,
        reason: isGated
          ? "mean square 1 into each gate" : "mean square \(drive.0.figures) a step: \(drive.2)"),
      weight)
  }

  // What the input is to give at each step, and the gain of the state's map: the edge of chaos, with the
  // input in the place of biases.
  private func drive(_ node: Int, steps: Int) -> (Double, Double, String) {
    let sequel = sequels.read(after: node, pass)
    let f = sequel.function
    let function = ScalarFunction(
      sequel.names.joined(separator: ", "), kinks: f.kinks, value: f.value, slope: f.slope)
    let points = (try? EdgeOfChaos(of: function).points(biasVariance: 0.05)) ?? []
    if let point = points.first(where: { $0.kind == .interior && $0.stability == .attracting }) {
      return (
        0.05, point.weightVariance.squareRoot(),
        "the edge of chaos of \(function.name), mean square \(point.variance.figures)"
      )
    }
    let second = HermiteSeries.secondMoment(f, 1)
    let gain = second > 0 ? 1 / second.squareRoot() : 1
    let input = 1 / Double(max(steps, 1))
    return (input, gain, "mean square 1 after \(steps) steps")
  }

  // Whether what a layer sees comes from a recurrent layer.
  private func isState(_ node: Int) -> Bool {
    guard let producer = graph.signals(node).first.flatMap({ graph.producers[$0] }) else {
      return false
    }
    return recurrentSteps(producer) > 1
  }

  // How often the state's map of the same layer is used.
  private func recurrentSteps(_ node: Int) -> Int {
    let name = network.nodes[node].name
    var steps = 1
    for (other, weights) in graph.weights.enumerated()
    where network.nodes[other].name == name && graph.isLayer[other] && other != node {
      if weights.contains(where: { network.parameters[$0].spec?.role == .recurrentWeight }) {
        steps += 1
      }
    }
    return steps
  }

  // MARK: Attention

  /// Logits of attention with a mean square above 1 get 1, by the maps of queries and keys.
  mutating func softenLogits(_ node: Int) throws(RecipeError) {
    guard let logits = graph.signals(node).first,
      let given = pass[graph.value(logits)]?.secondMoment, given > 1.05, given.isFinite,
      let product = productBefore(logits)
    else { return }
    let layers = graph.signals(product).compactMap(layerBefore)
    let weights = Set(layers.flatMap { graph.weights[$0] })
    guard layers.count == 2, weights.count >= 1, let first = layers.min() else { return }
    let variances = weights.map { entries[$0]?.law?.variance(of: network.parameters[$0].declared) }
    guard !variances.contains(where: { $0 == nil }) else { return }
    let factor = pow(given, weights.count == 1 ? -0.5 : -1 / Double(weights.count))
    for (weight, variance) in zip(weights, variances) {
      let parameter = network.parameters[weight]
      set(
        try entry(
          parameter, variance: factor * variance!, node: first,
          reason: "attention's logits get mean square 1, \(given.figures) otherwise"), weight)
    }
    for number in first...node { pass.run(number) }
  }

  private func productBefore(_ value: Int) -> Int? {
    var value = value
    for _ in 0..<6 {
      guard let producer = graph.producers[value] else { return nil }
      let function = network.nodes[producer].function
      let signals = graph.signals(producer)
      if function is MatMul || function is Einsum, signals.count == 2 { return producer }
      guard let next = signals.first, signals.count == 1 else { return nil }
      value = next
    }
    return nil
  }

  private func layerBefore(_ value: Int) -> Int? {
    var value = value
    for _ in 0..<8 {
      guard let producer = graph.producers[value] else { return nil }
      if graph.isLayer[producer] { return producer }
      let signals = graph.signals(producer)
      guard let next = signals.first, signals.count == 1 else { return nil }
      value = next
    }
    return nil
  }
}
