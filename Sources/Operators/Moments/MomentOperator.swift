import Tensors

/// An operator that says what it does to moments and to those of gradients.
///
/// An operator without it is treated as ``FallbackMoments`` says.
package protocol MomentOperator: Operator {
  /// What is known of the outputs.
  func moments(_ call: MomentCall) -> [SignalMoments]

  /// What is known of the gradients with respect to the inputs; `nil` where none is wanted or an
  /// input is made of whole numbers.
  func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?]
}

/// An input as moments know it.
package enum MomentInput: Sendable {
  /// A value that depends on the data or on draws.
  case signal(SignalMoments)
  /// A parameter or a constant.
  case parameter(ParameterMoments)

  /// The value, where it is one.
  package var signal: SignalMoments? {
    if case .signal(let signal) = self { signal } else { nil }
  }

  /// The parameter, where it is one.
  package var parameter: ParameterMoments? {
    if case .parameter(let parameter) = self { parameter } else { nil }
  }
}

/// What an operator is asked about a forward pass.
package struct MomentCall {
  /// What is known of the inputs.
  package let inputs: [MomentInput]
  /// Their shapes.
  package let shapes: [Shape]
  /// The shapes of the outputs.
  package let outputShapes: [Shape]
  /// The terms.
  package let space: MomentSpace
  /// The probability that two positions, and two examples, have the same whole number, for inputs of
  /// those.
  package let agreement: (positions: Double, examples: Double)

  /// A call.
  package init(
    inputs: [MomentInput], shapes: [Shape], outputShapes: [Shape], space: MomentSpace,
    agreement: (positions: Double, examples: Double) = (0, 0)
  ) {
    self.inputs = inputs
    self.shapes = shapes
    self.outputShapes = outputShapes
    self.space = space
    self.agreement = agreement
  }

  /// An input as a value; a parameter takes its axes from the other inputs.
  package func signal(_ index: Int) -> SignalMoments {
    switch inputs[index] {
    case .signal(let signal): return signal
    case .parameter(let parameter): return parameter.signal(space, like: broadcastAxes)
    }
  }

  /// The axes that the inputs are repeated to.
  package var broadcastAxes: MomentAxes {
    let known = inputs.compactMap { $0.signal?.axes }
    let rank = max(outputShapes.first?.rank ?? 0, known.map(\.axes.count).max() ?? 0)
    if known.isEmpty {
      return MomentAxes((outputShapes.first?.lengths ?? []).map { [MomentFactor(.feature, $0)] })
    }
    var axes = MomentAxes.broadcast(known, rank: rank)
    // Axes that only parameters have are of units.
    if let shape = outputShapes.first, shape.rank == rank {
      for axis in 0..<rank where axes.axes[axis].isEmpty && shape[axis] != 1 {
        axes.axes[axis] = [MomentFactor(.feature, shape[axis])]
      }
    }
    return axes
  }
}

/// What an operator is asked about a backward pass.
package struct GradientMomentCall {
  /// The forward call.
  package let forward: MomentCall
  /// What it gave.
  package let outputs: [SignalMoments]
  /// The gradients of the outputs.
  package let outputGradients: [GradientMoments]
  /// The gradient sources.
  package let gradients: GradientSpace

  /// A call.
  package init(
    forward: MomentCall, outputs: [SignalMoments], outputGradients: [GradientMoments],
    gradients: GradientSpace
  ) {
    self.forward = forward
    self.outputs = outputs
    self.outputGradients = outputGradients
    self.gradients = gradients
  }

  /// The gradient of the first output.
  package var outputGradient: GradientMoments { outputGradients[0] }

  /// The terms.
  package var space: MomentSpace { forward.space }

  /// The mean products of the first output's gradient.
  package var outputProducts: MomentKernel { gradients.products(outputGradient) }

  /// What comes back to an input that was repeated to the output: the sum over the axes that it does
  /// not have.
  package func summed(_ gradient: GradientMoments, to input: Int) -> GradientMoments {
    let own = forward.shapes[input]
    let axes = outputs[0].axes
    let missing = axes.axes.count - own.rank
    var counts = RoleCounts()
    var remaining = 0
    for (axis, factors) in axes.axes.enumerated() {
      let length = factors.reduce(1) { $0 * $1.length }
      let isOwn = axis - missing >= 0 && own[axis - missing] == length
      for factor in factors {
        if isOwn {
          remaining |= factor.role.bit
        } else {
          counts.multiply(factor.role, Double(factor.length))
        }
      }
    }
    if counts.product == 1 { return gradient }
    let n = counts.product
    let kernel = gradients.products(gradient).averaged(over: counts, remaining: remaining)
    return gradients.source(n * n * kernel, isExact: gradients.isExact(gradient))
  }
}
