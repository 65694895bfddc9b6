import Diagnoses
import Foundation

/// What an audit found: the values that the terminal and JSON renderers show.
public struct AuditReport: Sendable {
  /// What was found.
  public let result: AuditResult
  /// The checkpoint as the user wrote it.
  public let name: String
  /// What was assumed of the checkpoint; sentences.
  public var remarks: [String] = []

  /// A report of what an audit of a checkpoint found.
  public init(_ result: AuditResult, of name: String) {
    self.result = result
    self.name = name
  }

  /// The codes of the findings, the most severe first, each once.
  public var codes: [AuditFinding.Code] {
    var codes: [AuditFinding.Code] = []
    for finding in result.findings where !codes.contains(finding.code) {
      codes.append(finding.code)
    }
    return codes
  }

  /// The report as JSON with the schema `xavier.audit/1`, described in `Documentation/JSON.md`.
  ///
  /// Numbers that are not finite are written as null; the text ends with a line break.
  public func json() throws -> Data {
    try JSONText.encode(AuditDocument(self), isPretty: true) + Data("\n".utf8)
  }

  /// The checkpoint, what it was compared with and how much is in it, in a sentence.
  public var summary: String {
    let tensors = result.tensors
    let numbers = tensors.reduce(0) { $0 + $1.shape.count }
    var text =
      "\(Numbers.counted(tensors.count, "tensor")), \(Numbers.grouped(numbers)) numbers"
    let weights = result.weights
    let total = weights.trained + weights.fresh
    if total > 0 {
      text +=
        "; of \(Numbers.counted(total, "weight")) that tell, \(weights.trained) trained and "
        + "\(weights.fresh) fresh"
    }
    if let recipe = result.recipe { text += "; compared with \(recipe)" }
    if let comparison = result.comparison { text += "; compared with \(comparison.other)" }
    return text + "."
  }
}
