import Tensors

extension MomentCall {
  /// A part of a value with the given axes.
  func part(_ x: SignalMoments, axes: MomentAxes, _ shape: Shape) -> SignalMoments {
    var part = x
    part.axes = axes
    part.openEntries = nil
    let (before, after) = (x.axes.counts, axes.counts)
    var (bits, gone) = (0, 0)
    for role in MomentRole.allCases where after[role] < before[role] {
      bits |= role.bit
      if after[role] == 1 { gone |= role.bit }
    }
    if bits != 0 {
      part.form = space.elsewhere(x.form, along: bits, isGone: gone == bits)
      part.length = x.length
    }
    return part
  }

  /// Parts of the first input, or its elements in other places.
  func parts() -> [SignalMoments] {
    let x = signal(0)
    return outputShapes.map { shape in
      part(x, axes: x.axes.resized(to: shape), shape)
    }
  }
}

extension GradientMomentCall {
  /// What comes back from parts of the first input; other inputs say which.
  func partGradients() -> [GradientMoments?] {
    var total = GradientMoments.zero
    let from = forward.shapes[0]
    let axes = forward.signal(0).axes.axes
    for (output, gradient) in outputGradients.enumerated() where !gradient.parts.isEmpty {
      let to = forward.outputShapes[output]
      let share = Double(to.count) / Double(max(from.count, 1))
      var roles = 0
      for axis in 0..<min(from.rank, to.rank, axes.count) where from[axis] != to[axis] {
        for factor in axes[axis] { roles |= factor.role.bit }
      }
      guard share != 1 else {
        total = gradients.sum(total, gradient)
        continue
      }
      var kernel = gradients.products(gradient)
      for r in 0..<16 { kernel[r] *= r & roles != 0 ? share * share : share }
      total = gradients.sum(
        total, gradients.source(kernel, isExact: gradients.isExact(gradient)))
    }
    return [total] + forward.inputs.dropFirst().map { _ in nil }
  }
}
