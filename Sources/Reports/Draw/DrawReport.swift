import Foundation
import ModelFiles
import Tensors

/// What a drawn checkpoint holds: every tensor, what draws it and why.
public struct DrawReport: Sendable {
  /// What was planned.
  public let plan: CheckpointPlan
  /// What the model is called.
  public let title: String
  /// The recipe's name.
  public let recipe: String
  /// The files, those of an index first; empty where nothing is written.
  public var files: [String] = []
  /// Whether all files of the checkpoint are there.
  public var isComplete = false
  /// What was assumed and what no weights can mend; sentences.
  public var remarks: [String] = []

  /// A report.
  public init(_ plan: CheckpointPlan, of title: String, recipe: String) {
    self.plan = plan
    self.title = title
    self.recipe = recipe
  }

  /// The plan as a table; tensors that differ in numbers of their names alone share a row where
  /// `showsAll` does not ask for each.
  public func terminalText(columns: Int, showsAll: Bool = false) -> String {
    var table = TerminalTable(
      header: ["tensor", "shape", "type", "drawn by", "deviation", "because"],
      alignments: [.left, .left, .left, .left, .right, .left])
    for group in DrawGroup.groups(plan.tensors, isEachAlone: showsAll) {
      let tensor = group.tensor
      table.rows.append([
        group.name, tensor.shape.rank == 0 ? "scalar" : "\(tensor.shape)", tensor.type.rawValue,
        tensor.spelling, tensor.standardDeviation.map { Numbers.deviation($0) } ?? "",
        group.reason,
      ])
    }
    if !showsAll { table.shortenLast(to: columns) }
    return (table.lines(limit: columns) { $0 } + [""] + summary).joined(separator: "\n") + "\n"
  }

  /// The whole in two lines.
  public var summary: [String] {
    let drawn = plan.tensors.filter { $0.path != nil }
    let copied = plan.tensors.count - drawn.count
    var first =
      "\(drawn.count) tensors drawn by \(recipe), seed \(plan.seed)"
    if copied > 0 { first += ", \(copied) not drawn" }
    return [
      "\(first): \(Numbers.grouped(plan.elementCount)) numbers, \(Numbers.bytes(plan.byteCount))"
    ] + remarks
  }

  /// The plan as JSON with the schema `xavier.init/1`.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        recipe: recipe, seed: plan.seed, bytes: plan.byteCount, files: files,
        isComplete: isComplete, remarks: remarks, tensors: plan.tensors.map(Entry.init)),
      isPretty: true) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.init/1"
    let recipe: String
    let seed: UInt64
    let bytes: Int
    let files: [String]
    let isComplete: Bool
    let remarks: [String]
    let tensors: [Entry]
  }

  private struct Entry: Encodable {
    let name: String
    let shape: [Int]
    let dtype: String
    let initializer: String
    @ExplicitNull var standardDeviation: Double?
    @ExplicitNull var path: String?
    let reason: String

    init(_ tensor: PlannedTensor) {
      name = tensor.name
      shape = tensor.shape.lengths
      dtype = tensor.type.rawValue
      initializer = tensor.spelling
      standardDeviation = tensor.standardDeviation
      path = tensor.path
      reason = tensor.reason
    }
  }
}
