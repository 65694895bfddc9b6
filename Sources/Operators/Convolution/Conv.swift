import Initializers
import Tensors

/// Convolution over one to three axes: each output channel is a sum of products of a window of the
/// input with a kernel.
///
///     y[n, o, p] = b[o] + sum over c, k of W[o, c, k] x[n, g + c, p stride + k dilation - before]
/// where c counts the channels of the output channel's group, which begin at g, and positions
/// outside the image count as 0. As everywhere in the field, the kernel is not mirrored.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × in × positions | images, one to three axes of positions |
/// | W | out × in / groups × kernel | weight |
/// | b | out | bias; it may be left out |
/// | y | batch × out × windows | output |
///
/// ## Gradients
///     dx[n, g + c, p stride + k dilation - before] += sum over o of W[o, c, k] dy[n, o, p]
///     dW[o, c, k] = sum over n, p of dy[n, o, p] x[n, g + c, p stride + k dilation - before]
///     db[o] = sum over n, p of dy[n, o, p]
/// where dx begins at 0: the transposed convolution of dy, see ``ConvTranspose``.
///
/// - Complexity: 2 batch out (in / groups) kernel windows operations, twice that backward.
public struct Conv: DifferentiableOperator {
  /// `conv`.
  public static let name = "conv"
  /// `Conv`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Conv")

  /// How far the next window is along each axis; empty where each is 1.
  public let strides: [Int]
  /// How far neighbours in a window are apart along each axis; empty where each is 1.
  public let dilations: [Int]
  /// What is added around the images.
  public let padding: WindowPadding
  /// The number of groups that channels are divided into; each is a convolution of its own.
  public let groups: Int

  /// A convolution; the number of axes and the kernel's size are those of the weight.
  public init(
    strides: [Int] = [], dilations: [Int] = [], padding: WindowPadding = .valid, groups: Int = 1
  ) {
    self.strides = strides
    self.dilations = dilations
    self.padding = padding
    self.groups = groups
  }

  /// The convolution of a node `Conv`.
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
    let function = Conv(
      strides: try node.integers("strides") ?? [], dilations: try node.integers("dilations") ?? [],
      padding: try node.windowPadding(axes: axes), groups: try node.integer("group", default: 1))
    return ImportedOperator(function, allInputsOf: node)
  }

  /// The weight and the bias.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    switch input {
    case 1:
      let (weight, channels) = (shapes[1], shapes[0][1])
      let spec = try? ParameterSpec.convolution(
        in: channels, out: weight[0], kernel: Array(weight.lengths[2...]), groups: groups,
        layout: .pytorch)
      return spec.map { ParameterSlot("weight", $0) }
    case 2: return ParameterSlot("bias", .bias(out: shapes[2][0]))
    default: return nil
    }
  }

  /// batch × out × windows.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank` or `.shapes` for inputs that do
  ///   not fit each other, `.size` for more elements than can be counted.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let placement = try placement(inputs)
    return [try shape([inputs[0][0], inputs[1][0]] + placement.outputs)]
  }

  /// Images and output channels-last.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, .channelsLast)
  }

  /// The convolution as oneDNN has prepared it, and the weight in its order.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let placement = try? placement(inputs) else { return nil }
    let (input, weight) = (inputs[0], inputs[1])
    return ConvolutionState(
      ConvolutionGeometry(
        batch: input[0], groups: groups, inputChannels: input[1], outputChannels: weight[0],
        input: Array(input.lengths[2...]), output: placement.outputs,
        windows: windows(weight), before: placement.before),
      .output, hasBias: inputs.count == 3)
  }

  /// y from x, W and b.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0 else { return }
    let state = call.state ?? makeState(call.inputs.map(\.shape))
    guard let state = state as? ConvolutionState else {
      preconditionFailure("conv: oneDNN did not prepare \(call.input.shape)")
    }
    state.run(
      call.input, weight: call.inputs[1], bias: call.inputs.count == 3 ? call.inputs[2] : nil,
      into: call.output, threads: call.threads)
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
      preconditionFailure("conv: oneDNN did not prepare \(call.input.shape)")
    }
    state.backward(call)
  }

  private func windows(_ weight: Shape) -> Windows {
    Windows(
      kernel: Array(weight.lengths[2...]), strides: strides, dilations: dilations,
      padding: padding)
  }

  private func placement(_ inputs: [Shape]) throws(OperatorError) -> Windows.Placement {
    try checkConvolution(Self.name, inputs)
    let (input, weight) = (inputs[0], inputs[1])
    guard groups >= 1, weight[0] % groups == 0, input[1] % groups == 0,
      weight[1] == input[1] / groups
    else {
      throw .shapes(
        of: Self.name, "weight \(weight) in \(groups) groups for input \(input)",
        expected: "output channels × input channels / groups × kernel was")
    }
    if inputs.count == 3, inputs[2] != [weight[0]] {
      throw .shapes(of: Self.name, "bias \(inputs[2])", expected: "shape \(weight[0]) was")
    }
    let placement = try windows(weight).placed(over: Array(input.lengths[2...]), Self.name)
    try checkConvolutionSize(Self.name, input, [weight[0]] + placement.outputs, weight)
    return placement
  }
}

extension Conv: MomentOperator {
  private func map(_ call: MomentCall) -> FreshMap? {
    let (input, weight) = (call.shapes[0], call.shapes[1])
    guard let placement = try? placement(call.shapes) else { return nil }
    return .convolution(
      windows(weight), over: Array(input.lengths[2...]), placement, batch: input[0],
      inputs: weight[1], outputs: weight[0], groups: groups)
  }

  /// A fresh linear map of each window, and the bias; padding counts by the average window.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let weight = call.inputs[1].parameter, let map = map(call) else {
      return FallbackMoments.moments(call)
    }
    return [call.biased(map.moments(call.images(), weight, call.space), by: 2)]
  }

  /// Those of the transposed map, of the weight, and of the bias.
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
