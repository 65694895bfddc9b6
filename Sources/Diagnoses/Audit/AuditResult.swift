import Recipes

/// What an audit found: every tensor, and what is wrong.
public struct AuditResult: Sendable {
  /// The tensors, in the checkpoint's order.
  public let tensors: [AuditedTensor]
  /// What is wrong, the most severe first.
  public let findings: [AuditFinding]
  /// The name of the recipe that the tensors were compared with.
  public let recipe: String?
  /// The comparison with another checkpoint, where there was one.
  public let comparison: CheckpointComparison?

  init(
    tensors: [AuditedTensor], plan: RecipePlan?, layers: Int?,
    comparison: CheckpointComparison? = nil, recorded: [String: Double] = [:]
  ) {
    self.tensors = tensors
    self.comparison = comparison
    recipe = plan?.recipe
    let evidence = AuditEvidence(
      tensors: tensors, hasRecipe: plan != nil, layers: layers, recorded: recorded)
    let rules: [(AuditEvidence) -> [AuditFinding]] = [
      brokenNumbers, zerosAndConstants, copies, equalUnits, outliers, wrongFans, depthScaling,
      recipeDifferences, freshAmongTrained,
    ]
    let found = rules.flatMap { $0(evidence) } + (comparison?.findings ?? [])
    let order = AuditFinding.Code.all
    findings = found.enumerated().sorted { a, b in
      func key(_ finding: AuditFinding) -> (AuditFinding.Severity, Int) {
        (finding.severity, order.firstIndex(of: finding.code) ?? order.count)
      }
      let (x, y) = (key(a.element), key(b.element))
      return x == y ? a.offset < b.offset : x < y
    }.map { $0.element }
  }

  /// How many weights with enough numbers to tell look trained, and how many fresh.
  public var weights: (trained: Int, fresh: Int) {
    let telling = tensors.filter { $0.isWeight && $0.isTelling }
    return (telling.count { $0.isTrained }, telling.count { $0.isFresh })
  }
}

/// What rules look at.
struct AuditEvidence: Sendable {
  let tensors: [AuditedTensor]
  let hasRecipe: Bool
  let layers: Int?
  /// The deviations that the checkpoint itself says tensors were drawn with.
  let recorded: [String: Double]

  /// Whether a tensor has the deviation that the checkpoint says it was drawn with.
  func isAsRecorded(_ tensor: AuditedTensor) -> Bool {
    guard let recorded = recorded[tensor.name], recorded > 0, let found = tensor.statistics,
      let shape = tensor.law?.shape
    else { return false }
    let away = abs(found.standardDeviation / recorded - 1)
    return away <= 6 * shape.relativeError(count: found.count) + 1e-5
  }

  /// Findings of tensors that have the same to say, one for each kind of thing said.
  func grouped<Key: Hashable>(
    _ key: (AuditedTensor) -> Key?, _ finding: (Key, [AuditedTensor]) -> AuditFinding
  ) -> [AuditFinding] {
    var order: [Key] = []
    var groups: [Key: [AuditedTensor]] = [:]
    for tensor in tensors {
      guard let key = key(tensor) else { continue }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(tensor)
    }
    return order.map { finding($0, groups[$0]!) }
  }
}

extension [AuditedTensor] {
  var names: [String] { map { $0.name } }

  /// `1 tensor`, `3 tensors`.
  var counted: String { count == 1 ? "1 tensor" : "\(count) tensors" }
}
