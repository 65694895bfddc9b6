import Initializers
import Tensors

// Several maps of one input in one matrix: queries, keys and values, or gates and values.

extension NameReader {
  private static let all: Set = [
    "c_attn", "in_proj", "qkv", "query_key_value", "wqkv", "w_qkv", "qkv_proj", "to_qkv",
    "linear_qkv", "qkv_linear",
  ]
  private static let two: Set = ["kv", "kv_proj", "to_kv", "wkv"]
  private static let gated: Set = ["gate_up_proj", "gate_up", "w13", "linear_fc1_gated"]
  private static let afterwards = [
    ["out_proj"], ["o_proj"], ["c_proj"], ["proj"], ["dense"], ["wo"], ["to_out", "0"], ["out"],
    ["output", "dense"], ["linear_proj"],
  ]

  /// A matrix of several maps side by side; `nil` where the name says one map.
  ///
  /// Sections of maps whose heads are interleaved, as some models store them, are of equal fans all
  /// the same.
  func fused(_ number: Int, _ layout: Layout) -> NameReading? {
    let name = names[number]
    let shape = shapes[number]
    let (inputs, outputs) = layout == .pytorch ? (shape[1], shape[0]) : (shape[0], shape[1])
    if Self.gated.contains(name.module) {
      guard outputs % 2 == 0 else {
        return .open("of two maps in one, an odd number of outputs", "an even one")
      }
      return section(inputs, [outputs / 2, outputs / 2], layout, "gate and value")
    }
    if Self.two.contains(name.module) {
      guard outputs % 2 == 0 else {
        return .open("of two maps in one, an odd number of outputs", "an even one")
      }
      return section(inputs, [outputs / 2, outputs / 2], layout, "keys and values")
    }
    guard Self.all.contains(name.module) else { return nil }
    // A module of that name is also the way into other layers than attention.
    if name.module == "in_proj", !name.isJoined, outputs != 3 * inputs { return nil }
    if name.module == "c_attn", name.outer(1) == "crossattention", outputs % 2 == 0 {
      return section(inputs, [outputs / 2, outputs / 2], layout, "keys and values")
    }
    let queries = inputsAfterwards(number, layout) ?? (outputs / 3 == inputs ? inputs : nil)
    guard let queries, queries < outputs, (outputs - queries) % 2 == 0 else {
      return .open(
        "of queries, keys and values, whose shares nothing says",
        "the map after attention beside it")
    }
    let rest = (outputs - queries) / 2
    let reading = section(inputs, [queries, rest, rest], layout, "queries, keys and values")
    guard name.isJoined, let spec = reading.spec else { return reading }
    return .weight(.attentionInput, spec, reading.reason)
  }

  private func section(
    _ inputs: Int, _ outputs: [Int], _ layout: Layout, _ what: String
  ) -> NameReading {
    guard
      let spec = try? ParameterSpec.fusedProjections(in: inputs, out: outputs, layout: layout)
    else { return .open("too many to count", "fewer") }
    let lengths = outputs.map(String.init).joined(separator: " + ")
    return .weight(
      .dense, spec,
      "\(what) in one, \(layout == .pytorch ? "out × in" : "in × out"), out = \(lengths)")
  }

  // The map after attention has as many inputs as there are queries' outputs.
  private func inputsAfterwards(_ number: Int, _ layout: Layout) -> Int? {
    for module in Self.afterwards {
      guard let found = neighbour(number, module: module, "weight", "kernel"),
        shapes[found].rank == 2
      else { continue }
      return layout == .pytorch ? shapes[found][1] : shapes[found][0]
    }
    return nil
  }
}
