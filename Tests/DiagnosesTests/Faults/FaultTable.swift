import Diagnoses

/// What checks say of all kinds of fault in all networks, as a page.
struct FaultTable {
  let outcomes: [FaultOutcome]

  /// What no finding names; the page says why.
  static let limits: [(kind: String, host: String)] =
    limits(
      "identity for a draw", "784-512-256-128-64-10 under Glorot",
      "tanh of several widths, 12 layers", "residual perceptron, normalized",
      "encoder normalized after, relu, 4 blocks", "RNN", "residual SwiGLU, 8 blocks")
    + [
      "weights times 0.1", "weights times 0.01", "fan in and fan out swapped",
      "head of deviation 100",
    ].flatMap { limits($0, "RNN") }
    + ["inputs of mean 10", "inputs of deviation 100"].flatMap {
      limits(
        $0, "residual perceptron, normalized", "residual SwiGLU, 8 blocks",
        "gated blocks of fused maps")
    }
    + limits("embedding of deviation 100", "GPT-2, 6 blocks")
    + limits("fans swapped in a transposed convolution", "U-Net of one level")
    + limits("biases 1", "residual perceptron, 20 blocks, branches of 0.05")

  private static func limits(_ kind: String, _ hosts: String...) -> [(kind: String, host: String)] {
    hosts.map { (kind, $0) }
  }

  /// The table: a row for each kind, a column for each family.
  var text: String {
    let families = outcomes.map(\.host.family).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let kinds = outcomes.map(\.kind).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    var lines = [
      "| fault | " + families.joined(separator: " | ") + " |",
      "|---" + String(repeating: "|---", count: families.count) + "|",
    ]
    for kind in kinds {
      let cells = families.map { family in
        outcomes.filter { $0.kind == kind && $0.host.family == family }.map(\.cell)
          .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
          .joined(separator: "; ")
      }
      lines.append("| \(kind) | " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
