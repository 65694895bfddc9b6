import Initializers
import Operators

/// A convolution of each channel by itself: activation(x ∗ W + b).
///
/// ## Shapes
/// | value | shape |
/// |---|---|
/// | an example | channels × positions, of 1 to 3 axes |
/// | `weight` | channels multiplier × 1 × kernel |
/// | `bias` | channels multiplier |
/// | its output | channels multiplier × windows |
///
/// An output unit sums the kernel's positions of one channel: fan in is their number alone.
public struct DepthwiseConvolution: Layer {
  /// The kernel's length along each axis.
  public let kernel: PerAxis
  /// How many channels each channel is mapped to.
  public let multiplier: Int
  /// How far the next window is along each axis.
  public let stride: PerAxis
  /// What is added around the images.
  public let padding: Padding
  /// How far neighbours in a window are apart along each axis.
  public let dilation: PerAxis
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

  /// A convolution of each channel by itself.
  public init(
    kernel: PerAxis, multiplier: Int = 1, stride: PerAxis = 1, padding: Padding = .none,
    dilation: PerAxis = 1, activation: Activation = .identity,
    initializer: some Initializer = .glorotUniform, biasInitializer: some Initializer = .zeros,
    hasBias: Bool = true, name: String? = nil
  ) {
    self.kernel = kernel
    self.multiplier = multiplier
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds a convolution in as many groups as there are channels and, unless it is the identity, the
  /// activation.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images, or windows that
  ///   do not fit; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.check("channels for each channel", multiplier, path)
    let images = try plan.images(for: "depthwise convolution", path)
    let kernel = try plan.kernel(kernel, axes: images.axes, path)
    let input = plan.last
    let weight = try plan.parameter(
      "\(path).weight",
      { () throws(InitializerError) in
        try .depthwiseConvolution(
          channels: images.channels, multiplier: multiplier, kernel: kernel, layout: .pytorch)
      }, drawnBy: initializer)
    var operands = [input, weight]
    if hasBias {
      let channels = plan.shape(of: weight)[0]
      operands.append(
        try plan.parameter("\(path).bias", .bias(out: channels), drawnBy: biasInitializer))
    }
    try plan.apply(
      Conv(
        strides: stride.numbers(axes: images.axes), dilations: dilation.numbers(axes: images.axes),
        padding: padding.window(axes: images.axes), groups: images.channels),
      to: operands, name: path)
    try plan.apply(activation, name: path)
  }
}

extension DepthwiseConvolution: DescribableLayer {
  /// `depthwiseConvolution`.
  public static let spelling = LayerSpelling(
    "depthwiseConvolution", "a convolution of each channel by itself", .kernelValue,
    .optional("multiplier", "how many channels each channel is mapped to, 1 if left out"),
    .stride("1"), .padding, .dilation, .activation, .initializer("glorotUniform"),
    .biasInitializer, .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      kernel: try arguments.perAxis("kernel"),
      multiplier: try arguments.integer("multiplier", default: 1),
      stride: try arguments.perAxis("stride", default: 1), padding: try arguments.padding(),
      dilation: try arguments.perAxis("dilation", default: 1),
      activation: try arguments.activation(),
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
