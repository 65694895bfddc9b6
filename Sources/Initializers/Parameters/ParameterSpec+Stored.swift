import Tensors

extension ParameterSpec {
  /// A dense or convolutional weight with the axes as a framework stores them: rank 2 is a matrix,
  /// rank 3 to 5 a convolution's kernel.
  ///
  /// - Throws: ``InitializerError`` with code `.ambiguous` for another rank, `.groups` when the
  ///   groups do not divide the output channels, `.shape` for a negative length.
  public static func stored(
    _ lengths: [Int], layout: Layout, groups: Int = 1
  ) throws(InitializerError) -> ParameterSpec {
    _ = try shape(lengths)
    guard 2...5 ~= lengths.count else { throw .ambiguous(lengths) }
    let isPyTorch = layout == .pytorch
    let kernel = Array(isPyTorch ? lengths.dropFirst(2) : lengths.dropLast(2))
    let (outputs, own) =
      isPyTorch
      ? (lengths[0], lengths[1]) : (lengths[lengths.count - 1], lengths[lengths.count - 2])
    let (inputs, overflows) = own.multipliedReportingOverflow(by: groups)
    guard !overflows else {
      throw .groups("\(groups) groups of \(own) input channels overflow, fewer were expected")
    }
    return try convolution(
      in: inputs, out: outputs, kernel: kernel, groups: groups, layout: layout)
  }

  /// Always refuses: a bare shape does not say which axis is summed over.
  ///
  /// - Throws: ``InitializerError`` with code `.ambiguous`, whose sentence shows how to declare the
  ///   shape's axes.
  public static func undeclared(_ lengths: [Int]) throws(InitializerError) -> ParameterSpec {
    throw .ambiguous(lengths)
  }
}
