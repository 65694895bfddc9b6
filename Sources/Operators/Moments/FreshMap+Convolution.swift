import Tensors

extension FreshMap {
  /// The map of a convolution; `inputs` are those of a group, `outputs` those of all.
  static func convolution(
    _ windows: Windows, over lengths: [Int], _ placement: Windows.Placement, batch: Int,
    inputs: Int, outputs: Int, groups: Int
  ) -> FreshMap {
    // How many places under all windows lie inside the image.
    var inside = 1.0
    // How many pairs of places under two windows have one tap.
    var pairs = 1.0
    var isUniform = true
    for (axis, length) in lengths.enumerated() {
      var count = 0
      for window in 0..<placement.outputs[axis] {
        let first = window * windows.strides[axis] - placement.before[axis]
        let dilation = windows.dilations[axis]
        let low = first < 0 ? (-first + dilation - 1) / dilation : 0
        let high = (length - 1 - first) >= 0 ? (length - 1 - first) / dilation : -1
        let own = max(0, min(high, windows.kernel[axis] - 1) - low + 1)
        if own != windows.kernel[axis] { isUniform = false }
        count += own
      }
      inside *= Double(count)
      pairs *= windows.pairs(at: axis, placement, length)
    }
    let places = max(placement.outputs.reduce(1.0) { $0 * Double($1) }, 1)
    let positions = max(lengths.reduce(1.0) { $0 * Double($1) }, 1)
    let taps = max(windows.kernel.reduce(1.0) { $0 * Double($1) }, 1)
    var contracted = RoleCounts()
    contracted.multiply(.feature, Double(inputs))
    contracted.multiply(.position, inside / places)
    var uses = RoleCounts()
    uses.multiply(.example, Double(batch))
    uses.multiply(.position, inside / taps)
    return FreshMap(
      fanIn: Double(inputs) * inside / places,
      fanOut: Double(outputs / max(groups, 1)) * inside / positions, contracted: contracted,
      kept: [MomentFactor(.example, batch)] + lengths.map { MomentFactor(.position, $0) },
      uses: uses, units: Double(outputs),
      axes: MomentAxes(
        [[MomentFactor(.example, batch)], [MomentFactor(.feature, outputs)]]
          + placement.outputs.map { [MomentFactor(.position, $0)] }), isUniform: isUniform,
      positionShare: share(pairs, inside, among: places),
      backwardShare: share(pairs, inside, among: positions))
  }

  // The mean number of taps that two different places both have, over the mean number that one has.
  private static func share(_ pairs: Double, _ inside: Double, among places: Double) -> Double {
    guard places > 1, inside > 0 else { return 1 }
    return max(pairs - inside, 0) / (places - 1) / inside
  }

  /// The map from the outputs of a convolution back to its inputs.
  func transposed(
    inputs: Int, units: Int, batch: Int, windows: [Int], positions: [Int]
  ) -> FreshMap {
    var contracted = RoleCounts()
    contracted.multiply(.feature, Double(inputs))
    contracted.multiply(.position, max(fanOut / Double(max(inputs, 1)), 1))
    return FreshMap(
      fanIn: fanOut, fanOut: fanIn, contracted: contracted,
      kept: [MomentFactor(.example, batch)] + windows.map { MomentFactor(.position, $0) },
      uses: uses, units: Double(units),
      axes: MomentAxes(
        [[MomentFactor(.example, batch)], [MomentFactor(.feature, units)]]
          + positions.map { [MomentFactor(.position, $0)] }),
      isUniform: fanOut == Double(inputs), positionShare: backwardShare,
      backwardShare: positionShare)
  }
}

extension Windows {
  /// The number of pairs of windows, the same one included, whose tap of one number lies inside the
  /// image, over all taps along an axis.
  fileprivate func pairs(at axis: Int, _ placement: Placement, _ length: Int) -> Double {
    let stride = strides[axis]
    var sum = 0.0
    for tap in 0..<kernel[axis] {
      let first = tap * dilations[axis] - placement.before[axis]
      let low = first < 0 ? (stride - 1 - first) / stride : 0
      let high = length - 1 - first < 0 ? -1 : (length - 1 - first) / stride
      let count = Double(max(0, min(high, placement.outputs[axis] - 1) - low + 1))
      sum += count * count
    }
    return sum
  }
}

extension GradientMomentCall {
  /// The sum of a gradient over examples and positions, as a vector of units gets it.
  func summedOverPlaces(_ gradient: GradientMoments) -> GradientMoments {
    var counts = RoleCounts()
    for factor in outputs[0].axes.factors where factor.role != .feature {
      counts.multiply(factor.role, Double(factor.length))
    }
    let n = counts.product
    let kernel = gradients.products(gradient)
      .averaged(over: counts, remaining: MomentRole.feature.bit)
    return gradients.source(n * n * kernel, isExact: gradients.isExact(gradient))
  }
}
