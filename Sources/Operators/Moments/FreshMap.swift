import Tensors

/// A linear map by fresh weights w of mean m and variance v, as moments see it.
///
///     y_o = sum over i of w_io x_i
///     E y_o y'_o = v sum over i of E x_i x'_i + m² sum over i, i' of E x_i x'_i'
///
/// for two elements y and y' of one unit at other places; of two units only the second term is
/// left. Both hold for every law of the weights and of x, at every width; that y is normal holds in
/// the limit of many products. Backward it is the same with the transposed map, if the gradient does
/// not depend on the weights: one that all units have in common, as behind a sum over them, does, and
/// what comes back through the weights is marked as approximate; of a norm of 99 units of 35 inputs it
/// is four times as large as predicted.
///
/// Weights that several operators use give outputs with mean products of their own; the covariance is
/// kept between uses by equal maps, and others are marked as approximate.
struct FreshMap: Hashable {
  /// How many products a unit sums, an average where they differ.
  let fanIn: Double
  /// How many units an input feeds, an average where they differ.
  let fanOut: Double
  /// What is summed over.
  let contracted: RoleCounts
  /// The factors of the input that are not summed over, along which weights are shared.
  let kept: [MomentFactor]
  /// The number of places where a weight is used, by the roles that they have in the output.
  let uses: RoleCounts
  /// The number of units; 0 where the output has no axis of them.
  let units: Double
  /// What the output's axes are for.
  let axes: MomentAxes
  /// Whether all outputs sum the same number of products; those at the borders of padded images sum
  /// fewer, so that outputs are a mixture of normal numbers.
  var isUniform = true
  /// Of the products that an output sums, the share that one at another place, on average, multiplies
  /// by the same weights: less than 1 at padded borders, where windows have other taps.
  var positionShare = 1.0
  /// The same of the gradient of an input: steps wider than 1 give neighbours other taps.
  var backwardShare = 1.0

  // The roles of the input that become positions of the output, with the number along each.
  private var shared: (position: Double, feature: Double) {
    let counts = RoleCounts(kept)
    return (counts[.position], counts[.feature])
  }

  /// The input's mean products by how two outputs lie that multiply by `share` of their weights both.
  private func mapped(_ kernel: MomentKernel, share: Double = 1) -> MomentKernel {
    var result = MomentKernel.zero
    let (positions, features) = shared
    let there = kept.reduce(MomentRole.example.bit) { $0 | $1.role.bit }
    for r in 0..<16 {
      let plain = r & (MomentRole.example.bit | MomentRole.key.bit) & there
      guard r & MomentRole.position.bit != 0 else {
        result[r] = kernel[plain]
        continue
      }
      // Two different places differ in position, in feature, or in both.
      let weights = [
        (2, positions - 1), (4, features - 1), (6, (positions - 1) * (features - 1)),
      ].filter { $0.1 > 0 }
      let total = weights.reduce(0) { $0 + $1.1 }
      result[r] =
        share
        * (total == 0
          ? kernel[plain] : weights.reduce(0) { $0 + $1.1 / total * kernel[plain | $1.0] })
    }
    return result
  }

  /// The output for an input and a weight.
  func moments(_ x: SignalMoments, _ weight: ParameterMoments, _ space: MomentSpace)
    -> SignalMoments
  {
    let (m, v) = (weight.mean, weight.variance)
    if m == 0, v == 0 { return SignalMoments(LinearForm(0), axes) }
    if let gain = weight.diagonal, kept.allSatisfy({ $0.role != .feature }),
      contracted[.position] == 1, units == fanIn
    {
      var output = SignalMoments(x.form.scaled(gain), axes, x.length)
      output.length.fresh = nil
      return output
    }
    let kernel = space.products(x.form)
    let same = mapped(kernel, share: positionShare)
    var products = MomentKernel.zero
    let featureBit = units > 0 ? MomentRole.feature.bit : 0
    let across =
      m == 0 ? .zero : mapped(kernel.averaged(over: contracted, remaining: 15))
    for r in 0..<16 {
      products[r] = m * m * fanIn * fanIn * across[r & ~MomentRole.feature.bit]
      if r & featureBit == 0 { products[r] += v * fanIn * same[r & ~MomentRole.feature.bit] }
    }
    let links = linked(x, weight, space)
    // Two windows that overlap share elements, which count for weights that have a mean.
    let isKnown = m == 0 || contracted[.position] <= 1
    let isExact =
      space.isExact(x.form) && (weight.isDrawn || v == 0) && links.isKnown && isKnown
    let form = space.unrelated(
      mean: fanIn * m * x.form.constant, products: products,
      isNormal: isUniform
        && (fanIn >= 16 || (fanIn >= 1 && x.form.isConstant && weight.isNormal)),
      isExact: isExact)
    space.remember(self, weight, input: x.form, output: form, links.products)
    let length = x.length.afterWeights(
      units: units, isNormal: weight.isNormal && m == 0 && shared.position * shared.feature == 1)
    return SignalMoments(form, axes, length)
  }

