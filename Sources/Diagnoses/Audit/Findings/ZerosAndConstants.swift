/// Weights of one number.
func zerosAndConstants(_ evidence: AuditEvidence) -> [AuditFinding] {
  func isConstant(_ tensor: AuditedTensor, zero: Bool) -> Bool {
    guard tensor.isWeight, let numbers = tensor.statistics, numbers.count >= 2,
      numbers.nonfinite == 0, numbers.minimum == numbers.maximum,
      (numbers.maximum == 0) == zero
    else { return false }
    // What a recipe draws so is meant so.
    return tensor.expected.map { _ in !tensor.comparison.isEmpty } ?? true
  }
  let zeros = evidence.grouped({ tensor -> Bool? in
    isConstant(tensor, zero: true) ? mayBeZero(tensor) : nil
  }) { mayBeZero, tensors in
    AuditFinding(
      .zeroWeight, mayBeZero ? .note : .warning, tensors.names,
      "\(tensors[0].name)\(others(tensors)): a weight of zeros alone, numbers that differ were "
        + "expected",
      remedy: mayBeZero
        ? "none, where the branch or adapter is to start as nothing"
        : "draw it, unless it ends a branch that is to start as nothing: units behind zeros get no "
          + "signal and give no gradient")
  }
  let constants = evidence.tensors.filter { isConstant($0, zero: false) }
  guard let first = constants.first, let value = first.statistics?.maximum else { return zeros }
  return zeros + [
    AuditFinding(
      .constantWeight, .fault, constants.names,
      "\(first.name)\(others(constants)): a weight of one number, \(short(value)), numbers that "
        + "differ were expected",
      remedy: "draw it: its units are all alike and stay so")
  ]
}

/// Whether zeros are a usual start: the last map of a branch, the up map of an adapter.
private func mayBeZero(_ tensor: AuditedTensor) -> Bool {
  if tensor.parameter?.place == .residualEnd { return true }
  let name = tensor.name.lowercased()
  return name.contains("lora_b") || name.contains("lora_up") || name.contains("adapter_up")
    || tensor.isEmbedding
}

/// What is said of all tensors but the first.
func others(_ tensors: [AuditedTensor]) -> String {
  tensors.count > 1 ? " and \(tensors.count - 1) more" : ""
}
