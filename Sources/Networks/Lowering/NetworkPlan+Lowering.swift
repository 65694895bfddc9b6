import Operators
import Tensors

extension NetworkPlan {
  /// Applies an operator with one output.
  mutating func value(
    of function: some Operator, _ inputs: Network.Value..., name: String
  ) throws(NetworkError) -> Network.Value {
    try apply(function, to: inputs, name: name)[0]
  }

  /// The value times a number.
  mutating func scaled(
    _ value: Network.Value, by factor: Float, name: String
  ) throws(NetworkError) -> Network.Value {
    if factor == 1 { return value }
    return try self.value(of: Mul(), value, number(factor), name: name)
  }

  /// The values one after another along an axis; one alone as it is.
  mutating func joined(
    _ values: [Network.Value], axis: Int, name: String
  ) throws(NetworkError) -> Network.Value {
    if values.count == 1 { return values[0] }
    return try apply(Concat(axis: axis), to: values, name: name)[0]
  }
}

/// What `body` reads of a node, its error told with the node's name.
func reading<Result>(
  _ name: String, _ body: () throws(OperatorError) -> Result
) throws(NetworkError) -> Result {
  do {
    return try body()
  } catch {
    throw .layer(name, error)
  }
}
