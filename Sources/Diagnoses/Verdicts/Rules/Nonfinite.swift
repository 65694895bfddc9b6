import Networks

/// Any number that is not a number or infinite, in weights, values or gradients.
enum Nonfinite: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    let network = evidence.network
    if let number = evidence.weights.parameters.firstIndex(where: { !$0.isFinite }) {
      return [
        Breach(
          code: .nonfinite, weight: .verdict,
          message: "\(network.parameters[number].path) holds numbers that are not finite",
          parameter: number)
      ]
    }
    // The first in the order of execution: what is computed from it is no news.
    let order =
      network.inputs.map(\.value.index) + network.nodes.flatMap { $0.outputs.map(\.index) }
    let odd = order.filter { evidence.readings[$0].map { !$0.isFinite } ?? false }
    if let value = odd.first(where: { evidence.secondMoment($0).map { !$0.isFinite } ?? false }) {
      return [
        Breach(
          code: .nonfinite, weight: .verdict,
          message: "\(evidence.name(of: value)) gives numbers that are not finite",
          isGrowth: true, value: value)
      ]
    }
    guard let value = odd.last else { return [] }
    return [
      Breach(
        code: .nonfinite, weight: .verdict,
        message: "the gradient at \(evidence.name(of: value)) is not finite",
        direction: .backward, isGrowth: true, value: value)
    ]
  }
}
