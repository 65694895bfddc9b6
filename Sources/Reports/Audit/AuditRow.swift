import Diagnoses

/// One row of the table of tensors: one tensor, or several of a stack that are alike.
struct AuditRow {
  let name: String
  let tensor: AuditedTensor
  let severity: AuditFinding.Severity?

  /// The rows, in the order of their first tensors; each tensor alone where nothing may be joined.
  static func rows(_ report: AuditReport, isEachAlone: Bool) -> [AuditRow] {
    var marks: [String: AuditFinding.Severity] = [:]
    for finding in report.result.findings {
      for name in finding.tensors { marks[name] = min(marks[name] ?? .note, finding.severity) }
    }
    let tensors = report.result.tensors
    guard !isEachAlone else {
      return tensors.map { AuditRow(name: $0.name, tensor: $0, severity: marks[$0.name]) }
    }
    var order: [Key] = []
    var members: [Key: [AuditedTensor]] = [:]
    for tensor in tensors {
      let key = Key(tensor, marks[tensor.name])
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(tensor)
    }
    return order.map { key in
      let own = members[key]!
      return AuditRow(
        name: NumberedNames.joined(own.map { $0.name }), tensor: own[0], severity: key.severity)
    }
  }

  private struct Key: Hashable {
    let pattern: String
    let shape: [Int]
    let type: String
    let law: String?
    let initializer: String?
    let expected: String?
    let severity: AuditFinding.Severity?

    init(_ tensor: AuditedTensor, _ severity: AuditFinding.Severity?) {
      pattern = NumberedNames.pattern(tensor.name)
      shape = tensor.shape.lengths
      type = tensor.type.rawValue
      law = tensor.law?.family.rawValue
      initializer = tensor.initializer?.name
      expected = tensor.expected?.spelling
      self.severity = severity
    }
  }

  /// The cells, the name's first.
  var cells: [String] {
    let mark = severity.map { $0 == .note ? "· " : "! " } ?? "  "
    let numbers = tensor.statistics
    var deviation = numbers.map { Numbers.deviation($0.standardDeviation) } ?? ""
    if let numbers, numbers.minimum == numbers.maximum { deviation = Numbers.short(numbers.mean) }
    return [
      mark + name, tensor.shape.rank == 0 ? "scalar" : "\(tensor.shape)", tensor.type.rawValue,
      law, deviation, expected, initializer,
    ]
  }

  /// The law, as the table has it; empty for none.
  var law: String {
    if tensor.parts.count > 1 {
      let laws = tensor.parts.compactMap { $0.law?.family.rawValue }
      if laws.count == tensor.parts.count, Set(laws).count == 1 {
        return "\(tensor.parts.count) × \(laws[0])"
      }
    }
    return tensor.law?.family.rawValue ?? ""
  }

  /// What the recipe draws: its deviation, or its spelling where that is 0; empty for none.
  var expected: String {
    tensor.expected.map {
      $0.standardDeviation == 0 ? $0.spelling : Numbers.deviation($0.standardDeviation)
    } ?? ""
  }

  /// The initializer with its confidence; empty for none.
  var initializer: String {
    if let match = tensor.initializer {
      guard match.confidence < 0.995 else { return match.name }
      return "\(match.name) (\(Int((match.confidence * 100).rounded())) %)"
    }
    let names = tensor.parts.compactMap { $0.initializer?.name }
    return names.count == tensor.parts.count && Set(names).count == 1 ? names.first ?? "" : ""
  }
}
