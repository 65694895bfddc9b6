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
    var result = SignalMoments(space.named(form), axes, length ?? LogLength())
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

extension MomentCall {
  fileprivate static let size = ElementFunction(
    "abs", shape: .bend(0, 1), kinks: [0]
  ) {
    abs($0)
  } slope: {
    $0 < 0 ? -1 : 1
  }

  // The largest of two forms for side 1, the smallest for -1.
  fileprivate func extreme(_ a: LinearForm, _ b: LinearForm, side: Double) -> LinearForm {
    let difference = a + b.scaled(-1)
    return (a + b).scaled(0.5) + space.apply(Self.size, to: difference).scaled(0.5 * side)
  }

  /// The largest of all inputs for side 1, the smallest for -1.
  func extreme(_ side: Double) -> SignalMoments {
    let forms = inputs.indices.map { signal($0).form }
    let form = forms.dropFirst().reduce(forms[0]) { extreme($0, $1, side: side) }
    return SignalMoments(form, broadcastAxes, signal(0).length.uncertain)
  }
}

extension GradientMomentCall {
  /// The gradients of the largest or the smallest of all inputs.
  func extremeGradients(_ side: Double) -> [GradientMoments?] {
    let forms = forward.inputs.indices.map { forward.signal($0).form }
    return forms.indices.map { index in
      let others = forms.indices.filter { $0 != index }
      guard let first = others.first else { return outputGradient }
      let other = others.dropFirst().reduce(forms[first]) {
        forward.extreme($0, forms[$1], side: side)
      }
      let sign = space.slope(of: MomentCall.size, at: forms[index] + other.scaled(-1))
      let isResult = sign.scaled(0.5 * side, shift: 0.5)
      return summed(gradients.product(outputGradient, isResult), to: index)
    }
  }
}
