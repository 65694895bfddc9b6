import Operators
import Tensors

/// Attention: means of values, weighted by how well their keys fit a query.
///
///     y = softmax(cap(scale q kᵀ) + mask) v,   cap(x) = c tanh(x / c) where there is a cap c
///
/// - Source: A. Vaswani et al., NeurIPS 2017, Eq. 1; heads that share keys and values by J. Ainslie
///   et al., EMNLP 2023.
public enum AttentionLowering: Composite {
  /// `attention`.
  public static let name = "attention"
  /// `Attention`.
  public static let onnx = ONNXSpelling("Attention", since: 23)

  /// Adds both products, the mask and the softmax.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let attention = try reading(name) { () throws(OperatorError) in
      try AttentionNode(node, name: name)
    }
    return try attention.lower(inputs, into: &plan)
  }
}

private struct AttentionNode {
  let node: NodeDescription
  let name: String
  /// Whether heads lie side by side in one axis.
  let isPacked: Bool
  let heads: Int
  let keyValueHeads: Int
  let features: Int
  let valueFeatures: Int
  let scale: Float
  let softcap: Float
  let isCausal: Bool
  let outputMode: Int
  let validKeys: [Int]?

  // A quarter of a gigabyte.
  private static let mostBiases = 1 << 26

  init(_ node: NodeDescription, name: String) throws(OperatorError) {
    self.node = node
    self.name = name
    let shapes = [try node.input(0).shape, try node.input(1).shape, try node.input(2).shape]
    let rank = shapes[0].rank
    guard (3...4).contains(rank), shapes.allSatisfy({ $0.rank == rank }) else {
      throw Self.misfit(node, shapes)
    }
    isPacked = rank == 3
    if isPacked {
      heads = try node.integer("q_num_heads", default: 0)
      keyValueHeads = try node.integer("kv_num_heads", default: 0)
      guard heads > 0, keyValueHeads > 0, shapes[0][2] % heads == 0,
        shapes[1][2] % keyValueHeads == 0, shapes[2][2] % keyValueHeads == 0
      else {
        throw .unsupported(
          node,
          "\(heads) and \(keyValueHeads) heads of \(shapes[0]), \(shapes[1]) and \(shapes[2]), "
            + "divisors of the last lengths were expected")
      }
      features = shapes[0][2] / heads
      valueFeatures = shapes[2][2] / keyValueHeads
      guard shapes[1][2] / keyValueHeads == features, shapes[1][1] == shapes[2][1] else {
        throw Self.misfit(node, shapes)
      }
    } else {
      (heads, keyValueHeads) = (shapes[0][1], shapes[1][1])
      (features, valueFeatures) = (shapes[0][3], shapes[2][3])
      guard shapes[1][3] == features, shapes[2][1] == keyValueHeads, shapes[1][2] == shapes[2][2]
      else { throw Self.misfit(node, shapes) }
    }
    guard shapes.allSatisfy({ $0[0] == shapes[0][0] && $0.count > 0 }), keyValueHeads > 0,
      heads % keyValueHeads == 0
    else { throw Self.misfit(node, shapes) }
    scale = try node.float("scale", default: 1 / Float(features).squareRoot())
    softcap = try node.float("softcap", default: 0)
    isCausal = try node.flag("is_causal", default: false)
    outputMode = try node.integer("qk_matmul_output_mode", default: 0)
    guard (0...3).contains(outputMode) else {
      throw .attribute(node, "qk_matmul_output_mode", outputMode, expected: "0 to 3 was")
    }
    guard softcap >= 0, scale.isFinite else {
      throw .attribute(node, "softcap", softcap, expected: "a number from 0 on was")
    }
    guard node.hasInput(4) == node.hasInput(5) else {
      throw .unsupported(node, "past keys or values alone, both were expected")
    }
    validKeys = try node.knownIntegers(6)
    if let validKeys, validKeys.count != shapes[0][0] {
      throw .unsupported(
        node, "\(validKeys.count) numbers of keys, \(shapes[0][0]) were expected")
    }
  }

  private static func misfit(_ node: NodeDescription, _ shapes: [Shape]) -> OperatorError {
    .unsupported(
      node,
      "queries \(shapes[0]), keys \(shapes[1]), values \(shapes[2]), "
        + "3 or 4 axes that fit each other were expected")
  }

