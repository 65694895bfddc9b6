import Foundation
import Networks
import Operators

/// The operators that networks may be made of, with their names in ONNX.
public enum OperatorsExplanation {
  /// The list as lines for a terminal.
  public static func terminalText(columns: Int = 100) -> String {
    var table = TerminalTable(
      header: ["operator", "ONNX", "opset"], alignments: [.left, .left, .left])
    var lines: [String] = []
    for (family, operators) in OperatorCatalog.families {
      table.rows = operators.map { row($0.name, $0.onnx) }
      lines += ["", family] + table.lines(limit: columns) { $0 }.dropFirst().map { "  " + $0 }
    }
    table.rows = CompositeCatalog.composites.map { row($0.name, $0.onnx) }
    lines +=
      ["", "Made of others"] + table.lines(limit: columns) { $0 }.dropFirst().map { "  " + $0 }
    return "Operators, with their names in ONNX and the versions of its operator set\n"
      + lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, _ onnx: ONNXSpelling?) -> [String] {
    [
      name, onnx?.name ?? "",
      onnx.map { "\($0.opsets.lowerBound) to \($0.opsets.upperBound)" } ?? "",
    ]
  }

  /// The list as JSON with the schema `xavier.explain/1`.
  public static func json() throws -> Data {
    let single = OperatorCatalog.families.flatMap { family in
      family.operators.map { Entry($0.name, family.name, $0.onnx) }
    }
    let composites = CompositeCatalog.composites.map { Entry($0.name, "Made of others", $0.onnx) }
    return try JSONText.encode(Document(operators: single + composites), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "operators"
    let operators: [Entry]
  }

  private struct Entry: Encodable {
    let name, family: String
    @ExplicitNull var onnx: String?
    @ExplicitNull var opsetFirst: Int?
    @ExplicitNull var opsetLast: Int?

    init(_ name: String, _ family: String, _ onnx: ONNXSpelling?) {
      self.name = name
      self.family = family
      self.onnx = onnx?.name
      opsetFirst = onnx?.opsets.lowerBound
      opsetLast = onnx?.opsets.upperBound
    }
  }
}
