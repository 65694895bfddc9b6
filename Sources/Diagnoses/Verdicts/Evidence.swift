import Networks
import Operators
import Tensors

/// What verdicts are taken on: a network with its readings, measured or predicted.
public struct Evidence: Sendable {
  /// The graph.
  public let network: Network
  /// The shape of every value, by its number.
  public let shapes: [Shape]
  /// The number of examples in those shapes.
  public let examples: Int
  /// What everything passes.
  public let trunk: Trunk
  /// What each value was like, by its number: the median over draws.
  public let readings: [ValueReading?]
  /// The mean squares of an element of the gradients of parameters, by their numbers.
  public let parameterGradients: [Double?]
  /// What theory predicts; `nil` where it is not of use.
  public let prediction: NetworkMoments?
  /// What the weights are like.
  public let weights: WeightFacts
  /// The numbers of parameters that are zero by design.
  public let zeroByDesign: Set<Int>
  /// Whether a value was run; else the readings are theory's.
  public let isMeasured: Bool
  /// Whether the weights were learned, so that their statistics follow no law.
  public let areWeightsTrained: Bool
  /// Whether the inputs were the user's own.
  public let areInputsGiven: Bool
  /// What the recipe `auto` says no weights can mend, where it chose them; `nil` for other weights.
  public var limitsOfAutomatic: [String]?

  let signals: SignalScale

  /// Evidence from readings.
  public init(
    network: Network, shapes: [Shape], examples: Int, readings: [ValueReading?],
    parameterGradients: [Double?] = [], prediction: NetworkMoments? = nil, weights: WeightFacts,
    zeroByDesign: Set<Int> = [], isMeasured: Bool, areWeightsTrained: Bool = false,
    areInputsGiven: Bool = false
  ) {
    self.network = network
    self.shapes = shapes
    self.examples = max(1, examples)
    trunk = Trunk(of: network, shapes: shapes, examples: examples)
    self.readings = readings
    self.parameterGradients =
      parameterGradients.isEmpty ? network.parameters.map { _ in nil } : parameterGradients
    self.prediction = prediction
    self.weights = weights
    self.zeroByDesign = zeroByDesign
    self.isMeasured = isMeasured
    self.areWeightsTrained = areWeightsTrained
    self.areInputsGiven = areInputsGiven
    signals = SignalScale(network)
  }

  /// Evidence from a measurement.
  public init(
    network: Network, shapes: [Shape], measurement: Measurement,
    prediction: NetworkMoments? = nil, weights: WeightFacts, areWeightsTrained: Bool = false,
    areInputsGiven: Bool = false
  ) {
    self.init(
      network: network, shapes: shapes, examples: measurement.examples,
      readings: measurement.medianReadings,
      parameterGradients: network.parameters.indices.map { parameter in
        median(measurement.parameterGradients.compactMap { $0[parameter] })
      }, prediction: prediction, weights: weights, zeroByDesign: measurement.probed,
      isMeasured: true,
      areWeightsTrained: areWeightsTrained, areInputsGiven: areInputsGiven)
  }

  /// Evidence from theory alone, so that the same rules judge networks that are not run.
  ///
  /// It knows nothing of dead units but where a value is zero altogether.
  public init(
    network: Network, shapes: [Shape], examples: Int, prediction: NetworkMoments,
    weights: WeightFacts, areWeightsTrained: Bool = false, areInputsGiven: Bool = false
  ) {
    self.init(
      network: network, shapes: shapes, examples: examples,
      readings: network.readings(from: prediction, shapes: shapes, examples: examples),
      parameterGradients: network.parameters.map {
        prediction.gradient($0.value)?.secondMoment
      }, prediction: prediction, weights: weights, isMeasured: false,
      areWeightsTrained: areWeightsTrained, areInputsGiven: areInputsGiven)
  }

  /// Whether findings of a kind decide: of weights that were learned only those that tell of a fault
  /// whatever the sizes are, on made-up inputs only those that hold for any.
  func decides(_ verdict: Verdict) -> Bool {
    guard areWeightsTrained else { return true }
    if [.nonfinite, .dead, .symmetric].contains(verdict) { return true }
    return areInputsGiven && [.saturated, .collapsed].contains(verdict)
  }

  /// The values of a chain at which lengths, gradients and differences are compared.
  ///
  /// They are those that weights, sums or normalizations give. What activations and pools make of them is another kind of
  /// number: sigmoid adds a mean that the next bias can take away.
  func stations(of chain: Trunk.Chain) -> [Int] {
    chain.values.filter { value in
      guard case .node(let number, _) = network.sources[value] else { return false }
      return network.nodes[number].function.isStation
    }
  }

  /// q, the mean square of a value.
  func secondMoment(_ value: Int) -> Double? { readings[value]?.secondMoment }

  /// R = q G.
  func backwardReading(_ value: Int) -> Double? {
    guard let reading = readings[value], let length = reading.gradientLength else { return nil }
    return reading.secondMoment * length
  }

  /// 1 - c: how much examples differ; `nil` where that was not seen, or a value is zero.
  func difference(_ value: Int) -> Double? {
    guard let reading = readings[value], reading.secondMoment > 0, let c = reading.correlation
    else { return nil }
    return max(0, 1 - c)
  }

  /// The name of the node that gives a value, or of the input that it is.
  func name(of value: Int) -> String {
    switch network.sources[value] {
    case .node(let number, _): network.nodes[number].name
    case .input(let number): network.inputs[number].name
    case .parameter(let number): network.parameters[number].path
    case .constant: "constant"
    }
  }
}

extension Operator {
  // Whether its outputs are of the kind that weights and sums give.
  fileprivate var isStation: Bool {
    if functionOfEachElement != nil { return false }
    switch self {
    case is Clip, is PReLU, is Swish, is Softmax, is LogSoftmax, is Operators.MaxPool,
      is Operators.AveragePool, is Operators.GlobalMaxPool, is Operators.GlobalAveragePool,
      is ReduceMean, is ReduceMax, is ReduceMin, is Max, is Min:
      return false
    default: return !isMove
    }
  }
}
