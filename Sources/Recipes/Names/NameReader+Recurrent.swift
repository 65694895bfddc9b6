import Initializers
import Networks
import Tensors

// Recurrent layers: PyTorch's `weight_ih_l0`, Keras's `recurrent_kernel`, Flax's `hi` and `hf`.

extension NameReader {
  /// Maps and biases of recurrent layers.
  func recurrent(_ number: Int) -> NameReading? {
    pyTorchRecurrent(number) ?? kerasRecurrent(number) ?? flaxRecurrent(number)
  }

  // The parts of a name such as weight_ih_l0_reverse.
  private func parts(
    _ name: TensorName
  ) -> (isBias: Bool, isState: Bool, isProjection: Bool, suffix: String)? {
    for (prefix, isBias) in [("weight_", false), ("bias_", true), ("w_", false), ("b_", true)] {
      guard name.leaf.hasPrefix(prefix) else { continue }
      let rest = name.leaf.dropFirst(prefix.count)
      let suffix = String(rest.dropFirst(2))
      guard suffix.isEmpty || suffix.hasPrefix("_") else { continue }
      switch rest.prefix(2) {
      case "ih": return (isBias, false, false, suffix)
      case "hh": return (isBias, true, false, suffix)
      case "hr" where !isBias: return (isBias, true, true, suffix)
      default: continue
      }
    }
    return nil
  }

  private func pyTorchRecurrent(_ number: Int) -> NameReading? {
    guard let part = parts(names[number]) else { return nil }
    let (name, shape) = (names[number], shapes[number])
    let letter = name.leaf.hasPrefix("w_") || name.leaf.hasPrefix("b_")
    let beside = members[name.home]
    let state = beside?[(letter ? "w_hh" : "weight_hh") + part.suffix]
    let projection = beside?["weight_hr\(part.suffix)"]
    if part.isProjection {
      guard shape.rank == 2 else { return nil }
      return .weight(
        .dense, .dense(in: shape[1], out: shape[0], layout: .pytorch),
        "projection of a state, out × in")
    }
    guard let state, shapes[state].rank == 2 else {
      return shape.rank > 1
        ? .open("of a recurrent layer whose state's map is missing", "\(part.suffix) with it")
        : .unknown("of a recurrent layer whose state's map is missing")
    }
    let units = projection.map { shapes[$0].rank == 2 ? shapes[$0][1] : 0 } ?? shapes[state][1]
    let all = shapes[state][0]
    guard units > 0, all % units == 0, let kind = Self.kinds[all / units], shape.rank > 0,
      shape[0] == all
    else {
      return shape.rank > 1
        ? .open(
          "of a recurrent layer with a state's map \(shapes[state])",
          "1, 3 or 4 square matrices of gates")
        : .unknown("of a recurrent layer whose gates nothing says")
    }
    let gates = all / units
    if part.isBias {
      guard shape.rank == 1,
        let spec = try? ParameterSpec.fusedGateBias(out: units, gates: gates)
      else { return nil }
      return NameReading(
        spec: spec,
        use: .recurrentBias(
          units: units, gates: gates, vectors: 2, forget: gates == 4 && !part.isState ? 1 : nil),
        reason: "bias of \(gates) gates: \(kind)")
    }
    guard shape.rank == 2,
      let spec = try? ParameterSpec.fusedGates(
        in: shape[1], out: units, gates: gates, isRecurrent: part.isState, layout: .pytorch)
    else { return nil }
    return .weight(
      part.isState ? .recurrentState : .recurrentInput, spec,
      "\(gates) gates of \(units) units: \(kind)")
  }

  private static let kinds = [1: "RNN", 3: "GRU", 4: "LSTM"]

  private func kerasRecurrent(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    guard ["recurrent_kernel", "kernel", "bias"].contains(name.leaf),
      let state = members[name.home]?["recurrent_kernel"], shapes[state].rank == 2
    else { return nil }
    let (units, all) = (shapes[state][0], shapes[state][1])
    guard units > 0, all % units == 0, let kind = Self.kinds[all / units] else {
      return .open(
        "of a recurrent layer with a state's map \(shapes[state])",
        "1, 3 or 4 square matrices of gates")
    }
    let gates = all / units
    let reason = "\(gates) gates of \(units) units: \(kind)"
    if name.leaf == "bias" {
      guard shape.count == all || shape.count % 2 == 0 && shape.count / 2 == all,
        all > 0,
        let spec = try? ParameterSpec.fusedGateBias(out: units, gates: shape.count / units)
          .stored(as: shape)
      else { return nil }
      return NameReading(
        spec: spec,
        use: .recurrentBias(
          units: units, gates: gates, vectors: shape.count / all, forget: gates == 4 ? 1 : nil),
        reason: "bias of \(reason)")
    }
    let isState = name.leaf == "recurrent_kernel"
    guard shape.rank == 2, shape[1] == all,
      let spec = try? ParameterSpec.fusedGates(
        in: shape[0], out: units, gates: gates, isRecurrent: isState, layout: .keras)
    else { return nil }
    return .weight(isState ? .recurrentState : .recurrentInput, spec, reason)
  }

  // One gate a module: `ii`, `if`, `ig`, `io` of the input, `hi` and so on of the state.
  private func flaxRecurrent(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    let cell = name.outer(1)
    guard name.leaf == "kernel", shape.rank == 2, name.module.count == 2,
      ["lstm", "gru", "rnn", "cell"].contains(where: { cell.contains($0) }),
      let first = name.module.first, first == "i" || first == "h"
    else { return nil }
    let layout = layout == .pytorch ? Layout.pytorch : .jax
    let (inputs, outputs) =
      layout == .pytorch ? (shape[1], shape[0]) : (shape[0], shape[1])
    let spec = ParameterSpec.dense(in: inputs, out: outputs, layout: layout)
    return first == "h"
      ? .weight(.recurrentState, spec.with(role: .recurrentWeight), "one gate of a state")
      : .weight(.recurrentInput, spec, "one gate of an input")
  }
}
