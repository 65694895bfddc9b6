import CKernels
import Initializers
import Tensors
import Threads

/// Transposed convolution over one to three axes: each input position adds its multiple of the
/// kernel to a window of the output, the gradient of a convolution with respect to its input.
///
///     y[n, o, p stride + k dilation - before] += sum over c of W[c, o, k] x[n, c, p]
/// within each group of channels, from y = b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × in × windows | images, one to three axes of positions |
/// | W | in × out / groups × kernel | weight |
/// | b | out | bias; it may be left out |
/// | y | batch × out × positions | output |
///
/// ## Gradients
///     dx[n, c, p] = sum over o, k of W[c, o, k] dy[n, o, p stride + k dilation - before]
///     dW[c, o, k] = sum over n, p of x[n, c, p] dy[n, o, p stride + k dilation - before]
///     db[o] = sum over n and positions of dy[n, o]
/// the first a convolution of dy, the second the gradient of its weight; what lies outside the
/// output counts as 0.
///
/// - Complexity: 2 batch in (out / groups) kernel windows operations, twice that backward.
/// - Source: V. Dumoulin, F. Visin, arXiv:1603.07285, section 4.
public struct ConvTranspose: DifferentiableOperator {
  /// `convTranspose`.
  public static let name = "convTranspose"
  /// `ConvTranspose`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ConvTranspose")

  /// How far the next window is along each axis; empty where each is 1.
  public let strides: [Int]
  /// How far neighbours in a window are apart along each axis; empty where each is 1.
  public let dilations: [Int]
  /// What is left out around the output.
  public let padding: WindowPadding
  /// Positions added behind each axis of the output; empty for none.
  public let outputPadding: [Int]
  /// The output's lengths, from which the padding follows; `nil` where it is the other way round.
  public let outputLengths: [Int]?
  /// The number of groups that channels are divided into.
  public let groups: Int

  /// A transposed convolution; the number of axes and the kernel's size are those of the weight.
  public init(
    strides: [Int] = [], dilations: [Int] = [], padding: WindowPadding = .valid,
    outputPadding: [Int] = [], outputLengths: [Int]? = nil, groups: Int = 1
  ) {
    self.strides = strides
    self.dilations = dilations
    self.padding = padding
    self.outputPadding = outputPadding
    self.outputLengths = outputLengths
    self.groups = groups
  }

