import Operators

/// The mean under windows that move over images.
///
/// ## Shapes
/// Examples of channels × positions, of 1 to 3 axes, to channels × windows.
public struct AveragePooling: Layer {
  /// A window's length along each axis.
  public let window: PerAxis
  /// How far the next window is along each axis.
  public let stride: PerAxis
  /// What is added around the images.
  public let padding: Padding
  /// Whether a last window may reach beyond the padding.
  public let roundsUp: Bool
  /// Whether padding is among what is averaged, as zeros.
  public let countsPadding: Bool
  /// What its operator is called.
  public let name: String?

  /// The means under windows, which touch where no stride is given.
  public init(
    _ window: PerAxis, stride: PerAxis? = nil, padding: Padding = .none, roundsUp: Bool = false,
    countsPadding: Bool = false, name: String? = nil
  ) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.roundsUp = roundsUp
    self.countsPadding = countsPadding
    self.name = name
  }

  /// Adds the pooling.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images, or windows that
  ///   do not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let axes = try plan.images(for: "average pooling", path).axes
    try plan.apply(
      AveragePool(
        kernel: try plan.kernel(window, axes: axes, path), strides: stride.numbers(axes: axes),
        padding: padding.window(axes: axes), roundsUp: roundsUp, countsPadding: countsPadding),
      to: [plan.last], name: path)
  }
}

extension AveragePooling: DescribableLayer {
  /// `averagePooling`.
  public static let spelling = LayerSpelling(
    "averagePooling", "the mean under windows that move over images", .window,
    .stride("the window"), .padding, .roundsUp,
    .optional("countsPadding", "whether padding is averaged as zeros, false if left out"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.perAxis("window"), stride: try arguments.perAxisIfGiven("stride"),
      padding: try arguments.padding(), roundsUp: try arguments.flag("roundsUp", default: false),
      countsPadding: try arguments.flag("countsPadding", default: false), name: try arguments.name)
  }
}
