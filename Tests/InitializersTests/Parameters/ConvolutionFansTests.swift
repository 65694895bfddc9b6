import Initializers
import Streams
import Tensors
import Testing

/// One convolution with the products that its declared fans count.
private struct Case: Sendable, CustomTestStringConvertible {
  let inputs: Int
  let outputs: Int
  var groups = 1
  var kernel = 3
  var stride = 1
  var isTransposed = false

  var testDescription: String {
    "\(isTransposed ? "transposed " : "")\(inputs) to \(outputs), \(groups) groups, kernel "
      + "\(kernel), stride \(stride)"
  }

  func spec(_ layout: Layout) throws -> ParameterSpec {
    isTransposed
      ? try .transposedConvolution(
        in: inputs, out: outputs, kernel: [kernel, kernel], stride: [stride, stride],
        groups: groups, layout: layout)
      : try .convolution(
        in: inputs, out: outputs, kernel: [kernel, kernel], groups: groups, layout: layout)
  }

  func convolution(_ weights: [Double]) -> NaiveConvolution {
    NaiveConvolution(
      inputs: inputs, outputs: outputs, groups: groups, kernel: kernel, stride: stride,
      isTransposed: isTransposed, weights: weights)
  }
}

@Suite("Fans of convolutions, counted by convolving")
struct ConvolutionFansTests {
  private static let cases = [
    Case(inputs: 3, outputs: 5), Case(inputs: 6, outputs: 4, groups: 2),
    Case(inputs: 6, outputs: 6, groups: 6), Case(inputs: 4, outputs: 12, groups: 4, kernel: 2),
    Case(inputs: 3, outputs: 7, kernel: 1), Case(inputs: 3, outputs: 5, isTransposed: true),
    Case(inputs: 5, outputs: 3, kernel: 4, stride: 2, isTransposed: true),
    Case(inputs: 6, outputs: 4, groups: 2, kernel: 4, stride: 2, isTransposed: true),
    Case(inputs: 3, outputs: 2, kernel: 3, stride: 2, isTransposed: true),
    Case(inputs: 3, outputs: 2, kernel: 2, stride: 3, isTransposed: true),
  ]

  @Test("the products in one output and of one input, away from borders", arguments: cases)
  private func products(_ each: Case) throws {
    let spec = try each.spec(.pytorch)
    // All ones: a value is the number of products in it.
    let ones = each.convolution([Double](repeating: 1, count: spec.shape.count))
    let size = 12
    let image = [Double](repeating: 1, count: each.inputs * size * size)
    let (values, wide) = ones.output(of: image, size: size)
    // A stretch of the first channel that is a whole number of strides long.
    let length = each.isTransposed ? 2 * each.stride : 4
    let start = each.isTransposed ? 4 * each.stride : 3
    var sum = 0.0
    for y in start..<start + length {
      for x in start..<start + length { sum += values[y * wide + x] }
    }
    #expect(spec.fans.fanIn == sum / Double(length * length))
    let back = ones.inputGradient(of: values.map { _ in 1 }, size: size)
    #expect(spec.fans.fanOut == back[5 * size + 5])
  }

  @Test("LeCun's law keeps a signal's variance, its mirror the gradient's", arguments: cases)
  private func variance(_ each: Case) throws {
    let spec = try each.spec(.pytorch)
    let size = 16
    // Independent images give independent sums: their number sets the bound.
    var forward = Sample.Sums()
    var backward = Sample.Sums()
    for round in 0..<60 {
      let path = "round.\(round)"
      let forwardRule = VarianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)
      let backwardRule = VarianceScaling(scale: 1, mode: .fanOut, distribution: .uniform)
      let image = unitNormals(each.inputs * size * size, path: path)
      let weights = try forwardRule.draw(spec, path: path, seed: 4).map(Double.init)
      let (values, wide) = each.convolution(weights).output(of: image, size: size)
      forward.add(middle(values, channels: each.outputs, size: wide, keep: 2 * each.stride))
      let mirrored = try backwardRule.draw(spec, path: path, seed: 5).map(Double.init)
      let gradient = unitNormals(values.count, path: path + ".gradient")
      let back = each.convolution(mirrored).inputGradient(of: gradient, size: size)
      backward.add(middle(back, channels: each.inputs, size: size, keep: 2))
    }
    #expect(abs(forward.mean - 1) < 5 * forward.standardError)
    #expect(abs(backward.mean - 1) < 5 * backward.standardError)
    #expect(forward.standardError < 0.06)
  }

  @Test("every layout of one convolution has the same fans", arguments: cases)
  private func layouts(_ each: Case) throws {
    let fans = try each.spec(.pytorch).fans
    #expect(try each.spec(.keras).fans == fans)
    #expect(try each.spec(.jax).fans == fans)
  }

  @Test("each layout stores the axes in its own order")
  func orders() throws {
    func shapes(_ make: (Layout) throws -> ParameterSpec) rethrows -> [Shape] {
      try [Layout.pytorch, .keras, .jax].map { try make($0).shape }
    }
    #expect(
      try shapes { try .convolution(in: 6, out: 4, kernel: [3, 5], groups: 2, layout: $0) }
        == [[4, 3, 3, 5], [3, 5, 3, 4], [3, 5, 3, 4]])
    #expect(
      try shapes { try .depthwiseConvolution(channels: 6, multiplier: 2, kernel: [3], layout: $0) }
        == [[12, 1, 3], [3, 6, 2], [3, 1, 12]])
    #expect(
      try shapes { try .transposedConvolution(in: 6, out: 4, kernel: [3, 5], layout: $0) }
        == [[6, 4, 3, 5], [3, 5, 4, 6], [3, 5, 6, 4]])
    #expect(
      try shapes { try .stored([7, 5, 2, 3, 4], layout: $0) } == [
        [7, 5, 2, 3, 4], [7, 5, 2, 3, 4], [7, 5, 2, 3, 4],
      ])
    #expect(
      try ParameterSpec.stored([7, 5, 2], layout: .pytorch).fans == Fans(fanIn: 10, fanOut: 14))
    #expect(
      try ParameterSpec.stored([2, 5, 7], layout: .keras).fans == Fans(fanIn: 10, fanOut: 14))
    #expect(try ParameterSpec.stored([7, 5], layout: .pytorch).fans == Fans(fanIn: 5, fanOut: 7))
  }

  // The values at least `keep` positions from every border.
  private func middle(_ values: [Double], channels: Int, size: Int, keep: Int) -> [Double] {
    let inside = keep..<size - keep
    return (0..<channels).flatMap { channel in
      inside.flatMap { y in inside.map { x in values[(channel * size + y) * size + x] } }
    }
  }

  private func unitNormals(_ count: Int, path: String) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      ParameterStream(seed: 6, path: path).fillNormal(
        ElementBuffer($0), from: 0, standardDeviation: 1)
    }
    return values
  }
}

extension Sample {
  /// Mean squares of several samples, with the standard error of their mean.
  struct Sums {
    private var means: [Double] = []
    mutating func add(_ values: [Double]) {
      means.append(values.reduce(0) { $0 + $1 * $1 } / Double(values.count))
    }
    var mean: Double { means.reduce(0, +) / Double(means.count) }
    var standardError: Double {
      let spread = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (spread / Double(means.count - 1) / Double(means.count)).squareRoot()
    }
  }
}
