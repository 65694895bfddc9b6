/// Sums, differences and products of values that are repeated to one shape.
extension MomentCall {
  /// The sum of multiples of all inputs.
  func sum(_ factors: [Double]) -> SignalMoments {
    let axes = broadcastAxes
    var form = LinearForm(0)
    var length: LogLength?
    var total = 0.0
    var openEntries: [Double: Int]?
    for (index, factor) in factors.enumerated() {
      if let parameter = inputs[index].parameter, let entries = parameter.openEntries {
        openEntries = entries
      }
      if let signal = inputs[index].signal {
        openEntries = openEntries ?? signal.openEntries
        let square = space.products(signal.form).own * factor * factor
        if let known = length {
          let share = total + square > 0 ? square / (total + square) : 0
          length = known.plus(signal.length, share: share, units: axes.counts[.feature])
        } else {
          length = signal.length
        }
        total += square
        form = form + signal.form.scaled(factor)
      } else if let number = inputs[index].parameter?.number {
        form = form.scaled(1, shift: factor * number)
        if number != 0 { length = length?.uncertain }
      } else {
        form = form + signal(index).form.scaled(factor)
        length = length?.uncertain
      }
    }
    var result = SignalMoments(space.shortened(form), axes, length ?? LogLength())
    result.openEntries = openEntries
    return result
  }

  /// The product of the first two inputs.
  func product() -> SignalMoments {
    let (a, b) = (signal(0), signal(1))
    var result = SignalMoments(space.product(a.form, b.form), broadcastAxes, a.length.uncertain)
    if b.form.isConstant { result.length = a.length }
    if a.form.isConstant { result.length = b.length }
    return result
  }
}

extension GradientMomentCall {
  /// The gradients of a sum of multiples.
  func sumGradients(_ factors: [Double]) -> [GradientMoments?] {
    factors.enumerated().map { index, factor in
      summed(gradients.product(outputGradient, LinearForm(factor)), to: index)
    }
  }

  /// The gradients of a product of the first two inputs.
  func productGradients() -> [GradientMoments?] {
    let (a, b) = (forward.signal(0), forward.signal(1))
    return [
      summed(gradients.product(outputGradient, b.form), to: 0),
      summed(gradients.product(outputGradient, a.form), to: 1),
    ]
  }
}
