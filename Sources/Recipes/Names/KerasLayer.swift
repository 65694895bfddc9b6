import Initializers
import Tensors

/// What is known of a layer of Keras: its class, and what its configuration says that its variables
/// depend on.
package struct KerasLayer: Sendable {
  /// Its class, `Conv2DTranspose`; `nil` where nothing says it.
  package var className: String?
  /// What paths call its class, `conv2d_transpose`.
  package let pathName: String
  /// Its name in the model.
  package var name = ""
  /// Whether a configuration said so, and not a name.
  package var isConfigured = false
  /// Whether a normalization has a factor and a shift.
  package var scales = true
  package var centers = true
  /// The groups of a convolution.
  package var groups = 1
  /// How far a transposed convolution moves.
  package var strides: [Int]?
  /// The equation of an EinsumDense.
  package var equation: String?
  /// The layers of a model, in order.
  package var layers: [KerasLayer] = []
  /// The layers that a wrapper or a recurrent layer holds, by what it calls them.
  package var parts: [String: KerasLayer] = [:]

  /// A layer of which a name alone is known, `conv2d_3`.
  package init(named name: String) {
    self.name = name
    pathName = Self.withoutCount(name)
    className = Self.classes[pathName]
  }

  /// A layer of a class.
  package init(className: String) {
    self.className = className
    pathName = Self.snakeCase(className)
  }

  /// The names of the variables, in the order of their numbers.
  ///
  /// - Parameter count: how many there are.
  /// - Returns: `nil` where the class is not known, or has so many in more than one way.
  package func variables(count: Int) -> [String]? {
    switch className ?? "" {
    case "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose",
      "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D":
      return prefix(["kernel", "bias"], count)
    case "SeparableConv1D", "SeparableConv2D":
      return prefix(["depthwise_kernel", "pointwise_kernel", "bias"], count)
    case "Embedding": return prefix(["embeddings"], count)
    case "BatchNormalization":
      if count == 4 { return ["gamma", "beta", "moving_mean", "moving_variance"] }
      return affine(count - 2).map { $0 + ["moving_mean", "moving_variance"] }
    case "LayerNormalization", "GroupNormalization": return affine(count)
    case "RMSNormalization": return count == 1 ? ["scale"] : nil
    case "LSTMCell", "GRUCell", "SimpleRNNCell":
      return prefix(["kernel", "recurrent_kernel", "bias"], count)
    case "PReLU": return prefix(["alpha"], count)
    default: return nil
    }
  }

  private func prefix(_ names: [String], _ count: Int) -> [String]? {
    1...names.count ~= count ? Array(names.prefix(count)) : nil
  }

  private func affine(_ count: Int) -> [String]? {
    if count == 2 { return ["gamma", "beta"] }
    if count == 0 { return [] }
    // Of one alone only a configuration says which.
    guard count == 1, isConfigured, scales != centers else { return nil }
    return [scales ? "gamma" : "beta"]
  }

  /// A name without the number that counts layers of a class.
  static func withoutCount(_ name: String) -> String {
    guard let last = name.lastIndex(of: "_"), last != name.startIndex else { return name }
    let count = name[name.index(after: last)...]
    return !count.isEmpty && count.allSatisfy(\.isNumber) ? String(name[..<last]) : name
  }

  /// A class's name as Keras writes it in paths: `DepthwiseConv2D` is `depthwise_conv2d`.
  package static func snakeCase(_ name: String) -> String {
    name.replacing(/\W+/, with: "")
      .replacing(/(.)([A-Z][a-z]+)/) { "\($0.1)_\($0.2)" }
      .replacing(/([a-z])([A-Z])/) { "\($0.1)_\($0.2)" }
      .lowercased()
  }

  private static let classes: [String: String] = {
    let known = [
      "Dense", "EinsumDense", "Embedding", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose",
      "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D",
      "SeparableConv2D", "BatchNormalization", "LayerNormalization", "GroupNormalization",
      "RMSNormalization", "LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell",
      "Bidirectional", "TimeDistributed", "MultiHeadAttention", "GroupedQueryAttention",
      "PReLU", "Sequential", "Functional",
    ]
    return Dictionary(uniqueKeysWithValues: known.map { (snakeCase($0), $0) })
  }()
}
