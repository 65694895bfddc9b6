/// An operator that maps each element by itself, by a function that integrals are taken of.
protocol ElementwiseMoments: MomentOperator {
  var elementFunction: ElementFunction { get }
}

extension ElementwiseMoments {
  /// The function of the input's form.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.applied(elementFunction)]
  }

  /// The gradient times the slope.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.applied(elementFunction)]
  }
}

extension MomentCall {
  /// A function of each element of the first input.
  func applied(_ function: ElementFunction) -> SignalMoments {
    let input = signal(0)
    var output = input.with(space.apply(function, to: input.form))
    output.length = input.length.after(function, input, space)
    return output
  }
}

extension GradientMomentCall {
  /// The gradient of a function of each element.
  func applied(_ function: ElementFunction) -> GradientMoments {
    let input = forward.signal(0)
    return gradients.product(outputGradient, space.slope(of: function, at: input.form))
  }
}

extension Operator {
  /// The function that it applies to each element by itself, as integrals are taken of it; `nil` for
  /// other operators.
  package var functionOfEachElement: ElementFunction? {
    (self as? any ElementwiseMoments)?.elementFunction
  }

  /// Whether each element of the output is a function of the elements at its place in the inputs.
  package var mapsElements: Bool {
    switch self {
    case is any ElementwiseMoments, is Clip, is Pow, is PReLU, is Add, is Sub, is Mul, is Div,
      is Max,
      is Min, is Sum, is Mean, is Where:
      true
    default: false
    }
  }
}

extension MomentSpace {
  /// The function that a form is of the one root it has.
  package func function(of form: LinearForm) -> ElementFunction {
    form.isConstant ? .line(0, form.constant) : resolved(form).function
  }
}
