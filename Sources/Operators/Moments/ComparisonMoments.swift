/// Truth values as ones and zeros: a step of a difference, or products. Equality of numbers with
/// densities never holds. Nothing comes back from them.
extension MomentCall {
  private static let step = ElementFunction(
    "above", shape: .step(0.5, 0.5), kinks: [0]
  ) {
    $0 > 0 ? 1 : 0
  } slope: { _ in
    0
  }

  /// Whether the first input is above the second.
  func above(_ first: Int, _ second: Int) -> SignalMoments {
    let difference = signal(first).form + signal(second).form.scaled(-1)
    return SignalMoments(space.apply(Self.step, to: difference), broadcastAxes)
  }

  /// Whether two inputs are equal.
  func equal() -> SignalMoments {
    let difference = signal(0).form + signal(1).form.scaled(-1)
    let holds = difference.isConstant && difference.constant == 0
    var form = LinearForm(holds ? 1 : 0)
    // Numbers that take single values may be equal.
    if !difference.isConstant, !space.isNormal(difference) { form = space.approximated(form) }
    return SignalMoments(form, broadcastAxes)
  }

  /// a + b - k a b for truth values a and b: `or` for k = 1, exclusive for k = 2.
  func either(_ k: Double) -> SignalMoments {
    let (a, b) = (signal(0).form, signal(1).form)
    return SignalMoments(a + b + space.product(a, b).scaled(-k), broadcastAxes)
  }
}

extension GradientMomentCall {
  /// None for any input.
  var noGradients: [GradientMoments?] { forward.inputs.map { _ in nil } }
}
