/// Tensors as fresh as drawn among trained ones: weights, biases of 0, scales of 1.
func freshAmongTrained(_ evidence: AuditEvidence) -> [AuditFinding] {
  guard !evidence.hasRecipe else { return [] }
  let weights = evidence.tensors.filter { $0.isWeight && $0.isTelling }
  let trained = weights.filter { $0.isTrained }
  let fresh = weights.filter { isSurelyFresh($0, trained) }
  guard trained.count >= 2, trained.count * 2 >= fresh.count else { return [] }
  var findings: [AuditFinding] = []
  if let first = fresh.first {
    let law = first.law ?? first.parts[0].law!
    let match = first.initializer ?? first.parts[0].initializer
    findings.append(
      AuditFinding(
        .fresh, .warning, fresh.names,
        "\(first.name)\(others(fresh)): \(law.family.rawValue) numbers"
          + (match.map { " as \($0.name) draws them" } ?? "")
          + ", while \(trained.count) of \(weights.count) weights are trained; trained numbers were "
          + "expected",
        remedy: "look whether loading drew them anew: keys that were missing or renamed are filled "
          + "with fresh numbers, often without a word"))
  }
  let freshNames = Set(fresh.names)
  findings += constants(evidence, freshNames, 0, "biases", { $0.role == "bias" })
  findings += constants(
    evidence, freshNames, 1, "factors of normalizations", { $0.role == "normalization scale" })
  return findings
}

// Numbers of a law with a scale of an initializer, or where those of its siblings are trained.
private func isSurelyFresh(_ tensor: AuditedTensor, _ trained: [AuditedTensor]) -> Bool {
  guard tensor.isFresh, let count = tensor.statistics?.count, count >= 1024,
    tensor.law?.family != .identity
  else { return false }
  if tensor.law?.family == .orthogonal { return true }
  let isMatched = tensor.parts.allSatisfy { $0.initializer.map { $0.confidence > 0.5 } ?? false }
  let pattern = Stack.pattern(of: tensor.name).text
  let hasSiblings =
    pattern.contains("*")
    && trained.contains { Stack.pattern(of: $0.name).text == pattern }
  return isMatched || hasSiblings && count >= 4096
}

// Vectors that still have the number they start with, while most of their kind have not.
private func constants(
  _ evidence: AuditEvidence, _ fresh: Set<String>, _ start: Double, _ what: String,
  _ isOne: (AuditedTensor) -> Bool
) -> [AuditFinding] {
  let all = evidence.tensors.filter { isOne($0) && ($0.statistics?.count ?? 0) >= 4 }
  let untouched = all.filter {
    $0.statistics!.minimum == start && $0.statistics!.maximum == start
  }
  guard let first = untouched.first, untouched.count * 4 <= all.count, all.count >= 4 else {
    return []
  }
  return [
    AuditFinding(
      .fresh, .warning, untouched.names,
      "\(first.name)\(others(untouched)): \(Int(start)) alone, while "
        + "\(all.count - untouched.count) of \(all.count) \(what) have left it; trained numbers "
        + "were expected",
      remedy: "look whether loading drew them anew, or training left them out")
  ]
}
