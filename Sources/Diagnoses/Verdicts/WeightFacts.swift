import Initializers
import Networks
import Operators
import Tensors

/// What the weights of a network are like, one parameter at a time and unit by unit.
public struct WeightFacts: Sendable {
  /// What one parameter is like.
  public struct Parameter: Sendable, Hashable {
    /// The mean of its numbers.
    public let mean: Double
    /// Their mean square.
    public let secondMoment: Double
    /// Whether all are finite.
    public let isFinite: Bool
    /// Whether all are 0.
    public let isZero: Bool
    /// Whether all are one number.
    public let isConstant: Bool
    /// The share of them that is 0.
    public let zeroShare: Double

    /// The variance of a weight times fan in, by which the mean square of what enters grows.
    public func gain(_ spec: ParameterSpec) -> Double { secondMoment * spec.fans.fanIn }
  }

  /// Units of one layer that have a twin.
  public struct Twins: Sendable, Hashable {
    /// The node that applies the layer's weight.
    public let node: Int
    /// The number of units.
    public let units: Int
    /// How many of them have another with bit-equal weights in, bias, and weights out.
    public let count: Int

    /// Units with twins.
    public init(node: Int, units: Int, count: Int) {
      self.node = node
      self.units = units
      self.count = count
    }

    /// Those with a twin among all.
    public var share: Double { Double(count) / Double(max(1, units)) }
  }

  /// The parameters, in the network's order.
  public let parameters: [Parameter]
  /// The layers with twins, in the order of execution.
  public let twins: [Twins]

  /// What given weights are like.
  ///
  /// - Precondition: they are those of the network.
  /// - Complexity: linear in the number of weights.
  public init(of weights: borrowing Weights, in network: Network, shapes: [Shape]) {
    let tensors = weights.tensors
    parameters = tensors.map { Parameter(UnsafeBufferPointer($0.elements)) }
    twins = UnitSignatures(network, shapes: shapes) { UnitHashes($0, tensors[$1].elements) }.twins()
  }

  /// What weights will be like, from the laws that draw them.
  public init(lawsOf network: Network, shapes: [Shape]) {
    let laws = network.parameters.map { ParameterMoments(of: $0) }
    parameters = laws.map {
      Parameter(
        mean: $0.mean, secondMoment: $0.secondMoment, isFinite: $0.secondMoment.isFinite,
        isZero: $0.secondMoment == 0, isConstant: $0.variance == 0,
        zeroShare: $0.secondMoment == 0 ? 1 : 0)
    }
    // Draws are never equal.
    let areSomeFixed = zip(network.parameters, laws).contains { parameter, law in
      law.variance == 0 && (parameter.spec?.fans.fanIn ?? 1) > 1
    }
    guard areSomeFixed else {
      twins = []
      return
    }
    twins = UnitSignatures(network, shapes: shapes) { spec, number in
      UnitHashes(spec, constant: laws[number].variance == 0 ? laws[number].mean : nil)
    }.twins()
  }
}

extension WeightFacts.Parameter {
  init(_ numbers: UnsafeBufferPointer<Float>) {
    var (sum, squares) = (0.0, 0.0)
    // In pieces, so that the loop runs on vectors and loses no digits.
    var start = 0
    var isConstant = true
    var zeros = 0
    let first = numbers.first ?? 0
    while start < numbers.count {
      let end = min(start + 4096, numbers.count)
      var part = SIMD8<Double>.zero
      var partSquares = SIMD8<Double>.zero
      var partZeros = SIMD8<Int32>.zero
      var place = start
      while place + 8 <= end {
        var x = SIMD8<Float>()
        for lane in 0..<8 { x[lane] = numbers[place + lane] }
        let wide = SIMD8<Double>(x)
        part += wide
        partSquares += wide * wide
        partZeros.replace(with: partZeros &+ 1, where: x .== 0)
        if isConstant, any(x .!= SIMD8(repeating: first)) { isConstant = false }
        place += 8
      }
      sum += part.sum()
      squares += partSquares.sum()
      zeros += Int(partZeros.wrappedSum())
      while place < end {
        let x = Double(numbers[place])
        sum += x
        squares += x * x
        if numbers[place] != first { isConstant = false }
        if x == 0 { zeros += 1 }
        place += 1
      }
      start = end
    }
    let count = Double(max(1, numbers.count))
    self.init(
      mean: sum / count, secondMoment: squares / count, isFinite: squares.isFinite,
      isZero: squares == 0, isConstant: isConstant, zeroShare: Double(zeros) / count)
  }
}
