import Initializers
import Networks
import Operators
import Tensors

extension Network {
  /// What the network does with each of its parameters, in their order.
  ///
  /// Declared axes say most of it; the operators that parameters reach tell convolutions from
  /// transposed ones, maps of attention from other maps, and biases that are added by operators of
  /// their own, as model files have them.
  package func parameterUses() -> [ParameterUse] {
    var tracer = UseTracer(self)
    for (number, node) in nodes.enumerated() { tracer.visit(node, number) }
    return parameters.indices.map { tracer.use(of: $0) }
  }
}

/// Follows parameters and what weights give through the operators of a network, in one pass.
private struct UseTracer {
  private let network: Network
  private let moves: Set<String> = [
    Operators.Reshape.name, Operators.Transpose.name, Squeeze.name, Unsqueeze.name,
    Operators.Flatten.name, IdentityActivation.name, Split.name, StridedSlice.name, Concat.name,
    Gather.name, Neg.name, Operators.Add.name, Sub.name, Mul.name, Div.name, Expand.name,
  ]
  // Of each value: whether it depends on an input of the network, the parameter it is made of, the
  // weight it is linear in, and whether it comes from a product of two signals.
  private var isSignal: [Bool]
  private var parameter: [Int?]
  private var weight: [Int?]
  private var comesFromProduct: [Bool]
  private var isRoot: [Bool]
  private var isNormalized: [Bool]
  private var isNormalizedAndScaled: [Bool]
  // Of each parameter: the layer whose weight it is, and what else was found.
  private var layers: [WeightUse.Layer?]
  private var found: [ParameterUse?]
  private var biasOf: [Int: Int] = [:]
  private var tables: TableTracer

  init(_ network: Network) {
    self.network = network
    let count = network.sources.count
    isSignal = network.sources.map { if case .input = $0 { true } else { false } }
    parameter = network.sources.map { if case .parameter(let number) = $0 { number } else { nil } }
    weight = Array(repeating: nil, count: count)
    comesFromProduct = Array(repeating: false, count: count)
    isRoot = Array(repeating: false, count: count)
    isNormalized = Array(repeating: false, count: count)
    isNormalizedAndScaled = Array(repeating: false, count: count)
    layers = Array(repeating: nil, count: network.parameters.count)
    found = Array(repeating: nil, count: network.parameters.count)
    tables = TableTracer(valueCount: count)
  }

  /// What a parameter turned out to be for.
  func use(of number: Int) -> ParameterUse {
    let spec = network.parameters[number].spec
    if let known = found[number] { return known }
    guard let spec else {
      return biasOf[number].map { .bias(weightUse($0)) } ?? .undeclared
    }
    let hasGates = spec.factors.contains { $0.axis == .gate }
    switch spec.role {
    case .weight, .recurrentWeight:
      return weightUse(number).map { .weight($0) } ?? .undeclared
    case .bias:
      if hasGates { return Self.recurrentBias(spec) }
      return .bias(biasOf[number].flatMap(weightUse))
    case .normalizationScale: return .normalizationScale
    case .normalizationShift: return .normalizationShift
    case .embedding:
      if tables.onlyMultiplies(number) { return .undeclared }
      return .embedding(dimension: spec.length(.output), isTied: layers[number] != nil)
    }
  }

  private func weightUse(_ number: Int) -> WeightUse? {
    guard let spec = network.parameters[number].spec else { return nil }
    if spec.factors.contains(where: { $0.axis == .gate }) {
      return WeightUse(
        layer: spec.role == .recurrentWeight ? .recurrentState : .recurrentInput, spec: spec)
    }
    if spec.role == .recurrentWeight { return WeightUse(layer: .recurrentState, spec: spec) }
    return WeightUse(layer: layers[number] ?? .dense, spec: spec)
  }

  // Gates of both maps lie one after another where there are two vectors.
  private static func recurrentBias(_ spec: ParameterSpec) -> ParameterUse {
    let all = spec.length(.gate)
    let isDirected = spec.factors.contains { $0.axis == .expert }
    let gates = isDirected ? all / 2 : all
    return .recurrentBias(
      units: spec.length(.output), gates: gates, vectors: isDirected ? 2 : 1,
      forget: gates == 4 ? 2 : nil)
  }

  mutating func visit(_ node: Network.Node, _ number: Int) {
    let inputs = node.inputs.map(\.index)
    let signals = inputs.filter { isSignal[$0] }
    if signals.isEmpty {
      follow(node, inputs)
    } else {
      takeParameters(node, inputs)
      takeSignals(node, inputs, signals)
      tables.visit(node, inputs, signals, table: parameter[inputs[0]])
    }
    for output in node.outputs { isSignal[output.index] = !signals.isEmpty }
  }

  // What is made of one parameter alone stands for it.
  private mutating func follow(_ node: Network.Node, _ inputs: [Int]) {
    let owners = Set(inputs.compactMap { parameter[$0] })
    guard owners.count == 1 else { return }
    for output in node.outputs { parameter[output.index] = owners.first }
  }

