#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where tensors differ from what the recipe draws.
func recipeDifferences(_ evidence: AuditEvidence) -> [AuditFinding] {
  guard evidence.hasRecipe else { return [] }
  struct Key: Hashable {
    let code: AuditFinding.Code
    let what: String
    let pattern: String
  }
  var made: [String: AuditFinding] = [:]
  for tensor in evidence.tensors {
    guard let difference = tensor.comparison.first else { continue }
    made[tensor.name] = finding(difference, tensor, evidence.layers)
  }
  // What is trained is said of all tensors at once, other things of each kind of tensor.
  return evidence.grouped({ tensor -> Key? in
    made[tensor.name].map { finding in
      let isOne = finding.code == .trained
      return Key(
        code: finding.code, what: isOne ? "" : finding.remedy,
        pattern: isOne ? "" : Stack.pattern(of: tensor.name).text)
    }
  }) { _, tensors in
    let finding = made[tensors[0].name]!
    let name = tensors[0].name
    return AuditFinding(
      finding.code, finding.severity, tensors.names,
      name + others(tensors) + finding.message.dropFirst(name.count), remedy: finding.remedy)
  }
}

private func finding(
  _ difference: RecipeDifference, _ tensor: AuditedTensor, _ layers: Int?
) -> AuditFinding {
  let name = tensor.name
  let spelling = tensor.expected?.spelling ?? "the recipe"
  let redraw = "draw it again, or name the recipe that it was drawn by"
  switch difference {
  case .value(let expected, let found):
    return AuditFinding(
      .value, .warning, [name],
      "\(name): \(short(found)) among its numbers, \(short(expected)) alone was expected",
      remedy: "set it, or name the recipe that it was drawn by")
  case .scale(let expected, let found, _):
    return scale(tensor, expected, found, spelling, layers)
  case .shape(let expected, let found):
    return AuditFinding(
      .shape, .warning, [name],
      "\(name): numbers of a law that is \(found), of one that is \(expected) (\(spelling)) were "
        + "expected", remedy: redraw)
  case .bounds(let limit, let found):
    if let facts = tensor.bulk, facts.errors > 6 {
      return AuditFinding(
        .outliers, .warning, [name],
        "\(name): a number of \(short(found)), \(Int(facts.errors.rounded())) deviations out; none "
          + "beyond \(short(limit)) (\(spelling)) was expected",
        remedy: "draw the tensor again: older versions of trunc_normal_ give such numbers")
    }
    return AuditFinding(
      .shape, .warning, [name],
      "\(name): a number of \(short(found)), none beyond \(short(limit)) (\(spelling)) was "
        + "expected", remedy: redraw)
  case .mean(let expected, let found):
    return AuditFinding(
      .shape, .warning, [name],
      "\(name): mean \(short(found)), \(short(expected)) (\(spelling)) was expected",
      remedy: redraw)
  case .trained:
    return AuditFinding(
      .trained, .note, [name],
      "\(name): numbers of no law, those of \(spelling) were expected",
      remedy: "none, where the checkpoint was trained")
  }
}

private func scale(
  _ tensor: AuditedTensor, _ expected: Double, _ found: Double, _ spelling: String, _ layers: Int?
) -> AuditFinding {
  let name = tensor.name
  let ratio = found / expected
  let error = (tensor.law?.shape ?? .normal).relativeError(
    count: tensor.statistics.map { $0.count } ?? 1)
  func isNear(_ value: Double) -> Bool {
    value > 0 && abs(log(ratio / value)) < AuditThresholds.errors * error + 1e-4
  }
  let figures =
    "\(name): deviation \(short(found)), \(short(ratio)) times that of \(spelling); "
    + "\(short(expected)) was expected"
  if let layers, layers >= 2, tensor.parameter?.place == .residualEnd {
    let root = (2 * Double(layers)).squareRoot()
    if isNear(root) || isNear(1 / root) {
      return AuditFinding(
        .depthScaling, .warning, [name],
        figures + (ratio > 1 ? ": not scaled for depth" : ": scaled for depth once too often"),
        remedy:
          "scale the maps that end a residual branch by 1 / sqrt(2 × \(layers)) once, and see "
          + "that the test of names that does it can match")
    }
  }
  if let wrong = FanMistake(tensor), wrong.mistake.isOfFans || tensor.initializer == nil {
    return fanMistakeFinding(wrong, [tensor])
  }
  if let match = tensor.initializer {
    return AuditFinding(
      .scale, .warning, [name], "\(figures); it is that of \(match.name)",
      remedy: "draw it again, or name the recipe that it was drawn by")
  }
  for degree in [2.0, 4, 8, 16, 32, 64] where error < 0.02 {
    guard isNear(degree.squareRoot()) || isNear(1 / degree.squareRoot()) else { continue }
    return AuditFinding(
      .parallelDegree, .warning, [name],
      "\(figures): the square root of \(Int(degree)), as when fans are those of one of "
        + "\(Int(degree)) shards",
      remedy: "count fans of the whole tensor, not of the shard that a device holds")
  }
  return AuditFinding(
    .scale, .warning, [name], figures,
    remedy: "draw it again, or name the recipe that it was drawn by")
}

extension FanMistake.Mistake {
  fileprivate var isOfFans: Bool { if case .shard = self { false } else { true } }
}