  /// The transposed convolution of a node `ConvTranspose`.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let axes = try node.windowAxes()
    let weight = try node.input(1).shape
    if let kernel = try node.integers("kernel_shape"), kernel != Array(weight.lengths.dropFirst(2))
    {
      throw .attribute(
        node, "kernel_shape", kernel, expected: "that of the weight, \(weight), was")
    }
    // Some files give the whole shape.
    let lengths = try node.integers("output_shape").map {
      $0.count == axes + 2 ? Array($0[2...]) : $0
    }
    let function = ConvTranspose(
      strides: try node.integers("strides") ?? [], dilations: try node.integers("dilations") ?? [],
      padding: try node.windowPadding(axes: axes),
      outputPadding: try node.integers("output_padding") ?? [], outputLengths: lengths,
      groups: try node.integer("group", default: 1))
    return ImportedOperator(function, allInputsOf: node)
  }

  /// The weight and the bias.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    switch input {
    case 1:
      let weight = shapes[1]
      let kernel = Array(weight.lengths[2...])
      let (out, overflows) = weight[1].multipliedReportingOverflow(by: groups)
      guard !overflows else { return nil }
      let spec = try? ParameterSpec.transposedConvolution(
        in: weight[0], out: out, kernel: kernel, stride: strides.isEmpty ? nil : strides,
        groups: groups, layout: .pytorch)
      return spec.map { ParameterSlot("weight", $0) }
    case 2: return ParameterSlot("bias", .bias(out: shapes[2][0]))
    default: return nil
    }
  }

  /// batch × out × positions.
  ///
  ///     positions = (windows - 1) stride + (kernel - 1) dilation + 1 + output padding - padding
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank` or `.shapes` for inputs that do
  ///   not fit each other, `.size` for more elements than can be counted.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let placement = try placement(inputs)
    return [try shape([inputs[0][0], inputs[1][1] * groups] + placement.lengths)]
  }

  /// Images and output channels-last.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, .channelsLast)
  }

  /// The convolution whose gradient this is, as oneDNN has prepared it, and the weight in its order.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let placement = try? placement(inputs) else { return nil }
    let (input, weight) = (inputs[0], inputs[1])
    return ConvolutionState(
      ConvolutionGeometry(
        batch: input[0], groups: groups, inputChannels: weight[1] * groups,
        outputChannels: input[1], input: placement.lengths, output: Array(input.lengths[2...]),
        windows: windows(weight), before: placement.before),
      .inputGradient, hasBias: false)
  }

  /// y from x, W and b.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0 else { return }
    let state = call.state ?? makeState(call.inputs.map(\.shape))
    guard let state = state as? ConvolutionState else {
      preconditionFailure("convTranspose: oneDNN did not prepare \(call.input.shape)")
    }
    state.run(
      call.input, weight: call.inputs[1], bias: nil, into: call.output, threads: call.threads)
    guard call.inputs.count == 3 else { return }
    let bias = call.inputs[2].pointer
    if call.output.arrangement == .channelsLast {
      let (y, channels) = (call.output.pointer, call.output.shape[1])
      call.threads.runRanges(
        total: call.output.shape.count / channels, grain: max(elementwiseGrain / channels, 1)
      ) { rows in
        xv_add_bias(y + rows.lowerBound * channels, bias, rows.count, channels)
      }
    } else {
      let (y, channels) = (call.output.pointer, call.output.shape[1])
      let positions = call.output.shape.positionCount
      call.threads.run(count: call.output.shape[0] * channels) { plane in
        for index in plane * positions..<(plane + 1) * positions {
          y[index] += bias[plane % channels]
        }
      }
    }
  }

  /// The input and the weight.
  public func readsInBackward(input: Int) -> Bool { input == 0 || input == 1 }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// dx, dW and db.
  public func backward(_ call: BackwardCall) {
    guard call.outputGradient.shape.count > 0 else { return ConvolutionState.clearGradients(call) }
    let state = call.state ?? makeState(call.inputs.map(\.shape))
    guard let state = state as? ConvolutionState else {
      preconditionFailure("convTranspose: oneDNN did not prepare \(call.input.shape)")
    }
    state.backward(call)
  }

  private func windows(_ weight: Shape) -> Windows {
    Windows(
      kernel: Array(weight.lengths[2...]), strides: strides, dilations: dilations,
      padding: padding)
  }

  private func placement(
    _ inputs: [Shape]
  ) throws(OperatorError) -> (before: [Int], lengths: [Int]) {
    try checkConvolution(Self.name, inputs)
    let (input, weight) = (inputs[0], inputs[1])
    let (outputChannels, overflows) = weight[1].multipliedReportingOverflow(by: groups)
    guard groups >= 1, input[1] == weight[0], input[1] % groups == 0, !overflows else {
      throw .shapes(
        of: Self.name, "weight \(weight) in \(groups) groups for input \(input)",
        expected: "input channels × output channels / groups × kernel was")
    }
    if inputs.count == 3, inputs[2] != [outputChannels] {
      throw .shapes(of: Self.name, "bias \(inputs[2])", expected: "shape \(outputChannels) was")
    }
    let windows = windows(weight)
    let axes = input.rank - 2
    try windows.check(Self.name, axes: axes)
    let most = Int(Int32.max)
    for numbers in [outputPadding, outputLengths ?? []] {
      guard numbers.isEmpty || numbers.count == axes, numbers.allSatisfy({ 0...most ~= $0 }) else {
        throw .shapes(
          of: Self.name, "output padding or lengths \(numbers)",
          expected: "\(axes) numbers from 0 to \(most) were")
      }
    }
    var (before, lengths): ([Int], [Int]) = ([], [])
    for axis in 0..<axes {
      let (count, stride, extent) = (input[axis + 2], windows.strides[axis], windows.extent(axis))
      guard 1...most ~= count else {
        throw .shapes(
          of: Self.name, "an axis of length \(count)", expected: "1 to \(most) positions were")
      }
      let whole = (count - 1) * stride + extent + (outputPadding.isEmpty ? 0 : outputPadding[axis])
      let (first, length) = placed(axis, whole, sameLength: count * stride)
      // Beyond a stride behind the last window nothing would be added to the output.
      guard 1...most ~= length, length < count * stride + extent - first else {
        throw .shapes(
          of: Self.name, "output length \(length) of axis \(axis + 2)",
          expected: "1 to \(count * stride + extent - first - 1) were")
      }
      before.append(first)
      lengths.append(length)
    }
    try checkConvolutionSize(Self.name, input, [outputChannels] + lengths, weight)
    return (before, lengths)
  }

  // What is left out before an axis, and the length that remains of `whole` positions.
  private func placed(_ axis: Int, _ whole: Int, sameLength: Int) -> (before: Int, length: Int) {
    var length: Int
    switch padding {
    case .given(let before, let after):
      length = whole - before[axis] - after[axis]
      if outputLengths?.isEmpty ?? true { return (before[axis], length) }
    case .valid: length = whole
    case .sameUpper, .sameLower: length = sameLength
    }
    if let outputLengths, !outputLengths.isEmpty { length = outputLengths[axis] }
    let total = max(whole - length, 0)
    return (padding == .sameUpper ? total / 2 : total - total / 2, length)
  }
}

extension ConvTranspose: MomentOperator {
  private func map(_ call: MomentCall) -> FreshMap? {
    let (input, weight) = (call.shapes[0], call.shapes[1])
    guard let placement = try? placement(call.shapes) else { return nil }
    var reversed = Windows.Placement()
    reversed.before = placement.before
    reversed.outputs = Array(input.lengths[2...])
    return FreshMap.convolution(
      windows(weight), over: placement.lengths, reversed, batch: input[0],
      inputs: weight[1], outputs: weight[0], groups: groups
    ).transposed(
      inputs: weight[0] / groups, units: weight[1] * groups, batch: input[0],
      windows: reversed.outputs, positions: placement.lengths)
  }

  /// A fresh linear map of the windows that meet in a position, an average over positions, and the
  /// bias.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let weight = call.inputs[1].parameter, let map = map(call) else {
      return FallbackMoments.moments(call)
    }
    return [call.biased(map.moments(call.images(), weight, call.space), by: 2)]
  }

  /// Those of the convolution, of the weight, and of the bias.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let forward = call.forward
    guard let weight = forward.inputs[1].parameter, let map = map(forward) else {
      return FallbackMoments.gradientMoments(call)
    }
    let x = forward.images()
    return [
      map.inputGradient(x, weight, call.outputGradient, call.gradients),
      map.weightGradient(x, weight, call.outputGradient, call.gradients),
      forward.inputs.count > 2
        ? call.summedOverPlaces(call.outputGradient) : nil,
    ]
  }
}
