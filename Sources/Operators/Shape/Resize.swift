import Tensors

/// A tensor sampled at more or fewer places along some axes.
///
/// ## Shapes
///     output[axis] = floor(scale input[axis]), or a given length
///
/// Each element is the sum of the nearest elements of the input along every axis with weights that
/// depend on where its coordinate lies among them; ``Coordinates`` says where that is.
///
/// ## Edge cases
/// Beyond the edges the elements at the edge are repeated, or weigh nothing where
/// ``excludesOutside``. Nothing can be sampled from an axis of length 0.
///
/// ## Gradient
///     dx[j] = sum over i of w[i, j] dy[i], for y[i] = sum over j of w[i, j] x[j]
/// along one axis after the other. Places outside the input give nothing.
///
/// - Source: R. Keys, IEEE Transactions on Acoustics, Speech, and Signal Processing 29, 1981, for
///   cubic weights with a parameter.
public struct Resize: DifferentiableOperator {
  /// `resize`.
  public static let name = "resize"
  /// `Resize`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Resize", since: 10)

  /// The lengths of the output.
  public enum Target: Sendable, Hashable {
    /// A factor for each axis.
    case scales([Float])
    /// A length for each axis.
    case lengths([Int])
    /// The largest tensor of the input's proportions of which no axis is longer than given.
    case atMost([Int])
    /// The smallest tensor of the input's proportions of which no axis is shorter than given.
    case atLeast([Int])
  }

  /// How elements between places of the input are made.
  public enum Interpolation: Sendable, Hashable {
    /// The nearest element.
    case nearest(Rounding)
    /// On a line between two neighbours.
    case linear
    /// On a cubic curve through four neighbours, with the slope parameter of Keys.
    case cubic(Float)
  }

  /// Which of two neighbours is the nearest.
  public enum Rounding: String, Sendable, Hashable {
    /// The nearer one, the left one where both are equally near.
    case preferLeft = "round_prefer_floor"
    /// The nearer one, the right one where both are equally near.
    case preferRight = "round_prefer_ceil"
    /// The left one.
    case left = "floor"
    /// The right one.
    case right = "ceil"
    /// The left one where an axis becomes longer, else the right one.
    case simple
  }

  /// Where in the input the place x of an output of length L' lies, for an input of length L.
  public enum Coordinates: String, Sendable, Hashable {
    /// (x + 1/2) / scale - 1/2.
    case halfPixel = "half_pixel"
    /// The same, about the centre where the scale and the lengths differ.
    case halfPixelSymmetric = "half_pixel_symmetric"
    /// The same, 0 where L' = 1.
    case halfPixelOrFirst = "pytorch_half_pixel"
    /// (x + 1/2) / scale.
    case halfPixelForNearest = "tf_half_pixel_for_nn"
    /// x (L - 1) / (L' - 1).
    case alignedCorners = "align_corners"
    /// x / scale.
    case asymmetric
    /// Within a region: (start + x (end - start) / (L' - 1)) (L - 1).
    case region = "tf_crop_and_resize"
  }

  /// The lengths of the output.
  public let target: Target
  /// The axes that ``target`` and ``region`` list, counted from the last where negative; `nil` for
  /// all.
  public let axes: [Int]?
  /// How elements between places of the input are made.
  public let interpolation: Interpolation
  /// Where places of the output lie in the input.
  public let coordinates: Coordinates
  /// The starts along all axes, then the ends, 0 and 1 being the first and the last element; for
  /// ``Coordinates/region``.
  public let region: [Float]
  /// What is given for places outside the input with ``Coordinates/region``.
  public let outside: Float
  /// Whether elements beyond the edges weigh nothing.
  public let excludesOutside: Bool
  /// Whether the weights reach as far as the distance between places of the output where that is
  /// larger.
  public let antialiases: Bool

  /// A tensor sampled at other places.
  public init(
    _ target: Target, axes: [Int]? = nil, interpolation: Interpolation = .linear,
    coordinates: Coordinates = .halfPixel, region: [Float] = [], outside: Float = 0,
    excludesOutside: Bool = false, antialiases: Bool = false
  ) {
    self.target = target
    self.axes = axes
    self.interpolation = interpolation
    self.coordinates = coordinates
    self.region = region
    self.outside = outside
    self.excludesOutside = excludesOutside
    self.antialiases = antialiases
  }

