import Networks

/// Any number that is not a number or infinite, in weights, in values that reach the trunk or an
/// output, or in gradients.
///
/// Minus infinity inside a branch is no fault: attention has it where it must not look.
enum Nonfinite: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    let network = evidence.network
    // Of numbers without a role, such as the start of a maximum, what is made of them tells.
    let odd = network.parameters.indices.first {
      network.parameters[$0].spec != nil && !evidence.weights.parameters[$0].isFinite
    }
    if let number = odd {
      return [
        Breach(
          code: .nonfinite, weight: .verdict,
          message: "\(network.parameters[number].path) holds numbers that are not finite",
          parameter: number)
      ]
    }
    let order =
      network.inputs.map(\.value.index) + network.nodes.flatMap { $0.outputs.map(\.index) }
    let outputs = Set(network.outputs.map(\.value.index))
    func isOdd(_ value: Int) -> Bool {
      evidence.secondMoment(value).map { !$0.isFinite } ?? false
    }
    if let shown = order.first(where: {
      isOdd($0) && (evidence.trunk.contains($0) || outputs.contains($0))
    }) {
      let value = origin(of: shown, in: network, isOdd)
      return [
        Breach(
          code: .nonfinite, weight: .verdict,
          message: "\(evidence.name(of: value)) gives numbers that are not finite",
          isGrowth: true, value: value)
      ]
    }
    // Gradients run backward: the last is the first.
    guard
      let value = order.last(where: {
        evidence.readings[$0].map { !$0.isFinite && $0.secondMoment.isFinite } ?? false
      })
    else { return [] }
    return [
      Breach(
        // Learned weights need no gradient any more.
        code: .nonfinite, weight: evidence.areWeightsTrained ? .note : .verdict,
        message: "the gradient at \(evidence.name(of: value)) is not finite",
        direction: .backward, isGrowth: true, value: value)
    ]
  }

  // The value from which numbers that are not finite came.
  private static func origin(
    of value: Int, in network: Network, _ isOdd: (Int) -> Bool
  ) -> Int {
    var value = value
    while case .node(let number, _) = network.sources[value],
      let cause = network.nodes[number].inputs.first(where: { isOdd($0.index) })
    {
      value = cause.index
    }
    return value
  }
}
