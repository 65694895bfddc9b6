import Tensors

extension ParameterSpec {
  /// The bias of all gates of a recurrent layer in one vector, `out` units a gate: 4 gates of an
  /// LSTM, 3 of a GRU.
  ///
  /// Stored gate by gate, as PyTorch, Keras and JAX do.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts.
  public static func fusedGateBias(
    out count: Int, gates: Int
  ) throws(InitializerError) -> ParameterSpec {
    let all = try shape([gates, count]).count
    return ParameterSpec(
      shape: try shape([all]), factors: [Factor(.gate, gates), Factor(.output, count)], role: .bias)
  }

  /// The biases of all gates of a recurrent layer that reads its sequence in one or two directions,
  /// those of the input's maps and then those of the state's, stored (directions, 2 gates out) as
  /// ONNX does.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts.
  public static func directedGateBias(
    _ directions: Int, out count: Int, gates: Int
  ) throws(InitializerError) -> ParameterSpec {
    let all = try shape([2, gates, count]).count
    return ParameterSpec(
      shape: try shape([directions, all]),
      factors: [
        Factor(.expert, directions), Factor(.gate, 2 * gates), Factor(.output, count),
      ], role: .bias)
  }
}
