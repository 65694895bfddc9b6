import Initializers
import Tensors

/// What theory knows of a parameter or a constant: the law of its elements.
package struct ParameterMoments: Sendable {
  /// Its shape.
  package let shape: Shape
  /// The mean of an element.
  package let mean: Double
  /// The variance of an element about it.
  package let variance: Double
  /// Whether elements are drawn independently, or as if they were as far as mean squares go.
  package let isDrawn: Bool
  /// Whether it is normal, which finite widths can tell.
  package let isNormal: Bool
  /// The value on the diagonal where it is an identity map.
  package let diagonal: Double?
  /// Its numbers, where they are few and known.
  package let numbers: StoredTensor?
  /// How many entries of a mask's rows are not minus infinity, with the number of such rows; `nil`
  /// for numbers without it.
  let openEntries: [Double: Int]?
  /// The number of the parameter in its network, by which its uses are told to be of one draw.
  package var identity: Int?
  /// Whether more than one operator uses it.
  package var isShared = false

  /// A law.
  package init(
    shape: Shape, mean: Double, variance: Double, isDrawn: Bool = true, isNormal: Bool = false,
    diagonal: Double? = nil, numbers: StoredTensor? = nil
  ) {
    self.shape = shape
    self.mean = mean
    self.variance = variance
    self.isDrawn = isDrawn
    self.isNormal = isNormal
    self.diagonal = diagonal
    self.numbers = numbers
    openEntries = numbers.flatMap(Self.openEntries)
  }

  /// The moments of a law's elements.
  package init(law: any Law, spec: ParameterSpec) {
    let shape = spec.shape
    switch law {
    case let law as Constant:
      self.init(shape: shape, mean: Double(law.value), variance: 0)
    case let law as GateConstants:
      let share = 1 / Double(max(spec.length(.gate), 1))
      let value = Double(law.value)
      self.init(
        shape: shape, mean: value * share, variance: value * value * share * (1 - share),
        isDrawn: false)
    case let law as Identity:
      let inputs = max(spec.length(.input), 1)
      let outputs = max(spec.length(.output), 1)
      let share =
        Double(min(inputs, outputs)) / (Double(inputs) * Double(outputs))
        / Double(max(spec.length(.kernel), 1))
      self.init(
        shape: shape, mean: law.gain * share, variance: law.gain * law.gain * share * (1 - share),
        isDrawn: false, diagonal: law.gain)
    default:
      let mean = law.isElementwise ? law.spreads(of: spec).first?.mean ?? 0 : 0
      self.init(
        shape: shape, mean: mean, variance: law.variance(of: spec), isNormal: law is Normal)
    }
  }

  /// The moments of given numbers; minus infinity, as masks have it, is left out.
  package init(numbers: StoredTensor) {
    let shape = numbers.shape
    if numbers.isFilled, shape.count > 0 {
      let value = numbers.element(0).doubles[0]
      self.init(shape: shape, mean: value, variance: 0, isDrawn: false, numbers: numbers)
      return
    }
    let floats = numbers.floats
    var (count, sum) = (0.0, 0.0)
    for x in floats where x != -.infinity {
      sum += Double(x)
      count += 1
    }
    let mean = count > 0 ? sum / count : 0
    var squares = 0.0
    for x in floats where x != -.infinity {
      squares += (Double(x) - mean) * (Double(x) - mean)
    }
    self.init(
      shape: shape, mean: mean, variance: count > 0 ? squares / count : 0, isDrawn: false,
      numbers: numbers)
  }

  /// The same numbers in another shape.
  package func with(shape: Shape) -> ParameterMoments {
    var result = ParameterMoments(
      shape: shape, mean: mean, variance: variance, isDrawn: isDrawn, isNormal: isNormal,
      diagonal: shape.rank == self.shape.rank ? diagonal : nil,
      numbers: numbers.flatMap { try? $0.reshaped(to: shape) })
    if shape.count == self.shape.count { result.identity = identity }
    result.isShared = isShared
    return result
  }

  /// The mean square of an element.
  package var secondMoment: Double { variance + mean * mean }

  /// The number, where all elements are the same.
  package var number: Double? { variance == 0 ? mean : nil }

  /// The parameter as a value whose axes are for what those of `axes` are, aligned at the last.
  package func signal(_ space: MomentSpace, like axes: MomentAxes) -> SignalMoments {
    let missing = axes.axes.count - shape.rank
    var own: [[MomentFactor]] = []
    for (axis, length) in shape.lengths.enumerated() {
      let there = axis + missing >= 0 && length != 1 ? axes.axes[axis + missing] : []
      let fits = there.reduce(1) { $0 * $1.length } == length
      own.append(fits ? there : [MomentFactor(.feature, length)])
    }
    let found = MomentAxes(own)
    let key = identity.map { MomentSpace.ParameterKey(identity: $0, axes: found) }
    if let key, let known = space.parameterForms[key] { return SignalMoments(known, found) }
    var products = MomentKernel(repeating: mean * mean)
    for r in 0..<16 where r & found.bits == 0 { products[r] += variance }
    // The elements of a parameter that was drawn are those of fresh weights.
    let form = space.unrelated(
      mean: mean, products: products, isNormal: isNormal, isExact: true)
    if let key { space.parameterForms[key] = form }
    return SignalMoments(form, found)
  }
}

extension ParameterMoments {
  private static func openEntries(_ numbers: StoredTensor) -> [Double: Int]? {
    guard !numbers.isFilled, let columns = numbers.shape.lengths.last, columns > 0 else {
      return nil
    }
    let floats = numbers.floats
    guard floats.contains(-.infinity) else { return nil }
    var found: [Double: Int] = [:]
    for row in stride(from: 0, to: floats.count, by: columns) {
      var open = 0
      for column in 0..<columns where floats[row + column] != -.infinity { open += 1 }
      found[Double(open), default: 0] += 1
    }
    return found
  }
}
