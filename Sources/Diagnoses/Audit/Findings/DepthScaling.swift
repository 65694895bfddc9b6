#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Residual ends of a stack whose scaling for depth is missing, done twice, or done for some alone.
func depthScaling(_ evidence: AuditEvidence) -> [AuditFinding] {
  guard !evidence.hasRecipe, let layers = evidence.layers, layers >= 2 else { return [] }
  let ends = evidence.tensors.filter { tensor in
    tensor.isFresh && tensor.isTelling && tensor.law?.shape != nil
      && (tensor.parameter?.place == .residualEnd || isNamedEnd(tensor.name))
      && !Stack.pattern(of: tensor.name).numbers.isEmpty
  }
  // The scale of the others: that of the maps within the same blocks.
  let stems = Set(ends.map { Stack.pattern(of: $0.name).text.split(separator: "*").first })
  let inside = evidence.tensors.filter { tensor in
    let name = Stack.pattern(of: tensor.name)
    return tensor.isFresh && tensor.isTelling && tensor.law?.family == .normal
      && tensor.isWeight && !tensor.isEmbedding && !name.numbers.isEmpty
      && stems.contains(name.text.split(separator: "*").first)
      && !ends.contains { $0.name == tensor.name }
  }
  guard !ends.isEmpty, let base = common(inside) else { return [] }
  let root = (2 * Double(layers)).squareRoot()
  func have(_ ratio: Double) -> [AuditedTensor] {
    ends.filter { tensor in
      guard let law = tensor.law, let shape = law.shape else { return false }
      let error = shape.relativeError(count: tensor.statistics!.count)
      return abs(log(law.standardDeviation / (base * ratio)))
        < AuditThresholds.errors * error + 1e-3
    }
  }
  let (plain, scaled, twice) = (have(1), have(1 / root), have(1 / root / root))
  var findings: [AuditFinding] = []
  let expected = "\(short(base / root)), \(short(base)) / sqrt(2 × \(layers))"
  // Which models scale at all, only names of GPT-2's kind and blocks that are scaled tell.
  let isKnown = !scaled.isEmpty || plain.allSatisfy { $0.name.hasSuffix("c_proj.weight") }
  if !plain.isEmpty, isKnown, plain.count + scaled.count == ends.count || !scaled.isEmpty {
    findings.append(
      AuditFinding(
        .depthScaling, .warning, plain.names,
        "\(plain[0].name)\(others(plain)): deviation \(short(base)) as all other maps of the "
          + "stack, \(expected), was expected of maps that end a residual branch",
        remedy: "scale them by 1 / sqrt(2 × layers), and see that the test of names that does it "
          + "can match"))
  }
  if !twice.isEmpty {
    findings.append(
      AuditFinding(
        .depthScaling, .warning, twice.names,
        "\(twice[0].name)\(others(twice)): deviation \(short(base / root / root)), scaled for "
          + "depth twice; \(expected), was expected",
        remedy: "scale them by 1 / sqrt(2 × layers) once"))
  }
  return findings
}

private func isNamedEnd(_ name: String) -> Bool { name.hasSuffix(".c_proj.weight") }

/// The deviation that most maps share whatever their fans.
private func common(_ tensors: [AuditedTensor]) -> Double? {
  let deviations = tensors.compactMap { $0.law?.standardDeviation }.sorted()
  guard deviations.count >= 2 else { return nil }
  let middle = deviations[deviations.count / 2]
  let near = deviations.filter { abs($0 / middle - 1) < 0.03 }
  return near.count * 3 >= deviations.count * 2 ? middle : nil
}