  private mutating func takeParameters(_ node: Network.Node, _ inputs: [Int]) {
    switch node.function {
    case is Conv, is ConvTranspose, is Affine:
      if let owner = parameter[inputs[1]] {
        take(owner, as: layer(of: node, owner))
        if inputs.count > 2, let bias = parameter[inputs[2]], biasOf[bias] == nil {
          biasOf[bias] = owner
        }
      }
    case is MatMul, is Einsum:
      for input in inputs { if let owner = parameter[input] { take(owner, as: .dense) } }
    case is PReLU:
      if let owner = parameter[inputs[1]] { found[owner] = .slope }
    case is Operators.BatchNormalization:
      if let owner = parameter[inputs[3]] { found[owner] = .runningMean }
      if let owner = parameter[inputs[4]] { found[owner] = .runningVariance }
    default: break
    }
  }

  private mutating func take(_ parameter: Int, as layer: WeightUse.Layer) {
    if layers[parameter] == nil { layers[parameter] = layer }
  }

  private func layer(of node: Network.Node, _ owner: Int) -> WeightUse.Layer {
    if node.function is ConvTranspose { return .transposedConvolution }
    guard node.function is Conv else { return .dense }
    let spec = network.parameters[owner].spec
    let isDepthwise = spec.map { $0.length(.group) > 1 && $0.length(.input) == 1 } ?? false
    return isDepthwise ? .depthwiseConvolution : .convolution
  }

  private mutating func takeSignals(_ node: Network.Node, _ inputs: [Int], _ signals: [Int]) {
    let outputs = node.outputs.map(\.index)
    let owner = inputs.first { !isSignal[$0] && isWeight($0) }.flatMap { parameter[$0] }
    if let owner, isMap(node) {
      if layers[owner] == .dense, signals.allSatisfy({ comesFromProduct[$0] }) {
        layers[owner] = .attentionOutput
      }
      for output in outputs { weight[output] = owner }
      return
    }
    if isProduct(node), signals.count > 1 {
      for signal in signals {
        if let owner = weight[signal], layers[owner] == .dense { layers[owner] = .attentionInput }
      }
      for output in outputs { comesFromProduct[output] = true }
      return
    }
    normalize(node, inputs, outputs)
    guard moves.contains(type(of: node.function).name) else { return }
    addBias(node, inputs, signals)
    // A factor that is looked up leaves what it multiplies linear in its weight.
    let scaled =
      node.function is Mul ? signals.filter { !tables.isLookup($0) } : signals
    let owners = Set(scaled.map { weight[$0] })
    let allProducts = signals.allSatisfy { comesFromProduct[$0] }
    for output in outputs {
      if owners.count == 1 { weight[output] = owners.first! }
      comesFromProduct[output] = allProducts
    }
  }

  private func isMap(_ node: Network.Node) -> Bool {
    isProduct(node) || node.function is Conv || node.function is ConvTranspose
  }

  private func isProduct(_ node: Network.Node) -> Bool {
    node.function is Affine || node.function is MatMul || node.function is Einsum
  }

  private func isWeight(_ value: Int) -> Bool {
    guard let owner = parameter[value] else { return false }
    switch network.parameters[owner].spec?.role {
    case .weight, .recurrentWeight, .embedding: return true
    default: return false
    }
  }

  // What is added to what a weight or a table gives: one number for each unit is a bias, a row for
  // each position a table too.
  private mutating func addBias(_ node: Network.Node, _ inputs: [Int], _ signals: [Int]) {
    guard node.function is Operators.Add, signals.count == 1, !comesFromProduct[signals[0]] else {
      return
    }
    let owner = weight[signals[0]]
    let units = owner.flatMap { network.parameters[$0].spec }.map {
      $0.length(.output) * $0.mapCount
    }
    for input in inputs where !isSignal[input] {
      guard let added = parameter[input], network.parameters[added].spec == nil,
        biasOf[added] == nil, found[added] == nil
      else { continue }
      if let owner, network.parameters[added].shape.count == units {
        biasOf[added] = owner
      } else if owner != nil || tables.isLookup(signals[0]),
        let dimension = network.parameters[added].learnedPositions
      {
        found[added] = .embedding(dimension: dimension, isTied: false)
      }
    }
  }

  // Normalizations that a file has in parts: x / sqrt(variance + ε), a factor, a shift.
  private mutating func normalize(_ node: Network.Node, _ inputs: [Int], _ outputs: [Int]) {
    func vector() -> Int? {
      let vectors = inputs.filter { !isSignal[$0] }.compactMap { parameter[$0] }
      guard vectors.count == 1, network.parameters[vectors[0]].spec == nil else { return nil }
      let shape = network.parameters[vectors[0]].shape
      return shape.count > 1 && shape.lengths.contains(shape.count) ? vectors[0] : nil
    }
    switch node.function {
    case is Sqrt: isRoot[outputs[0]] = true
    case is Reciprocal: isRoot[outputs[0]] = isRoot[inputs[0]]
    case is Div where isSignal[inputs[0]]: isNormalized[outputs[0]] = isRoot[inputs[1]]
    // 1 / sqrt(variance), as exporters write rsqrt.
    case is Div: isRoot[outputs[0]] = isRoot[inputs[1]]
    case is Mul:
      if inputs.contains(where: { isRoot[$0] }) { isNormalized[outputs[0]] = true }
      guard let factor = vector(), inputs.contains(where: { isNormalized[$0] }) else { return }
      found[factor] = .normalizationScale
      isNormalizedAndScaled[outputs[0]] = true
    case is Operators.Add:
      guard let shift = vector(), inputs.contains(where: { isNormalizedAndScaled[$0] }) else {
        return
      }
      found[shift] = .normalizationShift
    default: break
    }
  }
}
