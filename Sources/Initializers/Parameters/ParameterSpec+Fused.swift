import Tensors

extension ParameterSpec {
  /// Several maps of the same input in one matrix: queries, keys and values of attention, whose
  /// numbers of heads may differ, or the two halves of a gated feed-forward layer.
  ///
  /// Stored (out..., in) in the layout of PyTorch, (in, out...) in that of Keras and JAX, the
  /// sections side by side. Each section has the fans of its own map, as if it were stored alone:
  /// fan out is its own length, not the sum.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts, `.axes` when there is no section.
  public static func fusedProjections(
    in fanIn: Int, out lengths: [Int], layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    guard !lengths.isEmpty else { throw .noSections }
    var total = 0
    for length in lengths {
      _ = try shape([length])
      let (sum, overflows) = total.addingReportingOverflow(length)
      _ = try shape([overflows ? .max : sum, overflows ? 2 : 1])
      total = sum
    }
    let (inputs, outputs) = (Factor(.input, fanIn), Factor(.output, total))
    let factors = layout == .pytorch ? [outputs, inputs] : [inputs, outputs]
    return ParameterSpec(
      shape: try shape(factors.map(\.length)), factors: factors,
      sections: Sections(factor: layout == .pytorch ? 0 : 1, lengths: lengths))
  }

  /// The maps of all gates of a recurrent layer in one matrix, from `in` units (the input's or the
  /// state's) to `out` units a gate: 4 gates of an LSTM, 3 of a GRU.
  ///
  /// Stored (gates out, in) in the layout of PyTorch, (in, gates out) in that of Keras and JAX.
  /// Orthogonal laws draw each gate's matrix by itself.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts.
  public static func fusedGates(
    in fanIn: Int, out fanOut: Int, gates: Int, isRecurrent: Bool = false, layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    let all = try shape([gates, fanOut]).count
    let maps = [Factor(.gate, gates), Factor(.output, fanOut)]
    let inputs = Factor(.input, fanIn)
    return ParameterSpec(
      shape: try shape(layout == .pytorch ? [all, fanIn] : [fanIn, all]),
      factors: layout == .pytorch ? maps + [inputs] : [inputs] + maps,
      role: isRecurrent ? .recurrentWeight : .weight)
  }

  /// The maps of all gates of a recurrent layer that reads its sequence in one or two directions,
  /// each with weights of its own, stored (directions, gates out, in) as ONNX does.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts.
  public static func directedGates(
    _ directions: Int, in fanIn: Int, out fanOut: Int, gates: Int, isRecurrent: Bool = false
  ) throws(InitializerError) -> ParameterSpec {
    let all = try shape([gates, fanOut]).count
    return ParameterSpec(
      shape: try shape([directions, all, fanIn]),
      factors: [
        Factor(.expert, directions), Factor(.gate, gates), Factor(.output, fanOut),
        Factor(.input, fanIn),
      ], role: isRecurrent ? .recurrentWeight : .weight)
  }

  /// A stack of `count` matrices, one for each expert, stored (experts, in, out), or (experts, out,
  /// in) in the layout of PyTorch.
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length or more elements than
  ///   an `Int` counts.
  public static func experts(
    _ count: Int, in fanIn: Int, out fanOut: Int, layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    _ = try shape([count, fanIn, fanOut])
    return matrix(
      Factor(.input, fanIn), Factor(.output, fanOut), layout, before: [Factor(.expert, count)])
  }

  /// So many maps of equal factors, one after another, in a shape of as many elements.
  ///
  /// - Precondition: the shape has as many elements as the factors.
  package static func stacked(
    _ count: Int, _ factors: [Factor], as shape: Shape
  ) -> ParameterSpec {
    ParameterSpec(shape: shape, factors: [Factor(.expert, count)] + factors)
  }
}
