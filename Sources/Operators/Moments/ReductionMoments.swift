/// A reduction as a function of a sum, or as the largest.
protocol ReductionMoments: ReductionOperator, MomentOperator {
  /// What is reduced of each element.
  var inner: ElementFunction { get }
  /// What is made of the sum over `count` elements, whose mean is given.
  func outer(_ count: Double, mean: Double) -> ElementFunction
}

extension ReductionOperator {
  /// The axes that are reduced.
  func reducedAxes(_ call: MomentCall) -> ReducedAxes {
    let mask = axes.mask(call.shapes[0]) ?? 0
    let chosen = (0..<call.shapes[0].rank).filter { mask >> UInt64($0) & 1 == 1 }
    return ReducedAxes(call.signal(0).axes, reduced: Set(chosen))
  }

  /// A reduced form with the output's axes.
  func reduced(_ call: MomentCall, _ form: LinearForm) -> SignalMoments {
    let x = call.signal(0)
    return SignalMoments(
      form, x.axes.without(reducedAxes(call).reduced, keepsAxes: axes.keepsAxes),
      x.length.uncertain)
  }
}

extension ReductionMoments {
  /// The function of the sum, which is normal in the limit of many elements.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let groups = reducedAxes(call)
    let terms = call.space.apply(inner, to: call.signal(0).form)
    let sum = groups.mean(terms, call.space).scaled(groups.count)
    return [reduced(call, call.space.apply(outer(groups.count, mean: sum.constant), to: sum))]
  }

  /// The product of both slopes with the output's gradient.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let groups = reducedAxes(call.forward)
    let x = call.forward.signal(0)
    let terms = call.space.apply(inner, to: x.form)
    let sum = groups.mean(terms, call.space).scaled(groups.count)
    // Both slopes meet the gradient before its elements are repeated.
    let outerSlope = call.space.slope(of: outer(groups.count, mean: sum.constant), at: sum)
    var outerGradient = call.gradients.product(call.outputGradient, outerSlope)
    if !outerSlope.isConstant {
      // One element has next to nothing in common with the slope at the sum of many.
      outerGradient = call.gradients.source(
        call.gradients.products(outerGradient), isExact: call.gradients.isExact(outerGradient))
    }
    let gradient = call.repeated(outerGradient, over: groups, x.axes)
    return [call.gradients.product(gradient, call.space.slope(of: inner, at: x.form))]
  }
}

/// The largest or the smallest along axes.
protocol ExtremeMoments: ReductionOperator, MomentOperator {
  /// Whether it is the largest.
  var isLargest: Bool { get }
}

extension ExtremeMoments {
  /// The largest of so many elements as ``MomentSpace/largest(_:count:bits:)`` has it.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let groups = reducedAxes(call)
    let (form, bits) = (call.signal(0).form, groups.counts.bits)
    return [
      reduced(
        call,
        isLargest
          ? call.space.largest(form, count: groups.count, bits: bits)
          : call.space.smallest(form, count: groups.count, bits: bits))
    ]
  }

  /// The output's at one element of each group.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let groups = reducedAxes(call.forward)
    let form = call.forward.signal(0).form
    let chosen = call.space.chosen(
      isLargest ? form : form.scaled(-1), count: groups.count, bits: groups.counts.bits)
    let axes = call.forward.signal(0).axes
    return [call.chosen(call.outputGradient, over: groups, axes, chosen)]
  }
}
