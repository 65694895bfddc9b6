import Diagnoses

/// A finding as the page of an audit has it.
struct AuditPageFinding: Encodable {
  let code, severity, message, remedy: String
  /// Its tensors, those of a stack as one, as far as they are written out.
  let groups: [Group]
  let tensorCount: Int
  /// How many groups are not written out.
  let more: Int

  struct Group: Encodable {
    let name: String
    /// The number of the first of them, where the page has it.
    let number: Int?
  }

  private static let groupLimit = 30
  private static let nameLimit = 300

  init(_ finding: AuditFinding, _ numbers: [String: Int]) {
    code = finding.code.rawValue
    severity = finding.severity.rawValue
    message = finding.message
    remedy = finding.remedy
    tensorCount = finding.tensors.count
    let all = NumberedNames.groups(finding.tensors)
    groups = all.prefix(Self.groupLimit).map { names in
      let joined = NumberedNames.joined(names)
      // Numbers without order make no shorter name.
      let isShort = names.count == 1 || joined.count <= Self.nameLimit
      return Group(
        name: isShort ? joined : "\(names[0]) and \(names.count - 1) more",
        number: names.lazy.compactMap { numbers[$0] }.first)
    }
    more = all.count - groups.count
  }
}
