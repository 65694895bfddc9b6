import Tensors

extension ParameterSpec {
  /// A matrix that maps `in` units to `out` units.
  ///
  /// Stored (in, out) as Keras and JAX store it, y = x W, or (out, in) as PyTorch does.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func dense(
    in fanIn: Int, out fanOut: Int, layout: Layout = .keras
  ) -> ParameterSpec {
    matrix(Factor(.input, fanIn), Factor(.output, fanOut), layout)
  }

  /// A vector that is added to `out` units.
  ///
  /// - Precondition: the count is not negative.
  public static func bias(out count: Int) -> ParameterSpec { vector(count, .bias) }

  /// A vector that multiplies `out` normalized units.
  ///
  /// - Precondition: the count is not negative.
  public static func normalizationScale(out count: Int) -> ParameterSpec {
    vector(count, .normalizationScale)
  }

  /// A vector that is added to `out` normalized units.
  ///
  /// - Precondition: the count is not negative.
  public static func normalizationShift(out count: Int) -> ParameterSpec {
    vector(count, .normalizationShift)
  }

  /// A table of `vocabulary` vectors of `dimension` numbers, stored (vocabulary, dimension).
  ///
  /// Each unit of a looked-up vector is one product with the 1 that marks its entry: fan in 1, fan
  /// out the dimension.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func embedding(vocabulary: Int, dimension: Int) -> ParameterSpec {
    ParameterSpec(
      shape: [vocabulary, dimension],
      factors: [Factor(.lookup, vocabulary), Factor(.output, dimension)], role: .embedding)
  }

  /// An embedding that also maps `dimension` units back to `vocabulary` logits.
  ///
  /// Fan in is the dimension, as in the map to logits, the only use that sums.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func tiedEmbedding(vocabulary: Int, dimension: Int) -> ParameterSpec {
    ParameterSpec(
      shape: [vocabulary, dimension],
      factors: [Factor(.output, vocabulary), Factor(.input, dimension)], role: .embedding,
      tied: embedding(vocabulary: vocabulary, dimension: dimension).fans)
  }

  /// The map of a low-rank adapter from `in` units down to `rank`.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func adapterDown(
    in fanIn: Int, rank: Int, layout: Layout = .keras
  ) -> ParameterSpec { dense(in: fanIn, out: rank, layout: layout) }

  /// The map of a low-rank adapter from `rank` up to `out` units, which starts at zero.
  ///
  /// - Precondition: neither count is negative and their product is an `Int`.
  public static func adapterUp(
    rank: Int, out fanOut: Int, layout: Layout = .keras
  ) -> ParameterSpec { dense(in: rank, out: fanOut, layout: layout) }

  static func matrix(
    _ inputs: Factor, _ outputs: Factor, _ layout: Layout, before: [Factor] = [],
    role: Role = .weight
  ) -> ParameterSpec {
    let factors = before + (layout == .pytorch ? [outputs, inputs] : [inputs, outputs])
    return ParameterSpec(shape: Shape(factors.map(\.length)), factors: factors, role: role)
  }

  private static func vector(_ count: Int, _ role: Role) -> ParameterSpec {
    ParameterSpec(shape: [count], factors: [Factor(.output, count)], role: role)
  }
}
