/// How a text describes a layer: its name, and the keys of what is said of it.
public struct LayerSpelling: Sendable, Hashable {
  /// One key.
  public struct Argument: Sendable, Hashable {
    /// The key.
    public let key: String
    /// What its value means, and what it is where the key is left out.
    public let meaning: String
    /// Whether the key must be there.
    public let isRequired: Bool
    /// Whether a value without a key is this one.
    public let isShorthand: Bool
  }

  /// The layer's name: `dense`.
  public let name: String
  /// What the layer is.
  public let summary: String
  /// The keys; a layer's own name, where it has one, last.
  public let arguments: [Argument]

  /// A layer with the given keys; `name` is added to them where the layer can have one.
  public init(
    _ name: String, _ summary: String, isNamed: Bool = true, _ arguments: Argument...
  ) {
    self.name = name
    self.summary = summary
    let path = Argument.optional("name", "the path of its parameters, layers.N if left out")
    self.arguments = arguments + (isNamed ? [path] : [])
  }

  /// The key that a value without a key has.
  public var shorthand: String? { arguments.first { $0.isShorthand }?.key }
}

extension LayerSpelling.Argument {
  /// A key that must be there and may be left out where it is the only one: `dense: 10`.
  public static func value(_ key: String, _ meaning: String) -> Self {
    Self(key: key, meaning: meaning, isRequired: true, isShorthand: true)
  }

  /// A key that must be there.
  public static func required(_ key: String, _ meaning: String) -> Self {
    Self(key: key, meaning: meaning, isRequired: true, isShorthand: false)
  }

  /// A key that may be left out.
  public static func optional(_ key: String, _ meaning: String) -> Self {
    Self(key: key, meaning: meaning, isRequired: false, isShorthand: false)
  }

  /// What is applied to the output.
  public static let activation = optional(
    "activation", "what is applied to the output, as on the command line: tanh, leakyReLU:0.2")

  /// What draws the weight.
  public static func initializer(_ usual: String) -> Self {
    optional(
      "initializer",
      "what draws the weight, as on the command line: heNormal, normal:0.02; \(usual) if left out")
  }

  /// What draws the bias.
  public static let biasInitializer = optional(
    "biasInitializer", "what draws the bias, zeros if left out")

  /// Whether there is a bias.
  public static func hasBias(_ usual: Bool) -> Self {
    optional("hasBias", "whether a bias is added, \(usual) if left out")
  }

  /// ε.
  public static let epsilon = optional(
    "epsilon", "what is added to the variance, 1e-5 if left out")

  private static let kernelMeaning =
    "the kernel's length along all axes, or a list of one each"

  /// The length of a kernel.
  public static let kernel = required("kernel", kernelMeaning)

  /// The length of a kernel, where it is the only required key.
  public static let kernelValue = value("kernel", kernelMeaning)

  /// The length of a window.
  public static let window = value(
    "window", "a window's length along all axes, or a list of one each")

  /// The step of a window.
  public static func stride(_ usual: String) -> Self {
    optional("stride", "how far the next window is along each axis, \(usual) if left out")
  }

  /// What is around images.
  public static let padding = optional(
    "padding",
    "what is added around images: a number for all axes, a list of one each, {before, after}, "
      + "same or none, which it is if left out")

  /// How far neighbours in a window are apart.
  public static let dilation = optional(
    "dilation", "how far neighbours in a window are apart along each axis, 1 if left out")

  /// The number of groups of a convolution.
  public static let groups = optional(
    "groups", "the number of groups that channels are divided into, 1 if left out")

  /// Whether the last window may reach further.
  public static let roundsUp = optional(
    "roundsUp", "whether a last window may reach beyond the padding, false if left out")
}
