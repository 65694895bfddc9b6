import Tensors

extension ParameterSpec {
  /// The kernel of a convolution of any rank, `in` and `out` the channels of all groups together.
  ///
  /// | layout | stored as |
  /// |---|---|
  /// | pytorch | (out, in / groups, kernel...) |
  /// | keras, jax | (kernel..., in / groups, out) |
  ///
  ///     fan in = in / groups x kernel positions,   fan out = out / groups x kernel positions
  ///
  /// - Throws: ``InitializerError`` with code `.groups` when the groups do not divide both counts of
  ///   channels, `.shape` for a negative length.
  public static func convolution(
    in inputs: Int, out outputs: Int, kernel: [Int], groups: Int = 1, layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    let (own, each) = try divided(inputs, outputs, groups)
    let window = kernel.map { Factor(.kernel, $0) }
    let out = [Factor(.group, groups), Factor(.output, each)]
    let stored = layout == .pytorch ? [outputs, own] + kernel : kernel + [own, outputs]
    return ParameterSpec(
      shape: try shape(stored),
      factors: layout == .pytorch
        ? out + [Factor(.input, own)] + window : window + [Factor(.input, own)] + out)
  }

  /// The kernel of a convolution that maps each channel by itself to `multiplier` channels.
  ///
  /// | layout | stored as |
  /// |---|---|
  /// | pytorch | (channels multiplier, 1, kernel...) |
  /// | keras | (kernel..., channels, multiplier) |
  /// | jax | (kernel..., 1, channels multiplier) |
  ///
  ///     fan in = kernel positions,   fan out = multiplier x kernel positions
  ///
  /// - Throws: ``InitializerError`` with code `.shape` for a negative length.
  public static func depthwiseConvolution(
    channels: Int, multiplier: Int = 1, kernel: [Int], layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    let window = kernel.map { Factor(.kernel, $0) }
    let maps = [Factor(.group, channels), Factor(.output, multiplier)]
    let all = try shape([channels, multiplier]).count
    let stored =
      switch layout {
      case .pytorch: [all, 1] + kernel
      case .keras: kernel + [channels, multiplier]
      case .jax: kernel + [1, all]
      }
    return ParameterSpec(
      shape: try shape(stored), factors: layout == .pytorch ? maps + window : window + maps)
  }

  /// The kernel of a transposed convolution of any rank, which spreads each input position over a
  /// window and moves by `stride` for each.
  ///
  /// | layout | stored as |
  /// |---|---|
  /// | pytorch | (in, out / groups, kernel...) |
  /// | keras | (kernel..., out / groups, in) |
  /// | jax | (kernel..., in / groups, out) |
  ///
  ///     fan in = in / groups x kernel positions / stride positions
  ///     fan out = out / groups x kernel positions
  /// because an output unit lies under one window in every `stride` positions of each axis.
  ///
  /// - Throws: ``InitializerError`` with code `.groups` when the groups do not divide both counts of
  ///   channels, `.stride` for a stride that is not positive or not one for each axis of the kernel,
  ///   `.shape` for a negative length.
  public static func transposedConvolution(
    in inputs: Int, out outputs: Int, kernel: [Int], stride: [Int]? = nil, groups: Int = 1,
    layout: Layout = .keras
  ) throws(InitializerError) -> ParameterSpec {
    let stride = stride ?? kernel.map { _ in 1 }
    guard stride.count == kernel.count, stride.allSatisfy({ 1...1_000_000 ~= $0 }),
      stride.count <= 3
    else { throw .stride(stride, kernel: kernel) }
    _ = try divided(inputs, outputs, groups)
    let window = kernel.map { Factor(.kernel, $0) }
    let group = Factor(.group, groups)
    let (own, each) = (Factor(.input, inputs / groups), Factor(.output, outputs / groups))
    let (stored, factors): ([Int], [Factor]) =
      switch layout {
      case .pytorch: ([inputs, each.length] + kernel, [group, own, each] + window)
      case .keras: (kernel + [each.length, inputs], window + [each, group, own])
      case .jax: (kernel + [own.length, outputs], window + [own, group, each])
      }
    return ParameterSpec(
      shape: try shape(stored), factors: factors, stride: stride.reduce(1, *))
  }

  private static func divided(
    _ inputs: Int, _ outputs: Int, _ groups: Int
  ) throws(InitializerError) -> (Int, Int) {
    guard groups >= 1, inputs % groups == 0, outputs % groups == 0 else {
      throw .groups(
        "\(groups) groups of \(inputs) input and \(outputs) output channels, "
          + "a number that divides both was expected")
    }
    return (inputs / groups, outputs / groups)
  }

  static func shape(_ lengths: [Int]) throws(InitializerError) -> Shape {
    do { return try Shape(checking: lengths) } catch { throw .invalid(error) }
  }
}
