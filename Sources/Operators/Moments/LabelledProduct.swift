import Tensors

/// A sum of products of two operands with labelled axes: a fresh linear map where one of them is a
/// parameter and the other is not, else a sum of products of values.
struct LabelledProduct {
  private let call: MomentCall
  private let labels: [[Int]]
  private let output: [Int]

  init(_ call: MomentCall, _ labels: [[Int]], _ output: [Int]) {
    self.call = call
    self.labels = labels
    self.output = output
  }

  /// The number of the operand that is a parameter, if only one is.
  private var weight: (index: Int, law: ParameterMoments)? {
    switch (call.inputs[0].parameter, call.inputs[1].parameter) {
    case (nil, let law?): (1, law)
    case (let law?, nil): (0, law)
    default: nil
    }
  }

  private func length(_ label: Int, _ operand: Int) -> Int? {
    labels[operand].firstIndex(of: label).map { call.shapes[operand][$0] }
  }

  private func map(_ weight: Int, _ x: SignalMoments) -> FreshMap {
    let data = 1 - weight
    var summed: [MomentFactor] = []
    var kept: [MomentFactor] = []
    var fanOut = 1
    var units = 0
    func factors(_ label: Int) -> [MomentFactor] {
      labels[data].firstIndex(of: label).map { x.axes.axes[$0] } ?? []
    }
    for label in labels[data] where (length(label, weight) ?? 1) != 1 || !output.contains(label) {
      if !output.contains(label) { summed += factors(label) }
    }
    // Labels of the weight alone are units; those of all three give each its own weights.
    for label in labels[weight] where output.contains(label) {
      let length = length(label, weight) ?? 1
      if length == 1 { continue }
      units = max(units, 1) * length
      if factors(label).isEmpty { fanOut *= length }
    }
    var axes: [[MomentFactor]] = []
    for label in output {
      let own = factors(label)
      let isWeights = (length(label, weight) ?? 1) != 1
      if isWeights {
        axes.append([MomentFactor(.feature, length(label, weight)!)])
      } else {
        kept += own
        axes.append(own.map { $0.role == .feature ? MomentFactor(.position, $0.length) : $0 })
      }
    }
    let found = MomentAxes(axes)
    var uses = RoleCounts()
    for factor in found.factors where factor.role != .feature {
      uses.multiply(factor.role, Double(factor.length))
    }
    // A weight summed over an axis that x lacks counts as often.
    var fanIn = summed.reduce(1.0) { $0 * Double($1.length) }
    for label in labels[weight] where !output.contains(label) && factors(label).isEmpty {
      fanIn *= Double(length(label, weight) ?? 1)
    }
    return FreshMap(
      fanIn: fanIn, fanOut: Double(fanOut), contracted: RoleCounts(summed), kept: kept,
      uses: uses, units: Double(units), axes: found)
  }

  private func contraction(_ a: SignalMoments, _ b: SignalMoments) -> ValueContraction {
    func axes(_ operand: Int, _ value: SignalMoments) -> [ValueContraction.Axis] {
      zip(labels[operand], value.axes.axes).map { .init(label: $0, factors: $1) }
    }
    return ValueContraction(left: axes(0, a), right: axes(1, b), outputLabels: output)
  }

  // A parameter beside another has units on all its axes.
  private func signals() -> (SignalMoments, SignalMoments) {
    func signal(_ index: Int) -> SignalMoments {
      switch call.inputs[index] {
      case .signal(let signal): return signal
      case .parameter(let parameter):
        return parameter.signal(
          call.space, like: MomentAxes(parameter.shape.lengths.map { [.init(.feature, $0)] }))
      }
    }
    return (signal(0), signal(1))
  }

  func moments() -> SignalMoments {
    if let weight {
      let x = call.signal(1 - weight.index)
      return map(weight.index, x).moments(x, weight.law, call.space)
    }
    let (a, b) = signals()
    return contraction(a, b).moments(a, b, call.space)
  }

  func gradientMoments(_ backward: GradientMomentCall) -> [GradientMoments?] {
    let gradient = backward.outputGradient
    if let weight {
      let x = call.signal(1 - weight.index)
      let map = map(weight.index, x)
      let own = map.inputGradient(x, weight.law, gradient, backward.gradients)
      let other = map.weightGradient(x, weight.law, gradient, backward.gradients)
      return weight.index == 1 ? [own, other] : [other, own]
    }
    let (a, b) = signals()
    let contraction = contraction(a, b)
    return [
      contraction.gradient(gradient, ofLeft: true, other: b, backward.gradients),
      contraction.gradient(gradient, ofLeft: false, other: a, backward.gradients),
    ]
  }
}
