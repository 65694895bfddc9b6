import Xavier

/// The network of a state in words: a shorthand where that says it all, else YAML.
struct NetworkText: Sendable, Hashable {
  /// Layer widths such as `64-100x30-10`; `nil` where YAML is needed.
  let shorthand: String?
  /// The network in YAML.
  let yaml: String

  /// What the file is called that holds the YAML.
  static let file = "network.yaml"

  /// The network of a state with the inputs and outputs that its data has.
  init(_ state: LabState, inputs: Int, outputs: Int) {
    let isPlain = !state.isResidual && state.normalization == .none
    let hidden = state.depth == 1 ? "\(state.width)" : "\(state.width)x\(state.depth)"
    shorthand = isPlain ? "\(inputs)-\(hidden)-\(outputs)" : nil
    yaml = Self.yaml(state, inputs, outputs)
  }

  // Maps have the names that the shorthand gives them, so that a seed draws them the same weights, inside
  // residual blocks too.
  private static func yaml(_ state: LabState, _ inputs: Int, _ outputs: Int) -> String {
    var lines = ["version: 1", "input: \(inputs)", "layers:"]
    if state.isResidual {
      lines += layer(state, "layers.0", "norms.0", "activations.0").map { "  " + $0 }
      if state.depth > 1 {
        lines += [
          "  - repeat:", "      times: \(state.depth - 1)", "      index: i", "      first: 1",
          "      layers:", "        - residual:", "            name: blocks.$i",
          "            layers:",
        ]
        lines += layer(state, "/layers.$i", "/norms.$i", "/activations.$i")
          .map { "              " + $0 }
      }
    } else {
      lines += ["  - repeat:", "      times: \(state.depth)", "      index: i", "      layers:"]
      lines += layer(state, "layers.$i", "norms.$i", "activations.$i")
        .map { "        " + $0 }
    }
    lines.append("  - dense: {units: \(outputs), activation: softmax, name: layers.\(state.depth)}")
    return lines.joined(separator: "\n") + "\n"
  }

  // Activations are named too: a name that is counted could be one that a map has.
  private static func layer(
    _ state: LabState, _ name: String, _ norm: String, _ activation: String
  ) -> [String] {
    let normalization: String? =
      switch state.normalization {
      case .none: nil
      case .batch: "batchNormalization"
      case .layer: "layerNormalization"
      case .rms: "rmsNormalization"
      }
    return ["- dense: {units: \(state.width), name: \(name)}"]
      + (normalization.map { ["- \($0): {name: \(norm)}"] } ?? [])
      + ["- activate: {activation: \(state.activation), name: \(activation)}"]
  }
}
