import Tensors

/// What windows see of an image.
struct PooledWindows {
  /// How many positions inside the image a window has, on average.
  let inside: Double
  /// The mean of one over that number.
  let inverse: Double
  /// The number of windows over the number of positions.
  let ratio: Double
  /// The output's axes.
  let axes: MomentAxes
  /// Whether every window sees as many positions.
  let isUniform: Bool
  /// Whether windows have positions in common.
  let overlaps: Bool

  init(_ windows: Windows, _ placement: Windows.Placement, _ input: Shape) {
    var (inside, inverse, ratio) = (1.0, 1.0, 1.0)
    var (isUniform, overlaps) = (true, false)
    for (axis, length) in input.lengths.dropFirst(2).enumerated() {
      var (sum, inverses) = (0.0, 0.0)
      for window in 0..<placement.outputs[axis] {
        let first = window * windows.strides[axis] - placement.before[axis]
        var count = 0
        for k in 0..<windows.kernel[axis]
        where (0..<length).contains(first + k * windows.dilations[axis]) { count += 1 }
        sum += Double(count)
        if count != windows.kernel[axis] { isUniform = false }
        inverses += 1 / Double(max(count, 1))
      }
      if placement.outputs[axis] > 1, windows.kernel[axis] > 1,
        windows.strides[axis] <= (windows.kernel[axis] - 1) * windows.dilations[axis]
      {
        overlaps = true
      }
      let outputs = Double(max(placement.outputs[axis], 1))
      inside *= sum / outputs
      inverse *= inverses / outputs
      ratio *= outputs / Double(max(length, 1))
    }
    self.inside = inside
    self.inverse = inverse
    self.ratio = ratio
    self.isUniform = isUniform
    self.overlaps = overlaps
    axes = MomentAxes(
      [[MomentFactor(.example, input[0])], [MomentFactor(.feature, input[1])]]
        + placement.outputs.map { [MomentFactor(.position, $0)] })
  }
}
