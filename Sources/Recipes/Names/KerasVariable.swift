import Initializers
import Networks
import Tensors

/// A variable of a model of Keras, and the layer it belongs to.
package struct KerasVariable: Sendable {
  /// The layer.
  package let layer: KerasLayer
  /// What the variable is there, `recurrent_kernel`; `nil` where nothing says it.
  package let leaf: String?
  /// Its shape.
  package let shape: Shape
  /// The shapes of the layer's variables by what they are, this one's too.
  package let beside: [String: Shape]

  /// A variable.
  package init(layer: KerasLayer, leaf: String?, shape: Shape, beside: [String: Shape]) {
    self.layer = layer
    self.leaf = leaf
    self.shape = shape
    self.beside = beside
  }

  private var title: String { layer.className ?? "" }

  /// What the layer says of the variable; `nil` where it says nothing.
  func reading() -> NameReading? {
    guard let leaf else { return nil }
    func vector(
      _ spec: ParameterSpec, _ use: ParameterUse, _ reason: String
    ) -> NameReading {
      NameReading(
        spec: spec.stored(as: shape), use: use,
        reason: "\(title.isEmpty ? "" : "\(title), ")\(reason)")
    }
    switch leaf {
    case "gamma", "scale":
      return vector(.normalizationScale(out: shape.count), .normalizationScale, "factor")
    case "beta":
      return vector(.normalizationShift(out: shape.count), .normalizationShift, "shift")
    case "moving_mean": return vector(.bias(out: shape.count), .runningMean, "moving mean")
    case "moving_variance":
      return vector(.bias(out: shape.count), .runningVariance, "moving variance")
    case "alpha" where title == "PReLU":
      return vector(.bias(out: shape.count), .slope, "slope")
    case "embeddings": return embedding()
    case "bias": return bias()
    case "kernel", "depthwise_kernel", "pointwise_kernel", "recurrent_kernel":
      return kernel(leaf)
    default: return nil
    }
  }

  private func embedding() -> NameReading? {
    guard shape.rank == 2 else { return nil }
    return NameReading(
      spec: .embedding(vocabulary: shape[0], dimension: shape[1]),
      use: .embedding(dimension: shape[1], isTied: false), reason: "Embedding, a table")
  }

  private func bias() -> NameReading? {
    if let gates = gates() { return gates.bias(shape) }
    let maps = ["kernel", "pointwise_kernel"]
    let found = maps.lazy.compactMap { name in
      beside[name].flatMap { other($0, leaf: name).kernel(name) }
    }.first
    var use: WeightUse?
    if case .weight(let weight) = found?.use { use = weight }
    guard use != nil || layer.className != nil else { return nil }
    return NameReading(
      spec: ParameterSpec.bias(out: shape.count).stored(as: shape), use: .bias(use),
      reason: title.isEmpty ? "bias" : "\(title), bias")
  }

  private func other(_ shape: Shape, leaf: String) -> KerasVariable {
    KerasVariable(layer: layer, leaf: leaf, shape: shape, beside: beside)
  }

  private func kernel(_ leaf: String) -> NameReading? {
    if leaf == "depthwise_kernel" { return depthwise() }
    if let gates = gates() { return gates.kernel(shape, isState: leaf == "recurrent_kernel") }
    if leaf == "pointwise_kernel" { return convolution(groups: 1) }
    switch title {
    case "Dense":
      guard shape.rank == 2 else { return nil }
      return .weight(
        .dense, .dense(in: shape[0], out: shape[1], layout: .keras), "Dense, in × out")
    case "EinsumDense": return einsum()
    case "Conv1D", "Conv2D", "Conv3D": return convolution(groups: layer.groups)
    case "DepthwiseConv1D", "DepthwiseConv2D": return depthwise()
    case "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose": return transposed()
    default: return attention()
    }
  }

  private func einsum() -> NameReading? {
    guard let equation = layer.equation,
      let spec = try? ParameterSpec.einsum(equation, shape: shape.lengths)
    else { return attention() }
    return .weight(.dense, spec, "EinsumDense, \(equation)")
  }

  // The maps of attention, by what the layer calls them.
  private func attention() -> NameReading? {
    let name = layer.name.drop { $0 == "_" }
    let isInput = ["query", "key", "value", "gate"].contains { name == $0 || name == "\($0)_dense" }
    let isOutput = ["attention_output", "output_dense"].contains(String(name))
    guard isInput || isOutput, shape.rank == 3,
      let spec = try? ParameterSpec(
        shape: shape, axes: isInput ? [.input, .output, .output] : [.input, .input, .output],
        role: .weight)
    else { return nil }
    return .weight(
      isInput ? .attentionInput : .attentionOutput, spec,
      isInput ? "attention, in × heads × out" : "attention, heads × in × out")
  }

  private func convolution(groups: Int) -> NameReading? {
    guard 3...5 ~= shape.rank else { return nil }
    let (own, outputs) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let (inputs, overflows) = own.multipliedReportingOverflow(by: groups)
    let window = Array(shape.lengths.dropLast(2))
    guard !overflows,
      let spec = try? ParameterSpec.convolution(
        in: inputs, out: outputs, kernel: window, groups: groups, layout: .keras)
    else { return nil }
    return .weight(
      .convolution, spec,
      "\(title), window × in × out" + (groups > 1 ? ", \(groups) groups" : ""))
  }

  private func depthwise() -> NameReading? {
    guard 3...5 ~= shape.rank,
      let spec = try? ParameterSpec.depthwiseConvolution(
        channels: shape[shape.rank - 2], multiplier: shape[shape.rank - 1],
        kernel: Array(shape.lengths.dropLast(2)), layout: .keras)
    else { return nil }
    return .weight(.depthwiseConvolution, spec, "\(title), window × channels × multiplier")
  }

  private func transposed() -> NameReading? {
    guard 3...5 ~= shape.rank else { return nil }
    let window = Array(shape.lengths.dropLast(2))
    let strides = layer.strides.flatMap { $0.count == window.count ? $0 : nil }
    guard
      let spec = try? ParameterSpec.transposedConvolution(
        in: shape[shape.rank - 1], out: shape[shape.rank - 2], kernel: window, stride: strides,
        layout: .keras)
    else { return nil }
    let stride = strides.map { "stride \($0.map(String.init).joined(separator: " × "))" }
    return .weight(
      .transposedConvolution, spec,
      "\(title), window × out × in, " + (stride ?? "its stride taken for 1"))
  }

  // The gates of a recurrent layer, by its class, or by the map of its state.
  private func gates() -> KerasGates? {
    guard let state = beside["recurrent_kernel"], state.rank == 2, state[0] > 0,
      state[1] % state[0] == 0
    else { return nil }
    return KerasGates(units: state[0], gates: state[1] / state[0])
  }
}

