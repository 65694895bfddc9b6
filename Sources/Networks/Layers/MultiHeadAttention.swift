import Initializers
import Operators
import Tensors

/// Each position's mean of all positions' values, weighted by how well their keys fit its query, in
/// several heads side by side.
///
///     head(x) = softmax(q kᵀ / sqrt(d)) v,   q = x Q + bq,   k = x K + bk,   v = x V + bv
///     y = (heads side by side) O + bo
/// where d is the number of features of a head.
///
/// ## Shapes
/// Examples of time × feature keep their shape. With h heads of d features, g of them for keys and
/// values, `query.weight` is feature × h·d, `key.weight` and `value.weight` are feature × g·d,
/// `output.weight` is h·d × feature.
///
/// - Source: A. Vaswani et al., NeurIPS 2017, section 3.2; fewer heads of keys and values by
///   J. Ainslie et al., EMNLP 2023.
public struct MultiHeadAttention: Layer {
  /// The number of heads.
  public let heads: Int
  /// The number of heads of keys and values, a divisor of ``heads``.
  public let keyValueHeads: Int
  /// The features of a head; `nil` for the input's divided by the number of heads.
  public let headWidth: Int?
  /// Whether no position sees later ones.
  public let isCausal: Bool
  /// What draws the four weights.
  public let initializer: any Initializer
  /// What draws the biases.
  public let biasInitializer: any Initializer
  /// Whether biases are added.
  public let hasBias: Bool
  /// What stands before the paths of its parameters.
  public let name: String?

  /// A layer of so many heads.
  public init(
    heads: Int, keyValueHeads: Int? = nil, headWidth: Int? = nil, isCausal: Bool = false,
    initializer: some Initializer = .glorotUniform, biasInitializer: some Initializer = .zeros,
    hasBias: Bool = true, name: String? = nil
  ) {
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth
    self.isCausal = isCausal
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  // A quarter of a gigabyte for the mask.
  private static let mostPositions = 1 << 13

  /// Adds the maps of queries, keys and values, attention, and the map of its heads.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the examples are not time × feature or the
  ///   heads do not divide what they must; as ``Dense`` does.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let input = plan.last
    let example = plan.shape(of: input).example
    guard example.rank == 2, example.count > 0 else {
      throw .layer(
        path, "attention over examples of shape \(example), time and feature were expected")
    }
    try plan.check("heads", heads, path)
    try plan.check("heads of keys and values", keyValueHeads, path)
    guard heads % keyValueHeads == 0, headWidth != nil || example[1] % heads == 0 else {
      throw .layer(
        path,
        "\(heads) heads, \(keyValueHeads) of keys and values, for \(example[1]) features, "
          + "numbers that divide them were expected")
    }
    let width = headWidth ?? example[1] / heads
    try plan.check("features of a head", width, path)
    guard !isCausal || example[0] <= Self.mostPositions else {
      throw .layer(
        path,
        "causal attention over \(example[0]) positions, at most \(Self.mostPositions) were "
          + "expected")
    }

    let query = try heads(heads, width, of: input, "\(path).query", &plan)
    let key = try heads(keyValueHeads, width, of: input, "\(path).key", &plan)
    let value = try heads(keyValueHeads, width, of: input, "\(path).value", &plan)
    let products = AttentionProducts(
      name: path, heads: heads, keyValueHeads: keyValueHeads, headsComeFirst: false)
    let scaled = try plan.scaled(query, by: 1 / Float(width).squareRoot(), name: path)
    var scores = try products.scores(scaled, key, into: &plan)
    if isCausal {
      let bias = plan.causalBias(queries: example[0], keys: example[0], past: 0)
      scores = try plan.value(of: Operators.Add(), scores, bias, name: path)
    }
    let weights = try plan.value(of: Softmax(axis: -1), scores, name: path)
    let means = try products.outputs(weights, value, into: &plan)
    let joined = try plan.value(of: Operators.Reshape([0, 0, heads * width]), means, name: path)
    plan.last = try map(joined, to: example[1], "\(path).output", &plan)
  }

  private func heads(
    _ count: Int, _ width: Int, of input: Network.Value, _ path: String,
    _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let mapped = try map(input, to: count * width, path, &plan)
    return try plan.value(of: Operators.Reshape([0, 0, count, width]), mapped, name: path)
  }

  private func map(
    _ input: Network.Value, to units: Int, _ path: String, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    try plan.applyAffine(
      to: input, units: units, initializer: initializer,
      biasInitializer: hasBias ? biasInitializer : nil, path: path)
  }
}

extension MultiHeadAttention: DescribableLayer {
  /// `multiHeadAttention`.
  public static let spelling = LayerSpelling(
    "multiHeadAttention", "means of all positions, weighted by how well they fit",
    .value("heads", "the number of heads"),
    .optional("keyValueHeads", "the number of heads of keys and values, heads if left out"),
    .optional("headWidth", "the features of a head, the input's over heads if left out"),
    .optional("isCausal", "whether no position sees later ones, false if left out"),
    .initializer("glorotUniform"), .biasInitializer, .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    let heads = try arguments.integer("heads")
    let width = try arguments.integer("headWidth", default: .min)
    self.init(
      heads: heads, keyValueHeads: try arguments.integer("keyValueHeads", default: heads),
      headWidth: width == .min ? nil : width,
      isCausal: try arguments.flag("isCausal", default: false),
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
