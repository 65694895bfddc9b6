/// NaN, infinity, numbers that nobody wrote, and denormal ones.
func brokenNumbers(_ evidence: AuditEvidence) -> [AuditFinding] {
  var findings: [AuditFinding] = []
  for tensor in evidence.tensors {
    guard let numbers = tensor.statistics else { continue }
    let isNarrow = tensor.type.elementType.map { $0.smallestExponent > -126 } ?? true
    let nonzero = numbers.count - numbers.zeros
    let odd = numbers.huge + numbers.nonfinite
    let isUnwritten =
      !isNarrow && nonzero >= 4
      && (numbers.denormals * 10 >= nonzero && numbers.denormals >= 4
        && (odd > 0 || numbers.denormals * 5 >= nonzero && tensor.isWeight)
        || odd >= 4 && odd * 100 >= nonzero && numbers.huge > 0)
    if isUnwritten {
      findings.append(
        AuditFinding(
          .uninitialized, .fault, [tensor.name],
          "\(tensor.name): of \(numbers.count) numbers \(numbers.denormals) denormal, "
            + "\(numbers.huge) above 1e10, \(numbers.nonfinite) not finite, as in memory that "
            + "nobody has written to; drawn or loaded numbers were expected",
          remedy: "look whether the tensor's key was missing when the model was loaded, and draw it"
        ))
      continue
    }
    if numbers.nonfinite > 0 {
      findings.append(
        AuditFinding(
          .notFinite, .fault, [tensor.name],
          "\(tensor.name): \(numbers.notNumbers) NaN and \(numbers.infinities) infinities among "
            + "\(numbers.count) numbers, finite ones were expected",
          remedy: "take an earlier checkpoint, or draw the tensor again"))
    }
    // Numbers of a narrow type are denormal by chance.
    let isTiny = isNarrow && numbers.denormals * 2 > nonzero && numbers.denormals >= 8
    if numbers.denormals > 0, !isNarrow || isTiny {
      findings.append(
        AuditFinding(
          .denormal, isTiny ? .warning : .note, [tensor.name],
          "\(tensor.name): \(numbers.denormals) of \(numbers.count) numbers are denormal, normal "
            + "ones or 0 were expected",
          remedy: isTiny
            ? "store the tensor in a wider type, or scale it up"
            : "set them to 0: arithmetic with them is slow and says nothing"))
    }
  }
  return findings
}