/// Maps and biases of all gates of a recurrent layer.
private struct KerasGates {
  let units: Int
  let gates: Int
  private let kind: String

  init?(units: Int, gates: Int) {
    guard let kind = [1: "SimpleRNN", 3: "GRU", 4: "LSTM"][gates] else { return nil }
    (self.units, self.gates, self.kind) = (units, gates, kind)
  }

  private var reason: String {
    "\(kind), \(gates == 1 ? "1 gate" : "\(gates) gates") of \(units) units"
  }

  func kernel(_ shape: Shape, isState: Bool) -> NameReading? {
    guard shape.rank == 2, shape[1] == gates * units,
      let spec = try? ParameterSpec.fusedGates(
        in: shape[0], out: units, gates: gates, isRecurrent: isState, layout: .keras)
    else { return nil }
    return .weight(isState ? .recurrentState : .recurrentInput, spec, reason)
  }

  func bias(_ shape: Shape) -> NameReading? {
    let all = gates * units
    guard shape.count == all || shape.count == 2 * all,
      let spec = try? ParameterSpec.fusedGateBias(out: units, gates: shape.count / units)
        .stored(as: shape)
    else { return nil }
    return NameReading(
      spec: spec,
      use: .recurrentBias(
        units: units, gates: gates, vectors: shape.count / all, forget: gates == 4 ? 1 : nil),
      reason: "bias of \(reason)")
  }
}
