/// Rows or columns of a weight that are equal, so that units start alike.
func equalUnits(_ evidence: AuditEvidence) -> [AuditFinding] {
  evidence.tensors.compactMap { tensor in
    // Entries of a table that were never looked up may be equal.
    guard let units = tensor.equalUnits, tensor.isWeight, !tensor.isEmbedding,
      tensor.law?.family != .identity,
      tensor.comparison.isEmpty || tensor.expected == nil || tensor.expected?.law != "identity",
      !isDrawnSo(tensor)
    else { return nil }
    return AuditFinding(
      .equalUnits, tensor.isFresh || units.count * 2 > units.total ? .fault : .warning,
      [tensor.name],
      "\(tensor.name): \(units.count) of \(units.total) \(units.axis)s equal another, such as "
        + "\(units.first.0) and \(units.first.1); \(units.axis)s that differ were expected",
      remedy: "draw the tensor again: equal units get equal gradients and stay equal")
  }
}

// Zeros that a law puts there make units equal, in delta-orthogonal kernels and the identity.
private func isDrawnSo(_ tensor: AuditedTensor) -> Bool {
  guard let numbers = tensor.statistics else { return false }
  if tensor.expected != nil, tensor.comparison.isEmpty { return true }
  return numbers.zeros * 2 >= numbers.count
}
