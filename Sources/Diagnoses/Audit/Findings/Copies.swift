/// Tensors that are equal under different names: blocks of a stack that start as copies, others.
func copies(_ evidence: AuditEvidence) -> [AuditFinding] {
  var groups: [UInt64: [AuditedTensor]] = [:]
  var order: [UInt64] = []
  for tensor in evidence.tensors {
    guard let numbers = tensor.statistics, numbers.minimum < numbers.maximum,
      numbers.nonfinite == 0
    else { continue }
    // Few numbers of a narrow type are equal by chance.
    var chance = Double(evidence.tensors.count) * Double(evidence.tensors.count)
    for _ in 0..<min(numbers.count, 32) { chance *= tensor.coincidence }
    guard numbers.count >= 8, chance < 1e-9 else { continue }
    if groups[tensor.content] == nil { order.append(tensor.content) }
    groups[tensor.content, default: []].append(tensor)
  }
  var findings: [AuditFinding] = []
  var layers: [AuditedTensor] = []
  var stems: [String] = []
  for content in order {
    let group = groups[content]!.filter {
      $0.type == groups[content]![0].type && $0.shape == groups[content]![0].shape
    }
    guard group.count > 1 else { continue }
    let patterns = Set(group.map { Stack.pattern(of: $0.name).text })
    if patterns.count == 1, patterns.first!.contains("*") {
      layers += group
      stems.append(patterns.first!)
    } else if !areTied(group) {
      findings.append(
        AuditFinding(
          .duplicate, .warning, group.names,
          "\(group[0].name) and \(group[1].name)"
            + (group.count > 2 ? " and \(group.count - 2) more" : "")
            + ": the same \(group[0].statistics!.count) numbers, different ones were expected",
          remedy: "draw each with a seed or a path of its own; where they are meant to be one "
            + "tensor, store it once"))
    }
  }
  if let first = layers.first {
    let blocks = layers.filter { Stack.pattern(of: $0.name).text == stems[0] }
    findings.insert(
      AuditFinding(
        .equalLayers, .fault, layers.names,
        "\(first.name) and \(blocks.count - 1) more blocks of its stack: equal numbers in "
          + "\(stems.count) kind\(stems.count == 1 ? "" : "s") of tensor, blocks that differ were "
          + "expected",
        remedy: "draw each block anew after copying it: a copied module has the weights of the "
          + "original"), at: 0)
  }
  return findings
}

// The table of a vocabulary and the map to its logits are often one tensor.
private func areTied(_ group: [AuditedTensor]) -> Bool {
  let isTable = group.contains {
    $0.isEmbedding || $0.name.lowercased().contains("emb")
      || $0.name.contains("wte") || $0.name.contains("shared")
  }
  return isTable
    && group.allSatisfy { tensor in
      let name = tensor.name.lowercased()
      return tensor.isEmbedding || tensor.parameter?.place == .head
        || ["head", "emb", "wte", "shared", "decoder", "output", "tok"].contains {
          name.contains($0)
        }
    }
}
