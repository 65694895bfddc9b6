import Foundation
import Initializers
import Networks
import Recipes

/// What a recipe gives one parameter, or several in the same way.
struct PlanRow {
  /// The paths of the parameters, in the network's order.
  var parameters: [String]
  /// What draws them: `normal`, or words for what stays as it is.
  let law: String
  /// The recipe's spelling of it.
  let spelling: String
  /// The standard deviation of one weight; `nil` where the law has none.
  let standardDeviation: Double?
  /// The value that every weight has; `nil` where they differ.
  let constant: Double?
  /// Why.
  let reason: String

  private init(_ parameter: Network.Parameter, _ entry: RecipePlan.Entry) {
    parameters = [parameter.path]
    law = entry.law?.name ?? "as it is"
    spelling = entry.spelling
    reason = entry.reason
    constant = (entry.law as? Constant).map { Double($0.value) }
    if let law = entry.law, let spec = parameter.spec {
      standardDeviation = law.variance(of: spec).squareRoot()
    } else {
      standardDeviation = nil
    }
  }

  /// One row for each parameter.
  static func rows(_ plan: RecipePlan, of network: Network) -> [PlanRow] {
    zip(network.parameters, plan.entries).map { PlanRow($0, $1) }
  }

  /// Rows that say the same as one, at the place of the first.
  static func joined(_ rows: [PlanRow]) -> [PlanRow] {
    var places: [String: Int] = [:]
    var result: [PlanRow] = []
    for row in rows {
      let key =
        "\(row.law)\n\(row.spelling)\n\(row.constant ?? row.standardDeviation ?? -1)\n\(row.reason)"
      if let place = places[key] {
        result[place].parameters += row.parameters
      } else {
        places[key] = result.count
        result.append(row)
      }
    }
    return result
  }
}

extension PlanRow {
  /// The rows as lines: parameters, law and deviation, reason.
  static func lines(_ rows: [PlanRow], columns: Int) -> [String] {
    let names = rows.map { row in
      let more = row.parameters.count > 1 ? " and \(row.parameters.count - 1) more" : ""
      return CheckTable.shortened(row.parameters[0], to: max(14, columns / 2 - more.count)) + more
    }
    let laws = rows.map { row in
      row.law
        + ((row.constant ?? row.standardDeviation).map { " " + Numbers.digits($0, count: 4) } ?? "")
    }
    let widths = (names.map { $0.count }.max() ?? 0, laws.map { $0.count }.max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: width - text.count)
    }
    let indent = widths.0 + widths.1 + 6
    let hangs = columns - indent >= 24
    return rows.indices.flatMap { index -> [String] in
      let head = "  \(padded(names[index], widths.0))  \(padded(laws[index], widths.1))"
      let room = hangs ? columns - indent : columns - 6
      let reasons = TrainingReport.wrapped(rows[index].reason, room)
      guard hangs else { return [trimmed(head)] + reasons.map { "      " + $0 } }
      let first = trimmed(head + "  " + (reasons.first ?? ""))
      return [first]
        + reasons.dropFirst().map { String(repeating: " ", count: indent) + $0 }
    }
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

extension Numbers {
  /// Up to so many significant digits: `0.04472`, `2`.
  static func digits(_ value: Double, count: Int) -> String {
    value.isFinite ? String(format: "%.\(count)g", value) : short(value)
  }
}