  func lower(
    _ inputs: [Network.Value?], into plan: inout NetworkPlan
  ) throws(NetworkError) -> [Network.Value?] {
    func given(_ index: Int) -> Network.Value? { index < inputs.count ? inputs[index] : nil }
    guard var query = given(0), var key = given(1), var value = given(2) else {
      preconditionFailure("attention: inputs 0 to 2")
    }
    // Heads stay behind positions unless keys and values from before do not lie so.
    let headsComeFirst =
      !isPacked || given(4) != nil || node.wantsOutput(1) || node.wantsOutput(2)
    if isPacked {
      query = try unpacked(query, heads, features, headsComeFirst, &plan)
      key = try unpacked(key, keyValueHeads, features, headsComeFirst, &plan)
      value = try unpacked(value, keyValueHeads, valueFeatures, headsComeFirst, &plan)
    }
    var past = 0
    if let pastKey = given(4), let pastValue = given(5) {
      key = try plan.joined([pastKey, key], axis: 2, name: name)
      value = try plan.joined([pastValue, value], axis: 2, name: name)
      past = plan.shape(of: pastKey)[2]
    }
    let products = AttentionProducts(
      name: name, heads: heads, keyValueHeads: keyValueHeads, headsComeFirst: headsComeFirst)
    query = try plan.scaled(query, by: scale, name: name)
    let scores = try products.scores(query, key, into: &plan)
    var stages = [scores]
    var capped = scores
    if softcap > 0 {
      let small = try plan.scaled(scores, by: 1 / softcap, name: name)
      let bent = try plan.value(of: Tanh(), small, name: name)
      capped = try plan.scaled(bent, by: softcap, name: name)
    }
    stages.append(capped)
    var masked = capped
    if let bias = try bias(given(3), plan.shape(of: scores), past: past, &plan) {
      masked = try plan.value(of: Operators.Add(), capped, bias, name: name)
      guard plan.shape(of: masked) == plan.shape(of: scores) else {
        throw .layer(
          name,
          .unsupported(
            node,
            "mask \(plan.shape(of: bias)) for scores \(plan.shape(of: scores)), "
              + "one that fits was expected"))
      }
    }
    stages.append(masked)
    let probabilities = try plan.value(of: Softmax(axis: -1), masked, name: name)
    stages.append(probabilities)
    var output = try products.outputs(probabilities, value, into: &plan)
    if isPacked {
      if headsComeFirst {
        output = try plan.value(of: Operators.Transpose([0, 2, 1, 3]), output, name: name)
      }
      output = try plan.value(
        of: Operators.Reshape([0, 0, heads * valueFeatures]), output, name: name)
    }
    return [
      output, node.wantsOutput(1) ? key : nil, node.wantsOutput(2) ? value : nil,
      node.wantsOutput(3) ? stages[outputMode] : nil,
    ]
  }

  private func unpacked(
    _ value: Network.Value, _ heads: Int, _ features: Int, _ headsComeFirst: Bool,
    _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let split = try plan.value(of: Operators.Reshape([0, 0, heads, features]), value, name: name)
    guard headsComeFirst else { return split }
    return try plan.value(of: Operators.Transpose([0, 2, 1, 3]), split, name: name)
  }

  // What is added to the scores; small ones are added up first.
  private func bias(
    _ mask: Network.Value?, _ scores: Shape, past: Int, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value? {
    var terms: [Network.Value] = []
    let (queries, keys) = (scores[2], scores[3])
    guard !isCausal || queries <= Self.mostBiases / keys,
      validKeys == nil || scores[0] <= Self.mostBiases / keys
    else {
      throw .layer(
        name,
        .unsupported(node, "scores \(scores), \(Self.mostBiases) for a head at most were expected"))
    }
    if isCausal {
      terms.append(
        plan.causalBias(queries: queries, keys: keys, past: past))
    }
    if let mask { terms.append(try term(of: mask, keys: keys, &plan)) }
    if let validKeys {
      var padding = [Float](repeating: 0, count: validKeys.count * keys)
      for (example, valid) in validKeys.enumerated() {
        for key in 0..<keys where key >= valid { padding[example * keys + key] = -.infinity }
      }
      terms.append(
        plan.constant(StoredTensor([validKeys.count, 1, 1, keys], floats: padding)))
    }
    guard var sum = terms.first else { return nil }
    for term in terms.dropFirst() {
      sum = try plan.value(of: Operators.Add(), sum, term, name: name)
    }
    return sum
  }

  private func term(
    of mask: Network.Value, keys: Int, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    var mask = mask
    let isTruth = try reading(name) { () throws(OperatorError) in try node.input(3).type } == .bool
    let shape = plan.shape(of: mask)
    if let length = shape.lengths.last, length < keys {
      let margin = Pad.Margin(axis: shape.rank - 1, before: 0, after: keys - length)
      mask = try plan.value(
        of: Pad([margin], filling: .constant(isTruth ? 0 : -.infinity)), mask, name: name)
    }
    guard isTruth else { return mask }
    return try plan.value(
      of: Where(), mask, plan.number(0), plan.number(-.infinity), name: name)
  }
}
