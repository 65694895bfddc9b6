import Tensors

extension MomentCall {
  /// A part of a value with the given axes.
  func part(
    _ x: SignalMoments, axes: MomentAxes, _ shape: Shape, number: (number: Int, count: Int)? = nil
  ) -> SignalMoments {
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
      part.form = space.elsewhere(x.form, along: bits, isGone: gone == bits, part: number)
      part.length = x.length
    }
    return part
  }

  /// Parts of the first input, or its elements in other places.
  func parts() -> [SignalMoments] {
    let x = signal(0)
    let count = outputShapes.count
    // Only equal parts of features are told apart: gates.
    let areGates =
      count > 1 && count <= 8 && outputShapes.allSatisfy { $0 == outputShapes[0] }
      && outputShapes[0].lengths.last != shapes[0].lengths.last
    return outputShapes.enumerated().map { number, shape in
      part(
        x, axes: x.axes.resized(to: shape), shape, number: areGates ? (number, count) : nil)
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
      func spread(_ kernel: MomentKernel) -> MomentKernel {
        var kernel = kernel
        for r in 0..<16 { kernel[r] *= r & roles != 0 ? share * share : share }
        return kernel
      }
      let source = gradients.source(
        spread(gradients.products(gradient)), isExact: gradients.isExact(gradient))
      let place = GradientSpace.Place(number: output, whole: from, part: to)
      gradients.remember(source, of: gradient, at: place, spread)
      total = gradients.sum(total, source)
    }
    return [total] + forward.inputs.dropFirst().map { _ in nil }
  }
}