  /// The output's lengths.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where the lists do not fit the input, a scale is
  ///   not above 0, or there is nothing to sample; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    return [try shape(samplings(of: input).map(\.outputLength))]
  }

  /// Where each element comes from and with which weights.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { sampler(inputs) }

  private func sampler(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let output = try? outputShapes(inputs)[0], output.count > 0,
      let samplings = try? samplings(of: inputs[0])
    else { return nil }
    let isWhole = samplings.allSatisfy(\.isWhole)
    guard case .nearest = interpolation else {
      return isWhole
        ? IndexedCopies(IndexedCopy(input: inputs[0], indices: samplings.map { _ in nil }))
        : Resampling(samplings, outside: outside)
    }
    return IndexedCopies(
      IndexedCopy(
        input: inputs[0], indices: samplings.map { $0.isWhole ? nil : $0.nearest }, fill: outside))
  }

  /// Looks the elements up, or sums them axis by axis.
  public func forward(_ call: ForwardCall) {
    let state = call.state ?? sampler(call.inputs.map(\.shape))
    (state as? IndexedCopies)?.run(call)
    (state as? Resampling)?.run(call)
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// Adds up what each element gave, axis by axis.
  public func backward(_ call: BackwardCall) {
    let state = call.state ?? sampler(call.inputs.map(\.shape))
    if let resampling = state as? Resampling {
      resampling.backward(call)
    } else {
      backward(call, state as? IndexedCopies)
    }
  }
}

extension Resize: MomentOperator {
  // The mean sum of squares of what neighbours count for in an element between them, at places spread
  // evenly; beyond the first and the last centre one counts for all.
  private func squares(_ call: MomentCall) -> Double {
    if case .nearest = interpolation { return 1 }
    let (x, y) = (call.shapes[0], call.outputShapes[0])
    var result = 1.0
    for axis in 0..<min(x.rank, y.rank) where x[axis] != y[axis] {
      let growth = Double(y[axis]) / Double(max(x[axis], 1))
      let edges = growth > 1 ? (1 - 1 / growth) / Double(max(x[axis], 1)) : 0
      result *= 2 / 3 * (1 - edges) + edges
    }
    return result
  }

  /// The nearest elements; other interpolations as means of two neighbours, approximate.
  ///
  /// Typical error 10 % of the mean square, of the gradient's too.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    var y = call.signal(0)
    y.axes = y.axes.resized(to: call.outputShapes[0])
    y.openEntries = nil
    if case .nearest = interpolation { return [y] }
    // A mean of two neighbours on each axis, at places spread evenly between them.
    let x = call.signal(0)
    let axes = (0..<call.shapes[0].rank).filter { call.shapes[0][$0] != call.outputShapes[0][$0] }
    let own = squares(call)
    let bits = axes.reduce(0) { $0 | x.axes.axes[$1].reduce(0) { $0 | $1.role.bit } }
    var products = call.space.products(x.form)
    for r in 0..<16 where r & bits == 0 {
      products[r] = own * products[r] + (1 - own) * products[r | bits]
    }
    y.form = call.space.unrelated(
      mean: x.form.constant, products: products, isNormal: call.space.isNormal(x.form),
      isExact: false, madeOf: [x.form])
    y.length = x.length.uncertain
    return [y]
  }

  /// The sum over the elements that come from one.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let (x, y) = (call.forward.shapes[0], call.forward.outputShapes[0])
    let copies = Double(y.count) / Double(max(x.count, 1))
    var roles = 0
    for (axis, factors) in call.outputs[0].axes.axes.enumerated()
    where x.rank == y.rank && x[axis] != y[axis] {
      for factor in factors { roles |= factor.role.bit }
    }
    // An element between two has shares of both, whose squares sum up to 2 / 3 on average.
    let own = squares(call.forward)
    let positions = (0..<min(x.rank, y.rank)).filter { x[$0] != y[$0] }
      .reduce(1.0) { $0 * Double(x[$1]) }
    let between = copies * (1 - own) / max(positions - 1, 1)
    let before = call.outputProducts
    var kernel = call.outputProducts
    for r in 0..<16 where r & roles == 0 {
      kernel[r] =
        copies * own * kernel[r] + copies * max(copies - own, 0) * kernel[r | roles]
    }
    for r in 0..<16 where r & roles != 0 {
      // Neighbours that an element lies between both have a share of its gradient.
      kernel[r] = copies * copies * before[r] + between * before[r & ~roles]
    }
    let isExact: Bool
    if case .nearest = interpolation {
      isExact = call.gradients.isExact(call.outputGradient)
    } else {
      isExact = false
    }
    return [call.gradients.source(kernel, isExact: isExact)]
  }
}
