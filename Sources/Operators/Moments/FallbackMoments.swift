/// What is assumed of an operator that has no rule of its own.
///
/// Every output has the mean and the mean square of the first input that is a value, elements of
/// different examples, positions and features are as correlated as there, and each gradient has the
/// mean square of the output's gradient times the ratio of the numbers of elements. All of it is
/// marked as approximate; nothing is known of the error.
package enum FallbackMoments {
  /// The outputs.
  package static func moments(_ call: MomentCall) -> [SignalMoments] {
    guard !call.inputs.isEmpty else { return call.outputShapes.map { _ in empty } }
    let index = call.inputs.firstIndex { $0.signal != nil } ?? 0
    let input = call.signal(index)
    return call.outputShapes.map { shape in
      let axes =
        shape.lengths == call.shapes[index].lengths ? input.axes : input.axes.reshaped(to: shape)
      return SignalMoments(call.space.approximated(input.form), axes, input.length.uncertain)
    }
  }

  private static var empty: SignalMoments { SignalMoments(LinearForm(0), MomentAxes([])) }

  /// The gradients.
  package static func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let sum = call.outputGradients.reduce(GradientMoments.zero) { call.gradients.sum($0, $1) }
    let kernel = call.gradients.products(sum)
    let elements = Double(call.forward.outputShapes.first?.count ?? 1)
    return call.forward.shapes.map { shape in
      let ratio = elements / Double(max(shape.count, 1))
      return call.gradients.source(ratio * kernel, isExact: false)
    }
  }
}