  // The mean products of the outputs with those of other maps by the same weights; whether all are
  // known.
  private func linked(
    _ x: SignalMoments, _ weight: ParameterMoments, _ space: MomentSpace
  ) -> (products: [(term: Int, MomentKernel)], isKnown: Bool) {
    guard weight.isShared, let identity = weight.identity else { return ([], true) }
    var found: [(term: Int, MomentKernel)] = []
    let uses = space.weightUses[identity] ?? []
    var isKnown = uses.count <= MomentSpace.linkedUses
    for use in uses.suffix(MomentSpace.linkedUses) {
      guard use.map == self, weight.mean == 0 else {
        isKnown = false
        continue
      }
      let common =
        space.covariance(x.form, use.input) + x.form.constant * use.input.constant
      var products = weight.variance * fanIn * mapped(common, share: positionShare)
      for r in 0..<16 where r & MomentRole.feature.bit != 0 && units > 0 { products[r] = 0 }
      if !products.isZero { found.append((use.term, products)) }
    }
    return (found, isKnown)
  }

  /// The gradient of the input.
  func inputGradient(
    _ x: SignalMoments, _ weight: ParameterMoments, _ gradient: GradientMoments,
    _ gradients: GradientSpace
  ) -> GradientMoments {
    let (m, v) = (weight.mean, weight.variance)
    if m == 0, v == 0 { return .zero }
    if let gain = weight.diagonal, kept.allSatisfy({ $0.role != .feature }),
      contracted[.position] == 1, units == fanIn
    {
      return gradients.product(gradient, LinearForm(gain))
    }
    let kernel = gradients.products(gradient)
    let result = transposed(kernel, mean: m, variance: v)
    // Gradients that units have in common meet weights that those units depend on: not independent.
    let isCommon = gradients.isCommon(gradient)
    let found = gradients.source(
      result,
      isExact: gradients.isExact(gradient) && !isCommon && (weight.isDrawn || v == 0))
    return gradients.remember(found, of: weight, by: self, gradient, x.form, isWeight: false) {
      common, _ in transposed(common, mean: 0, variance: v)
    }
  }

  // The mean products of what the transposed map makes of a gradient.
  private func transposed(_ kernel: MomentKernel, mean m: Double, variance v: Double)
    -> MomentKernel
  {
    var overUnits = RoleCounts()
    overUnits.multiply(.feature, max(units, 1))
    let across = kernel.averaged(over: overUnits, remaining: 15)
    let (positions, features) = shared
    // Of two features of the input some share the weights that they meet.
    let inner = contracted[.feature]
    let sharing = features > 1 ? (features - 1) / max(inner * features - 1, 1) : 0
    var result = MomentKernel.zero
    for r in 0..<16 {
      let plain = r & (MomentRole.example.bit | MomentRole.key.bit)
      let isKeptPosition = r & MomentRole.position.bit != 0 && positions > 1
      let moved = plain | (isKeptPosition ? MomentRole.position.bit : 0)
      let isOtherIndex =
        r & MomentRole.position.bit != 0 && positions == 1 && contracted[.position] > 1
      var own = isOtherIndex ? 0 : (isKeptPosition ? backwardShare : 1) * kernel[moved]
      // An input without features has the same gradient for all that it is repeated to.
      if r & MomentRole.feature.bit != 0, inner * features > 1 {
        own = isOtherIndex ? 0 : sharing * kernel[plain | MomentRole.position.bit]
      }
      result[r] = v * fanOut * own + m * m * fanOut * fanOut * across[moved]
    }
    return result
  }

  /// The gradient of the weight: the sum over the places where it is used.
  func weightGradient(
    _ x: SignalMoments, _ weight: ParameterMoments, _ gradient: GradientMoments,
    _ gradients: GradientSpace
  ) -> GradientMoments {
    func summed(_ inputs: MomentKernel, _ outputs: MomentKernel) -> MomentKernel {
      let n = uses.product
      var kernel = MomentKernel.zero
      kernel[0] =
        n * n * (mapped(inputs) * outputs).averaged(over: uses, remaining: 0).own
      return kernel
    }
    let found = gradients.source(
      summed(gradients.space.products(x.form), gradients.products(gradient)),
      isExact: gradients.isExact(gradient) && gradients.space.isExact(x.form))
    return gradients.remember(found, of: weight, by: self, gradient, x.form, isWeight: true) {
      summed($1, $0)
    }
  }
}

extension MomentCall {
  /// A map's output with a bias, where there is one.
  func biased(_ output: SignalMoments, by index: Int) -> SignalMoments {
    guard inputs.count > index else { return output }
    var result = output
    switch inputs[index] {
    case .parameter(let bias):
      if let number = bias.number {
        if number == 0 { return output }
        result.form = output.form.scaled(1, shift: number)
      } else {
        let channel = bias.channels(of: output.axes, rank: outputShapes[0].rank, axis: biasAxis)
        result.form = output.form + channel.signal(space, like: output.axes).form
      }
    case .signal(let bias): result.form = output.form + bias.form
    }
    result.length = result.length.uncertain
    return result
  }

  // Units are the last axis of a matrix product, the second of a convolution.
  private var biasAxis: Int {
    outputShapes[0].lengths.last == shapes.last?.lengths.last && shapes[1].rank == 2
      ? outputShapes[0].rank - 1 : 1
  }
}

extension ParameterMoments {
  /// A vector for one axis, shaped to be repeated along all others.
  func channels(of axes: MomentAxes, rank: Int, axis: Int) -> ParameterMoments {
    var lengths = [Int](repeating: 1, count: rank)
    guard axis < rank else { return self }
    lengths[axis] = shape.count
    return with(shape: Shape(lengths))
  }
}
