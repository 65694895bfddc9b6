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
