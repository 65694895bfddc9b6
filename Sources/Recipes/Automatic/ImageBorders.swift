import Networks
import Operators
import Tensors

/// How the mean square of a value differs from place to place of an image: less at borders where
/// convolutions see zeros, more in the middle, and from layer to layer more of it lies there.
///
/// Kept along each axis by itself, relative to its mean: convolutions by fresh weights give
///
///     q[p] = v (inputs of a group) sum over k inside the image of q[p stride + k dilation - before]
///
/// along each, and products of such profiles stay products. Sums of two values have about the
/// weighted mean of both.
struct ImageBorders {
  private let graph: SignalGraph
  private let shapes: [Shape]
  // By value; nil where all places are alike.
  private var profiles: [[[Double]]?]

  init(_ graph: SignalGraph, _ shapes: [Shape]) {
    self.graph = graph
    self.shapes = shapes
    profiles = Array(repeating: nil, count: graph.network.sources.count)
  }

  /// By how much larger the mean square of a convolution's output is than that of one whose input is
  /// alike everywhere; 1 for other nodes.
  func excess(of node: Int) -> Double {
    guard let (windows, input) = windows(node) else { return 1 }
    var factor = 1.0
    for (axis, window) in windows.enumerated() {
      let ones = [Double](repeating: 1, count: window.length)
      let usual = window.sums(ones).reduce(0, +)
      guard usual > 0 else { return 1 }
      factor *= window.sums(input?[axis] ?? ones).reduce(0, +) / usual
    }
    return factor
  }

  /// Notes what the outputs of a node are like; `secondMoment` gives those of its inputs.
  mutating func pass(_ number: Int, secondMoment: (Int) -> Double?) {
    let node = graph.network.nodes[number]
    guard let output = node.outputs.first?.index else { return }
    if let (windows, input) = windows(number) {
      profiles[output] = windows.enumerated().map { axis, window in
        Self.relative(window.sums(input?[axis] ?? Array(repeating: 1, count: window.length)))
      }
      return
    }
    let signals = graph.signals(number)
    guard node.function.mapsElements || node.function is Operators.BatchNormalization,
      signals.allSatisfy({ shapes[$0] == shapes[output] })
    else { return }
    let known = signals.compactMap { value in
      profiles[value].map { ($0, max(secondMoment(value) ?? 1, 1e-30)) }
    }
    guard let first = known.first, known.count == signals.count else { return }
    let total = known.reduce(0) { $0 + $1.1 }
    profiles[output] = first.0.indices.map { axis in
      first.0[axis].indices.map { place in
        known.reduce(0) { $0 + $1.1 / total * $1.0[axis][place] }
      }
    }
  }

  private static func relative(_ sums: [Double]) -> [Double] {
    let mean = sums.reduce(0, +) / Double(max(sums.count, 1))
    return mean > 0 ? sums.map { $0 / mean } : sums
  }

  // The windows of a convolution along each axis, and the profile of its input.
  private func windows(_ number: Int) -> (windows: [Window], input: [[Double]]?)? {
    let node = graph.network.nodes[number]
    guard let function = node.function as? Conv, let output = node.outputs.first else { return nil }
    let (input, weight) = (shapes[node.inputs[0].index], shapes[node.inputs[1].index])
    let lengths = Array(input.lengths.dropFirst(2))
    let windows = lengths.indices.map { axis in
      Window(
        length: lengths[axis], outputs: shapes[output.index][axis + 2], kernel: weight[axis + 2],
        stride: function.strides.isEmpty ? 1 : function.strides[axis],
        dilation: function.dilations.isEmpty ? 1 : function.dilations[axis], function.padding, axis)
    }
    return (windows, profiles[node.inputs[0].index])
  }

  /// Windows along one axis.
  private struct Window {
    let length: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let dilation: Int
    let before: Int

    init(
      length: Int, outputs: Int, kernel: Int, stride: Int, dilation: Int, _ padding: WindowPadding,
      _ axis: Int
    ) {
      self.length = length
      self.outputs = outputs
      self.kernel = kernel
      self.stride = stride
      self.dilation = dilation
      let total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - length, 0)
      switch padding {
      case .valid: before = 0
      case .given(let first, _): before = first[axis]
      case .sameUpper: before = total / 2
      case .sameLower: before = total - total / 2
      }
    }

    /// What each window finds inside the image.
    func sums(_ profile: [Double]) -> [Double] {
      (0..<outputs).map { window in
        var sum = 0.0
        for tap in 0..<kernel {
          let place = window * stride - before + tap * dilation
          if profile.indices.contains(place) { sum += profile[place] }
        }
        return sum
      }
    }
  }
}
