import Operators

/// The largest value under windows that move over images.
///
/// ## Shapes
/// Examples of channels × positions, of 1 to 3 axes, to channels × windows.
public struct MaxPooling: Layer {
  /// A window's length along each axis.
  public let window: PerAxis
  /// How far the next window is along each axis.
  public let stride: PerAxis
  /// What is added around the images; it is never the largest.
  public let padding: Padding
  /// How far neighbours in a window are apart along each axis.
  public let dilation: PerAxis
  /// Whether a last window may reach beyond the padding.
  public let roundsUp: Bool
  /// What its operator is called.
  public let name: String?

  /// The largest values under windows, which touch where no stride is given.
  public init(
    _ window: PerAxis, stride: PerAxis? = nil, padding: Padding = .none, dilation: PerAxis = 1,
    roundsUp: Bool = false, name: String? = nil
  ) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.dilation = dilation
    self.roundsUp = roundsUp
    self.name = name
  }

  /// Adds the pooling.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images, or windows that
  ///   do not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let axes = try plan.images(for: "max pooling", path).axes
    try plan.apply(
      MaxPool(
        kernel: try plan.kernel(window, axes: axes, path), strides: stride.numbers(axes: axes),
        dilations: dilation.numbers(axes: axes), padding: padding.window(axes: axes),
        roundsUp: roundsUp),
      to: [plan.last], name: path)
  }
}

extension MaxPooling: DescribableLayer {
  /// `maxPooling`.
  public static let spelling = LayerSpelling(
    "maxPooling", "the largest value under windows that move over images", .window,
    .stride("the window"), .padding, .dilation, .roundsUp)

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.perAxis("window"), stride: try arguments.perAxisIfGiven("stride"),
      padding: try arguments.padding(), dilation: try arguments.perAxis("dilation", default: 1),
      roundsUp: try arguments.flag("roundsUp", default: false), name: try arguments.name)
  }
}
