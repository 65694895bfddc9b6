import GaussianIntegrals

/// An activation as JSON: `"kind": "activation"` of `Documentation/JSON.md`.
struct FunctionDocument: Encodable {
  let schema = "xavier.explain/1"
  let kind = "activation"
  let name, equation: String
  @ExplicitNull var inputVariance: Double?
  @ExplicitNull var mean: Double?
  @ExplicitNull var secondMoment: Double?
  @ExplicitNull var variance: Double?
  @ExplicitNull var slopeMean: Double?
  @ExplicitNull var slopeSecondMoment: Double?
  @ExplicitNull var forwardGain: Double?
  @ExplicitNull var backwardGain: Double?
  @ExplicitNull var compromiseGain: Double?
  @ExplicitNull var chi: Double?
  @ExplicitNull var alpha: Double?
  @ExplicitNull var torchGain: Double?
  var edgeOfChaos: [Point] = []

  /// A function that maps whole rows, of which all numbers are null.
  init(name: String, equation: String) {
    self.name = name
    self.equation = equation
  }

  /// A function of one number.
  init(_ explanation: FunctionExplanation) {
    let moments = explanation.moments
    name = explanation.function.name
    equation = explanation.function.equation
    inputVariance = moments.inputVariance
    mean = explanation.mean.finite
    secondMoment = moments.secondMoment.finite
    variance = moments.variance.finite
    slopeMean = moments.slopeMean.finite
    slopeSecondMoment = moments.slopeSecondMoment.finite
    forwardGain = moments.forwardGain.finite
    backwardGain = moments.backwardGain.finite
    compromiseGain = moments.compromiseGain.finite
    chi = moments.gradientGrowth.finite
    alpha = moments.lengthSlope.finite
    torchGain = explanation.torchGain
    edgeOfChaos = explanation.criticalPoints.map(Point.init)
  }

  /// A critical point.
  struct Point: Encodable {
    let kind, stability: String
    let biasVariance, signalVariance, weightVariance, alpha: Double

    init(_ point: EdgeOfChaos.Point) {
      kind = point.kind.rawValue
      stability = point.stability.rawValue
      biasVariance = point.biasVariance
      signalVariance = point.variance
      weightVariance = point.weightVariance
      alpha = point.slope
    }
  }
}
