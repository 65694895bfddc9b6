import Operators
import Tensors

/// The two products of attention: of queries with keys, and of what follows with values.
///
/// Several heads of queries may share one of keys and values. Heads may lie before positions or
/// after them; neither is moved.
struct AttentionProducts {
  let name: String
  /// The heads of the queries.
  let heads: Int
  /// The heads of keys and values, a divisor of the former.
  let keyValueHeads: Int
  /// Whether values are batch × heads × positions × features, not batch × positions × heads ×
  /// features.
  let headsComeFirst: Bool

  private var isGrouped: Bool { heads != keyValueHeads }

  /// Adds q kᵀ, batch × heads × queries × keys.
  func scores(
    _ query: Network.Value, _ key: Network.Value, into plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let equation =
      switch (headsComeFirst, isGrouped) {
      case (true, false): "bhqd,bhkd->bhqk"
      case (true, true): "bhgqd,bhkd->bhgqk"
      case (false, false): "bqhd,bkhd->bhqk"
      case (false, true): "bqhgd,bkhd->bhgqk"
      }
    let shape = plan.shape(of: query)
    let (queries, features) = (shape[headsComeFirst ? 2 : 1], shape[3])
    let group = heads / keyValueHeads
    var query = query
    if isGrouped {
      let lengths =
        headsComeFirst
        ? [0, keyValueHeads, group, queries, features] : [0, 0, keyValueHeads, group, features]
      query = try plan.value(of: Operators.Reshape(lengths), query, name: name)
    }
    let scores = try plan.value(of: try einsum(equation), query, key, name: name)
    guard isGrouped else { return scores }
    let keys = plan.shape(of: key)[headsComeFirst ? 2 : 1]
    return try plan.value(of: Operators.Reshape([0, heads, queries, keys]), scores, name: name)
  }

  /// Adds p v: batch × heads × queries × features, or with heads behind positions batch × queries ×
  /// heads × features.
  func outputs(
    _ probabilities: Network.Value, _ value: Network.Value, into plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let equation =
      switch (headsComeFirst, isGrouped) {
      case (true, false): "bhqk,bhkd->bhqd"
      case (true, true): "bhgqk,bhkd->bhgqd"
      case (false, false): "bhqk,bkhd->bqhd"
      case (false, true): "bhgqk,bkhd->bqhgd"
      }
    let shape = plan.shape(of: probabilities)
    let (queries, features) = (shape[2], plan.shape(of: value)[3])
    var probabilities = probabilities
    if isGrouped {
      probabilities = try plan.value(
        of: Operators.Reshape([0, keyValueHeads, heads / keyValueHeads, queries, shape[3]]),
        probabilities,
        name: name)
    }
    let product = try plan.value(of: try einsum(equation), probabilities, value, name: name)
    guard isGrouped else { return product }
    let lengths =
      headsComeFirst ? [0, heads, queries, features] : [0, queries, heads, features]
    return try plan.value(of: Operators.Reshape(lengths), product, name: name)
  }

  private func einsum(_ equation: String) throws(NetworkError) -> Einsum {
    try reading(name) { () throws(OperatorError) in try Einsum(equation) }
  }

  /// Minus infinity where a key comes after its query, else 0: queries × keys.
  ///
  /// `past` keys come before the first query.
  static func causalBias(queries: Int, keys: Int, past: Int) -> StoredTensor {
    var bias = [Float](repeating: 0, count: queries * keys)
    for query in 0..<queries {
      for key in 0..<keys where key > query + past { bias[query * keys + key] = -.infinity }
    }
    return StoredTensor([queries, keys], floats: bias)
  }
}
