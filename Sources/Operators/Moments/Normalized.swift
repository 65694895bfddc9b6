import Tensors

/// Groups of elements that are brought to mean 0 and variance 1, or to mean square 1.
///
///     y = (x - mean of the group) / sqrt(variance of the group + epsilon)
///
/// The mean square of y over a group is v / (v + epsilon) for whatever variance v the group has, so
/// it is known where v is sure: in the limit of large groups. The group's mean takes from the mean
/// products what its elements have in common.
///
/// Backward dx = (dy - mean dy - y mean(dy y)) / s, which loses two in n of the gradient's square.
struct Normalized {
  let groups: ReducedAxes
  let subtractsMean: Bool
  let epsilon: Double

  private func factors(_ form: LinearForm, _ space: MomentSpace)
    -> (products: MomentKernel, inverse: Double)
  {
    let products = space.products(form)
    let common =
      subtractsMean
      ? products.averaged(over: groups.counts, remaining: groups.remaining) : .zero
    let left = products - common
    return (left, 1 / (max(left.own, 0) + epsilon))
  }

  // What one in n takes from the products of two features is lost among their own weights; positions
  // are summed over, where n such products count as much as one square.
  private func tolerance(_ terms: Double) -> Double {
    groups.counts.bits == MomentRole.feature.bit ? terms / groups.count + 1e-9 : 1e-9
  }

  // Without the mean subtracted, what elements have in common changes the size of the group.
  private func isSure(_ form: LinearForm, _ space: MomentSpace) -> Bool {
    if subtractsMean { return true }
    let covariance = space.covariance(form)
    return (1..<16).allSatisfy { $0 & ~groups.counts.bits != 0 || covariance[$0] == 0 }
  }

  /// The normalized form.
  func form(_ form: LinearForm, _ space: MomentSpace) -> LinearForm {
    let (left, inverse) = factors(form, space)
    guard left.own > 0 else { return LinearForm(0) }
    let own = left * inverse
    let centered = subtractsMean ? space.covariance(form) : space.products(form)
    guard centered.own > 0 else { return LinearForm(0) }
    let factor = (own.own / centered.own).squareRoot()
    // Elements with next to nothing in common only change their size.
    let scaled = factor * factor * centered
    let isScaled = (0..<16).allSatisfy {
      abs(scaled[$0] - own[$0]) <= tolerance(2.5) * own.own
    }
    if isScaled {
      return form.scaled(factor, shift: subtractsMean ? -factor * form.constant : 0)
    }
    return space.unrelated(
      mean: subtractsMean ? 0 : form.constant * inverse.squareRoot(), products: own,
      isNormal: space.isNormal(form), isExact: space.isExact(form) && isSure(form, space),
      madeOf: [form])
  }

  /// The gradient, for that of the normalized form.
  func gradient(
    _ gradient: GradientMoments, _ form: LinearForm, _ gradients: GradientSpace
  ) -> GradientMoments {
    let space = gradients.space
    let (left, inverse) = factors(form, space)
    guard left.own > 0 else { return .zero }
    let y = space.products(self.form(form, space))
    let kernel = gradients.products(gradient)
    let mean =
      subtractsMean
      ? kernel.averaged(over: groups.counts, remaining: groups.remaining) : .zero
    let along = (kernel * y).averaged(over: groups.counts, remaining: groups.remaining)
    let result = inverse * (kernel - mean - along * y)
    guard kernel.own > 0, result.own > 0 else { return .zero }
    let share = result.own / kernel.own
    let isScaled = (0..<16).allSatisfy {
      abs(share * kernel[$0] - result[$0]) <= tolerance(4) * result.own
    }
    if isScaled { return gradients.product(gradient, LinearForm(share.squareRoot())) }
    return gradients.source(result, isExact: gradients.isExact(gradient))
  }
}

/// A normalization with a factor and a shift that are learned, inputs 1 and 2.
struct NormalizedMoments {
  let normalized: Normalized
  /// The axis of the factor and the shift where they are vectors of channels; `nil` where they are
  /// aligned at the last axis.
  let channelAxis: Int?

  private func learned(_ index: Int, _ call: MomentCall) -> SignalMoments? {
    guard call.inputs.count > index else { return nil }
    guard let axis = channelAxis, let parameter = call.inputs[index].parameter else {
      return call.signal(index)
    }
    let x = call.images()
    let channels = parameter.channels(of: x.axes, rank: call.shapes[0].rank, axis: axis)
    return channels.signal(call.space, like: x.axes)
  }

  func moments(_ call: MomentCall) -> SignalMoments {
    let x = channelAxis == nil ? call.signal(0) : call.images()
    var form = normalized.form(x.form, call.space)
    if let scale = learned(1, call) { form = call.space.product(form, scale.form) }
    if let shift = learned(2, call) { form = form + shift.form }
    return SignalMoments(form, x.axes)
  }

  func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let x = channelAxis == nil ? call.forward.signal(0) : call.forward.images()
    let scale = learned(1, call.forward)?.form ?? LinearForm(1)
    let inner = call.gradients.product(call.outputGradient, scale)
    var found: [GradientMoments?] = [
      normalized.gradient(inner, x.form, call.gradients)
    ]
    func summed(_ gradient: GradientMoments, _ index: Int) -> GradientMoments {
      channelAxis == nil
        ? call.summed(gradient, to: index) : call.summedOverPlaces(gradient)
    }
    if call.forward.inputs.count > 1 {
      let y = normalized.form(x.form, call.space)
      found.append(summed(call.gradients.product(call.outputGradient, y), 1))
    }
    if call.forward.inputs.count > 2 { found.append(summed(call.outputGradient, 2)) }
    return found
  }
}
