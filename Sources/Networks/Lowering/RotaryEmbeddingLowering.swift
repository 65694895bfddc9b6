import Operators
import Tensors

/// RotaryEmbedding: pairs of features turned by angles that grow with the position.
///
///     y1 = x1 cos a - x2 sin a,   y2 = x1 sin a + x2 cos a
/// for each pair (x1, x2): two halves of a head's features, or neighbours where they are
/// interleaved.
///
/// - Source: J. Su et al., arXiv 2104.09864, section 3.2.
public enum RotaryEmbeddingLowering: Composite {
  /// `rotaryEmbedding`.
  public static let name = "rotaryEmbedding"
  /// `RotaryEmbedding`.
  public static let onnx = ONNXSpelling("RotaryEmbedding", since: 23)

  /// Adds the products and sums of the pairs.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let embedding = try reading(name) { () throws(OperatorError) in
      try Rotation(node, name: name)
    }
    guard let x = inputs[0], let cosine = inputs[1], let sine = inputs[2] else {
      preconditionFailure("rotaryEmbedding: inputs 0 to 2")
    }
    let positions = inputs.count > 3 ? inputs[3] : nil
    return [
      try embedding.lower(
        x, cosine: embedding.table(cosine, positions, &plan),
        sine: embedding.table(sine, positions, &plan), into: &plan)
    ]
  }
}

private struct Rotation {
  let node: NodeDescription
  let name: String
  /// Whether heads lie side by side in one axis, else before positions.
  let isPacked: Bool
  let heads: Int
  let features: Int
  /// How many of a head's features are turned.
  let turned: Int
  let isInterleaved: Bool

  init(_ node: NodeDescription, name: String) throws(OperatorError) {
    self.node = node
    self.name = name
    let shape = try node.input(0).shape
    guard (3...4).contains(shape.rank), shape.count > 0 else {
      throw .unsupported(node, "input \(shape), 3 or 4 axes were expected")
    }
    isPacked = shape.rank == 3
    heads = isPacked ? try node.integer("num_heads", default: 0) : shape[1]
    guard heads > 0, shape[shape.rank - 1] % (isPacked ? heads : 1) == 0 else {
      throw .attribute(
        node, "num_heads", heads, expected: "a divisor of \(shape[shape.rank - 1]) was")
    }
    features = shape[shape.rank - 1] / (isPacked ? heads : 1)
    let dimension = try node.integer("rotary_embedding_dim", default: 0)
    turned = dimension == 0 ? features : dimension
    guard turned > 0, turned <= features, turned % 2 == 0 else {
      throw .attribute(
        node, "rotary_embedding_dim", dimension,
        expected: "an even number up to \(features), or 0 for an even number of features, was")
    }
    isInterleaved = try node.flag("interleaved", default: false)
    let hasPositions = node.hasInput(3)
    let (batch, positions) = (shape[0], shape[isPacked ? 1 : 2])
    for index in 1...2 {
      let table = try node.input(index).shape
      let fits =
        hasPositions
        ? table.rank == 2 && table[1] == turned / 2
        : table.rank == 3 && table.lengths == [batch, positions, turned / 2]
      guard fits else {
        throw .unsupported(
          node, "table \(table), \(turned / 2) numbers for each position were expected")
      }
    }
    if hasPositions {
      let given = try node.input(3).shape
      guard given == [batch, positions] else {
        throw .unsupported(node, "positions \(given), \(batch)×\(positions) were expected")
      }
    }
  }

  /// Adds the numbers of each position, with an axis of length 1 for the heads.
  func table(
    _ table: Network.Value, _ positions: Network.Value?, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    var table = table
    if let positions {
      let known =
        node.inputs[3]?.constant == nil
        ? nil
        : try reading(name) { () throws(OperatorError) in try node.knownIntegers(3) }
      if let known {
        table = try plan.value(
          of: Gather(axis: 0, indices: known, shape: plan.shape(of: positions)), table, name: name)
      } else {
        table = try plan.value(of: Gather(axis: 0), table, positions, name: name)
      }
    }
    return try plan.value(of: Unsqueeze(axes: [isPacked ? 2 : 1]), table, name: name)
  }

  func lower(
    _ input: Network.Value, cosine: Network.Value, sine: Network.Value,
    into plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let x =
      isPacked
      ? try plan.value(of: Operators.Reshape([0, 0, heads, features]), input, name: name) : input
    func part(
      _ start: Int, _ end: Int, step: Int = 1
    ) throws(NetworkError) -> Network.Value {
      try plan.value(
        of: StridedSlice([.init(axis: 3, start: start, end: end, step: step)]), x, name: name)
    }
    let (first, second) =
      isInterleaved
      ? (try part(0, turned, step: 2), try part(1, turned, step: 2))
      : (try part(0, turned / 2), try part(turned / 2, turned))

    var real = try plan.value(of: Mul(), first, cosine, name: name)
    let lost = try plan.value(of: Mul(), second, sine, name: name)
    real = try plan.value(of: Sub(), real, lost, name: name)
    var imaginary = try plan.value(of: Mul(), first, sine, name: name)
    let gained = try plan.value(of: Mul(), second, cosine, name: name)
    imaginary = try plan.value(of: Operators.Add(), imaginary, gained, name: name)

    var parts = [real, imaginary]
    if isInterleaved {
      real = try plan.value(of: Unsqueeze(axes: [4]), real, name: name)
      imaginary = try plan.value(of: Unsqueeze(axes: [4]), imaginary, name: name)
      let pairs = try plan.joined([real, imaginary], axis: 4, name: name)
      parts = [try plan.value(of: Operators.Reshape([0, 0, 0, turned]), pairs, name: name)]
    }
    if turned < features { parts.append(try part(turned, features)) }
    let output = try plan.joined(parts, axis: 3, name: name)
    guard isPacked else { return output }
    return try plan.value(of: Operators.Reshape([0, 0, heads * features]), output, name: name)
  }
}
