import Diagnoses
import Spellings

/// What the page of an audit is given: no more of a large checkpoint than a browser can hold.
struct AuditPage: Encodable {
  let schema = "xavier.audit-report/1"
  let version = Version.current
  let checkpoint, verdict, summary: String
  let isSound: Bool
  let recipe, against: String?
  let remarks: [String]
  let findings: [AuditPageFinding]
  let findingCount: Int
  let tensors: [AuditPageTensor]
  let tensorCount: Int
  let histogramCount: Int
  let equalCount, comparedCount: Int?

  /// So many findings, tensors and histograms are in a page at most.
  static let (findingLimit, tensorLimit, histogramLimit) = (1000, 20_000, 200)

  init(_ report: AuditReport) {
    let result = report.result
    checkpoint = report.name
    verdict = report.verdict
    summary = report.summary
    isSound = !result.findings.contains { $0.severity != .note }
    recipe = result.recipe
    against = result.comparison?.other
    remarks = report.remarks
    let marks = AuditMarks(result)
    let places = Self.places(result.tensors.map { marks.codes[$0.name] != nil })
    let held = Self.histograms(result, marks, places)
    let changes = Dictionary(
      (result.comparison?.entries ?? []).map { ($0.name, $0) }
    ) { first, _ in first }
    tensors = places.map { place in
      let tensor = result.tensors[place]
      return AuditPageTensor(
        tensor, number: place + 1, marks, changes[tensor.name],
        histogram: held.contains(place) ? tensor.histogram : nil)
    }
    tensorCount = result.tensors.count
    histogramCount = result.tensors.count { $0.histogram != nil }
    let numbers = Dictionary(tensors.map { ($0.name, $0.number) }) { first, _ in first }
    findings = result.findings.prefix(Self.findingLimit).map { AuditPageFinding($0, numbers) }
    findingCount = result.findings.count
    equalCount = result.comparison?.entries.count { $0.change == .equal }
    comparedCount = result.comparison?.entries.count
  }

  /// The places of the tensors that are in the page: first those that are marked, then others that
  /// are evenly spread over the file; in the file's order.
  private static func places(_ isMarked: [Bool]) -> [Int] {
    guard isMarked.count > tensorLimit else { return Array(isMarked.indices) }
    let marked = isMarked.indices.filter { isMarked[$0] }.prefix(tensorLimit)
    let others = isMarked.indices.filter { !isMarked[$0] }
    let room = min(tensorLimit - marked.count, others.count)
    return (marked + (0..<room).map { others[$0 * others.count / room] }).sorted()
  }

  /// The places of the tensors whose histograms are in the page: those of findings, the worst first,
  /// then the weights of the file, then the rest.
  private static func histograms(
    _ result: AuditResult, _ marks: AuditMarks, _ places: [Int]
  ) -> Set<Int> {
    let known = places.filter { result.tensors[$0].histogram != nil }
    func rank(_ place: Int) -> Int {
      let tensor = result.tensors[place]
      if let severity = marks.severities[tensor.name] {
        return severity == .fault ? 0 : severity == .warning ? 1 : 2
      }
      return tensor.isWeight ? 3 : 4
    }
    let ranked = (0...4).flatMap { wanted in known.filter { rank($0) == wanted } }
    return Set(ranked.prefix(histogramLimit))
  }
}

/// What was found of each tensor, by its name.
struct AuditMarks {
  private(set) var severities: [String: AuditFinding.Severity] = [:]
  private(set) var codes: [String: [String]] = [:]

  init(_ result: AuditResult) {
    for finding in result.findings {
      for name in finding.tensors {
        severities[name] = min(severities[name] ?? .note, finding.severity)
        if codes[name]?.contains(finding.code.rawValue) != true {
          codes[name, default: []].append(finding.code.rawValue)
        }
      }
    }
  }
}
