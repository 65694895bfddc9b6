import Initializers
import Operators

/// A kernel that moves over images and sums products: activation(x ∗ W + b).
///
/// ## Shapes
/// | value | shape |
/// |---|---|
/// | an example | in × positions, of 1 to 3 axes |
/// | `weight` | channels × in / groups × kernel |
/// | `bias` | channels |
/// | its output | channels × windows |
///
/// The number of axes is that of the examples: the same layer is one-, two- or three-dimensional.
///
///     windows = (positions + padding - (kernel - 1) dilation - 1) / stride + 1
public struct Convolution: Layer {
  /// The number of channels that it gives.
  public let channels: Int
  /// The kernel's length along each axis.
  public let kernel: PerAxis
  /// How far the next window is along each axis.
  public let stride: PerAxis
  /// What is added around the images.
  public let padding: Padding
  /// How far neighbours in a window are apart along each axis.
  public let dilation: PerAxis
  /// The number of groups that channels are divided into; each is a convolution of its own.
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

  /// A convolution that gives `channels` channels.
  public init(
    _ channels: Int, kernel: PerAxis, stride: PerAxis = 1, padding: Padding = .none,
    dilation: PerAxis = 1, groups: Int = 1, activation: Activation = .identity,
    initializer: some Initializer = .glorotUniform, biasInitializer: some Initializer = .zeros,
    hasBias: Bool = true, name: String? = nil
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds a convolution and, unless it is the identity, the activation.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images, groups that do
  ///   not divide the channels, or windows that do not fit; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.check("channels", channels, path)
    let images = try plan.images(for: "convolution", path)
    let kernel = try plan.kernel(kernel, axes: images.axes, path)
    let input = plan.last
    var operands = [
      input,
      try plan.parameter(
        "\(path).weight",
        { () throws(InitializerError) in
          try .convolution(
            in: images.channels, out: channels, kernel: kernel, groups: groups, layout: .pytorch)
        }, drawnBy: initializer),
    ]
    if hasBias {
      operands.append(
        try plan.parameter("\(path).bias", .bias(out: channels), drawnBy: biasInitializer))
    }
    try plan.apply(
      Conv(
        strides: stride.numbers(axes: images.axes), dilations: dilation.numbers(axes: images.axes),
        padding: padding.window(axes: images.axes), groups: groups),
      to: operands, name: path)
    try plan.apply(activation, name: path)
  }
}

extension NetworkPlan {
  /// The lengths of a kernel over so many axes.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where there is not one for each axis, or one is
  ///   out of range.
  func kernel(_ kernel: PerAxis, axes: Int, _ path: String) throws(NetworkError) -> [Int] {
    let lengths = kernel.numbers(axes: axes)
    guard lengths.count == axes else {
      throw .layer(
        path, "kernel of \(lengths.count) numbers, \(axes), one for each axis, were expected")
    }
    for length in lengths { try check("positions in a kernel", length, path) }
    return lengths
  }
}

extension Convolution: DescribableLayer {
  /// `convolution`.
  public static let spelling = LayerSpelling(
    "convolution", "a kernel that moves over images and sums products",
    .value("channels", "the number of channels that it gives"), .kernel, .stride("1"), .padding,
    .dilation, .groups, .activation, .initializer("glorotUniform"), .biasInitializer,
    .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.integer("channels"), kernel: try arguments.perAxis("kernel"),
      stride: try arguments.perAxis("stride", default: 1), padding: try arguments.padding(),
      dilation: try arguments.perAxis("dilation", default: 1),
      groups: try arguments.integer("groups", default: 1),
      activation: try arguments.activation(),
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
