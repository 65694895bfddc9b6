/// Few numbers far beyond the law that all others follow.
func outliers(_ evidence: AuditEvidence) -> [AuditFinding] {
  let weights = evidence.tensors.filter { $0.isWeight && $0.isTelling }
  let trained = weights.count { $0.isTrained && $0.bulk == nil }
  // Training makes numbers that stand out.
  let fresh = weights.count { $0.isFresh }
  guard trained <= fresh else { return [] }
  return evidence.grouped({ tensor -> String? in
    tensor.bulk != nil && tensor.isWeight && tensor.comparison.isEmpty ? "" : nil
  }) { _, tensors in
    let facts = tensors[0].bulk!
    return AuditFinding(
      .outliers, .warning, tensors.names,
      "\(tensors[0].name)\(others(tensors)): a number of \(short(facts.farthest)), "
        + "\(Int(facts.errors.rounded())) deviations from the mean of a "
        + "\(facts.family.rawValue) law of deviation \(short(facts.deviation)); none so far out was "
        + "expected",
      remedy: "draw the tensor again: older versions of trunc_normal_ give such numbers, most of "
        + "all in 16-bit types")
  }
}
