import Initializers
import Operators

/// A kernel that each position of an image spreads over a window of the output: the gradient of a
/// convolution with respect to its input, used to make images larger.
///
/// ## Shapes
/// | value | shape |
/// |---|---|
/// | an example | in × windows, of 1 to 3 axes |
/// | `weight` | in × channels / groups × kernel |
/// | `bias` | channels |
/// | its output | channels × positions |
///
///     positions = (windows - 1) stride + (kernel - 1) dilation + 1 + output padding - padding
public struct TransposedConvolution: Layer {
  /// The number of channels that it gives.
  public let channels: Int
  /// The kernel's length along each axis.
  public let kernel: PerAxis
  /// How far the next window is along each axis.
  public let stride: PerAxis
  /// What is left out around the output.
  public let padding: Padding
  /// Positions added behind each axis of the output.
  public let outputPadding: PerAxis
  /// How far neighbours in a window are apart along each axis.
  public let dilation: PerAxis
  /// The number of groups that channels are divided into.
  public let groups: Int
  /// What is applied to the convolution's output.
  public let activation: Activation
  /// What draws the weight.
  public let initializer: any Initializer
  /// What draws the bias.
  public let biasInitializer: any Initializer
  /// Whether a bias is added.
  public let hasBias: Bool
  /// The path of its parameters.
  public let name: String?

  /// A transposed convolution that gives `channels` channels.
  public init(
    _ channels: Int, kernel: PerAxis, stride: PerAxis = 1, padding: Padding = .none,
    outputPadding: PerAxis = 0, dilation: PerAxis = 1, groups: Int = 1,
    activation: Activation = .identity, initializer: some Initializer = .glorotUniform,
    biasInitializer: some Initializer = .zeros, hasBias: Bool = true, name: String? = nil
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds a transposed convolution and, unless it is the identity, the activation.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images, groups that do
  ///   not divide the channels, or padding that leaves nothing; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.check("channels", channels, path)
    let images = try plan.images(for: "transposed convolution", path)
    let kernel = try plan.kernel(kernel, axes: images.axes, path)
    let strides = stride.numbers(axes: images.axes)
    let input = plan.last
    var operands = [
      input,
      try plan.parameter(
        "\(path).weight",
        { () throws(InitializerError) in
          try .transposedConvolution(
            in: images.channels, out: channels, kernel: kernel, stride: strides, groups: groups,
            layout: .pytorch)
        }, drawnBy: initializer),
    ]
    if hasBias {
      operands.append(
        try plan.parameter("\(path).bias", .bias(out: channels), drawnBy: biasInitializer))
    }
    try plan.apply(
      ConvTranspose(
        strides: strides, dilations: dilation.numbers(axes: images.axes),
        padding: padding.window(axes: images.axes),
        outputPadding: outputPadding.numbers(axes: images.axes), groups: groups),
      to: operands, name: path)
    try plan.apply(activation, name: path)
  }
}

extension TransposedConvolution: DescribableLayer {
  /// `transposedConvolution`.
  public static let spelling = LayerSpelling(
    "transposedConvolution", "a kernel that each position spreads over a window of the output",
    .value("channels", "the number of channels that it gives"), .kernel, .stride("1"), .padding,
    .optional("outputPadding", "positions added behind each axis, 0 if left out"), .dilation,
    .groups, .activation, .initializer("glorotUniform"), .biasInitializer, .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.integer("channels"), kernel: try arguments.perAxis("kernel"),
      stride: try arguments.perAxis("stride", default: 1), padding: try arguments.padding(),
      outputPadding: try arguments.perAxis("outputPadding", default: 0),
      dilation: try arguments.perAxis("dilation", default: 1),
      groups: try arguments.integer("groups", default: 1),
      activation: try arguments.activation(),
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
