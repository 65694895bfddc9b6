import Initializers

/// Scales that belong to fans counted wrongly, or to a shard.
func wrongFans(_ evidence: AuditEvidence) -> [AuditFinding] {
  // A recipe's own scales are what it says.
  guard !evidence.hasRecipe else { return [] }
  let shared = sharedScales(evidence)
  struct Key: Hashable {
    let mistake: FanMistake.Mistake
    let initializer: String
  }
  var facts: [String: FanMistake] = [:]
  for tensor in evidence.tensors {
    guard let wrong = FanMistake(tensor), !shared.contains(tensor.name),
      !evidence.isAsRecorded(tensor)
    else { continue }
    facts[tensor.name] = wrong
  }
  facts = facts.filter { name, wrong in
    wrong.isTelling || isBorneOut(wrong, of: name, by: facts, evidence)
  }
  return evidence.grouped({ tensor -> Key? in
    facts[tensor.name].map { Key(mistake: $0.mistake, initializer: $0.initializer) }
  }) { key, tensors in fanMistakeFinding(facts[tensors[0].name]!, tensors) }
}

/// Whether another tensor speaks for a mistake: one with the same mistake of the same initializer, or one
/// that was drawn by that initializer with its right fans.
///
/// A scale that somebody chose lies near that of some initializer with some wrong fans now and then.
private func isBorneOut(
  _ wrong: FanMistake, of name: String, by facts: [String: FanMistake], _ evidence: AuditEvidence
) -> Bool {
  evidence.tensors.contains { other in
    guard other.name != name else { return false }
    if let fact = facts[other.name] {
      return fact.mistake == wrong.mistake && fact.initializer == wrong.initializer
    }
    let matches = [other.initializer] + other.parts.map { $0.initializer }
    return matches.contains { match in
      guard let match, match.errors <= FanMistake.doubt else { return false }
      return match.name == wrong.initializer || match.synonyms.contains(wrong.initializer)
    }
  }
}

/// The finding that says which fans explain tensors' scale.
func fanMistakeFinding(_ wrong: FanMistake, _ tensors: [AuditedTensor]) -> AuditFinding {
  let first = tensors[0]
  func spelled(_ fans: Fans) -> String { "\(short(fans.fanIn)) and \(short(fans.fanOut))" }
  let figures =
    "\(first.name)\(others(tensors)): deviation \(short(wrong.found)), that of "
    + "\(wrong.initializer) with fans \(spelled(wrong.wrong)); with its own, "
    + "\(spelled(wrong.right)), \(short(wrong.expected)) was expected"
  switch wrong.mistake {
  case .shard(let degree):
    return AuditFinding(
      .parallelDegree, .warning, tensors.names,
      "\(figures): the fans of one of \(degree) shards",
      remedy: "count fans of the whole tensor, not of the shard that a device holds")
  case .swapped:
    return AuditFinding(
      .fans, .warning, tensors.names, "\(figures): swapped",
      remedy: "say which axis is summed over: frameworks store transposed convolutions and x W "
        + "the other way round")
  case .groups:
    return AuditFinding(
      .fans, .warning, tensors.names, "\(figures): channels of all groups counted together",
      remedy: "divide by the number of groups: a unit of a grouped or depthwise convolution reads "
        + "its own group alone")
  case .fused:
    return AuditFinding(
      .fans, .warning, tensors.names,
      "\(figures): the outputs of all gates or projections counted together",
      remedy: "draw each gate or projection by itself: side by side they are still maps of their "
        + "own")
  case .kernel:
    return AuditFinding(
      .fans, .warning, tensors.names, "\(figures): without the positions of the kernel",
      remedy: "multiply the channels by the positions of the kernel")
  case .stride:
    return AuditFinding(
      .fans, .note, tensors.names, "\(figures): without the stride",
      remedy: "divide the fan in by the stride: each output lies under one window in so many")
  }
}

/// The names of tensors whose deviation others of other fans have too: a scale that ignores fans.
private func sharedScales(_ evidence: AuditEvidence) -> Set<String> {
  struct Entry {
    let name: String
    let deviation: Double
    let fans: Fans?
    let family: LawFamily
    let error: Double
  }
  let entries = evidence.tensors.compactMap { tensor -> Entry? in
    guard let law = tensor.law, let shape = law.shape, let numbers = tensor.statistics,
      tensor.isWeight, tensor.initializer == nil
    else { return nil }
    return Entry(
      name: tensor.name, deviation: law.standardDeviation, fans: tensor.parameter?.spec?.fans,
      family: law.family, error: shape.relativeError(count: numbers.count))
  }
  var found: Set<String> = []
  let sorted = entries.sorted { $0.deviation < $1.deviation }
  for (index, entry) in sorted.enumerated() {
    for other in sorted[(index + 1)...].prefix(64) {
      let away = other.deviation / entry.deviation - 1
      guard away < 4 * (entry.error + other.error) + 1e-5 else { break }
      guard entry.family == other.family, entry.fans != other.fans else { continue }
      // Sums of fans may agree by chance, so the scale has to be a plain fraction of nothing.
      if entry.fans.map({ $0.fanIn + $0.fanOut }) != other.fans.map({ $0.fanIn + $0.fanOut }),
        entry.fans?.fanIn != other.fans?.fanIn, entry.fans?.fanOut != other.fans?.fanOut
      {
        found.insert(entry.name)
        found.insert(other.name)
      }
    }
  }
  return found
}
