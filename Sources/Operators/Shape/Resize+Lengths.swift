import Tensors

extension Resize {
  // Places of one axis take a few words of memory each.
  private static let longestAxis = 1 << 24

  /// How each axis is sampled.
  func samplings(of input: Shape) throws(OperatorError) -> [AxisSampling] {
    var isListed = [Bool](repeating: false, count: input.rank)
    var listed: [Int] = []
    for number in axes ?? Array(input.lengths.indices) {
      let axis = try axis(number, of: input)
      guard !isListed[axis] else {
        throw .shapes(of: Self.name, "axis \(number) twice", expected: "once was")
      }
      isListed[axis] = true
      listed.append(axis)
    }
    let resized = try resized(listed.map { input[$0] }, input)
    if coordinates == .region, region.count != 2 * listed.count {
      throw .shapes(
        of: Self.name, "a region of \(region.count) numbers for input \(input)",
        expected: "two for each of \(listed.count) axes were")
    }
    var samplings = input.lengths.map { AxisSampling(unchanged: $0, self) }
    for (place, axis) in listed.enumerated() {
      let sampling = AxisSampling(
        length: input[axis], outputLength: resized[place].length, scale: resized[place].scale,
        region: coordinates == .region
          ? (Double(region[place]), Double(region[listed.count + place])) : (0, 1), resize: self)
      if !sampling.isWhole { try check(sampling, input) }
      samplings[axis] = sampling
    }
    return samplings
  }

  private func check(_ sampling: AxisSampling, _ input: Shape) throws(OperatorError) {
    guard sampling.outputLength <= Self.longestAxis else {
      throw .shapes(
        of: Self.name, "an axis of length \(sampling.outputLength) for input \(input)",
        expected: "at most \(Self.longestAxis) was")
    }
    guard sampling.outputLength > 0 else { return }
    guard sampling.length > 0 else {
      throw .shapes(
        of: Self.name, "length \(sampling.outputLength) for an axis of input \(input)",
        expected: "an axis with elements was")
    }
    // A weight for every element of the input, and more than once only at the edges.
    guard sampling.reach <= Double(4 * sampling.length + 4) else {
      throw .shapes(
        of: Self.name, "scale \(sampling.scale) for input \(input)",
        expected: "at least 1 element of the output was")
    }
  }

  private func mismatch(_ found: String, _ input: Shape, _ count: Int) -> OperatorError {
    .shapes(
      of: Self.name, "\(found) for input \(input)",
      expected: "\(count) numbers above 0 whose lengths can be counted were")
  }

  // The length and the scale of each listed axis.
  private func resized(
    _ lengths: [Int], _ input: Shape
  ) throws(OperatorError) -> [(length: Int, scale: Double)] {
    switch target {
    case .scales(let scales):
      guard scales.count == lengths.count else {
        throw mismatch("\(scales.count) scales", input, lengths.count)
      }
      var resized: [(length: Int, scale: Double)] = []
      for (length, scale) in zip(lengths, scales) {
        // Rounded to Float32 as in ONNX's own inference of shapes.
        let product = (scale * Float(length)).rounded(.down)
        guard scale > 0, product < 0x1p62 else {
          throw mismatch("scale \(scale)", input, lengths.count)
        }
        resized.append((scale == 1 ? length : Int(product), Double(scale)))
      }
      return resized
    case .lengths(let wanted):
      return try scales(wanted, lengths, input).enumerated().map { (wanted[$0], $1) }
    case .atMost(let wanted):
      return try proportional(scales(wanted, lengths, input).min() ?? 1, lengths, input)
    case .atLeast(let wanted):
      return try proportional(scales(wanted, lengths, input).max() ?? 1, lengths, input)
    }
  }

  private func scales(
    _ wanted: [Int], _ lengths: [Int], _ input: Shape
  ) throws(OperatorError) -> [Double] {
    guard wanted.count == lengths.count, wanted.allSatisfy({ $0 >= 0 }) else {
      throw mismatch("lengths \(wanted.prefix(mostAxes))", input, lengths.count)
    }
    return zip(wanted, lengths).map { $0 == $1 ? 1 : Double($0) / Double($1) }
  }

  private func proportional(
    _ scale: Double, _ lengths: [Int], _ input: Shape
  ) throws(OperatorError) -> [(length: Int, scale: Double)] {
    var resized: [(length: Int, scale: Double)] = []
    for length in lengths {
      let product = scale * Double(length) + 0.5
      guard product < 0x1p62 else { throw mismatch("scale \(scale)", input, lengths.count) }
      resized.append((Int(product), scale))
    }
    return resized
  }
}
