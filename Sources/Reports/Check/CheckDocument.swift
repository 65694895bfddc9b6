import Diagnoses
import Networks
import Recipes

/// A report as the JSON of `xavier check` has it, schema `xavier.check/1`.
struct CheckDocument: Encodable {
  let schema = "xavier.check/1"
  let network, verdict: String
  @ExplicitNull var recipe: String?
  let findings: [FindingDocument]
  let layers: [LayerDocument]
  @ExplicitNull var plan: [PlanDocument]?
  let adjustments: [AdjustmentDocument]
  let limits: [String]
  let method: MethodDocument
  @ExplicitNull var jacobian: JacobianDocument?

  init(_ report: CheckReport) {
    let diagnosis = report.diagnosis
    network = report.networkName
    verdict = diagnosis.verdict.rawValue
    recipe = diagnosis.plan?.recipe
    findings = diagnosis.findings.map(FindingDocument.init)
    layers = diagnosis.layers.map(LayerDocument.init)
    plan = diagnosis.plan.map { PlanRow.rows($0, of: report.network).map(PlanDocument.init) }
    adjustments = diagnosis.adjustments.map(AdjustmentDocument.init)
    limits = diagnosis.plan?.limits ?? []
    method = MethodDocument(diagnosis.method)
    jacobian = diagnosis.spectrum.map(JacobianDocument.init)
  }
}

extension CheckDocument {
  struct FindingDocument: Encodable {
    let code, weight, message, cause, remedy: String
    @ExplicitNull var layer: String?

    init(_ finding: Finding) {
      code = finding.code.rawValue
      weight = finding.weight.rawValue
      message = finding.message
      cause = finding.cause
      remedy = finding.remedy
      layer = finding.layer
    }
  }

  struct LayerDocument: Encodable {
    let name, `operator`: String
    let trunk: Bool
    let forward: Forward
    let backward: Backward
    @ExplicitNull var deadFraction: Double?
    @ExplicitNull var saturatedFraction: Double?
    @ExplicitNull var biasShare: Double?
    let parameters: [ParameterDocument]

    init(_ layer: LayerReading) {
      name = layer.name
      self.operator = layer.operator
      trunk = layer.isTrunk
      forward = Forward(
        measured: layer.measured.map(MeasuredValue.init),
        predicted: layer.predicted.map(PredictedValue.init))
      backward = Backward(
        measured: layer.measured?.gradientSecondMoment.map(MeasuredGradient.init),
        predicted: layer.predicted.flatMap(PredictedGradient.init))
      deadFraction = layer.measured?.deadFraction.finite
      saturatedFraction = layer.measured?.saturatedFraction?.finite
      biasShare = layer.measured?.biasShare?.finite
      parameters = layer.parameters.enumerated().map { index, name in
        let gradients = layer.parameterGradients
        return ParameterDocument(
          name: name, gradient: index < gradients.count ? gradients[index] : nil)
      }
    }
  }

  struct Forward: Encodable {
    @ExplicitNull var measured: MeasuredValue?
    @ExplicitNull var predicted: PredictedValue?
  }

  struct MeasuredValue: Encodable {
    @ExplicitNull var mean: Double?
    @ExplicitNull var meanInterval: [Double]?
    @ExplicitNull var secondMoment: Double?
    @ExplicitNull var secondMomentInterval: [Double]?
    @ExplicitNull var correlation: Double?
    @ExplicitNull var correlationInterval: [Double]?

    init(_ figures: LayerReading.Figures) {
      mean = figures.mean.value.finite
      meanInterval = figures.mean.bounds
      secondMoment = figures.secondMoment.value.finite
      secondMomentInterval = figures.secondMoment.bounds
      correlation = figures.correlation?.value.finite
      correlationInterval = figures.correlation?.bounds
    }
  }

  struct PredictedValue: Encodable {
    @ExplicitNull var mean: Double?
    @ExplicitNull var secondMoment: Double?
    @ExplicitNull var typicalSecondMoment: Double?
    @ExplicitNull var band: [Double]?
    @ExplicitNull var correlation: Double?
    let exact: Bool

    init(_ prediction: LayerReading.Prediction) {
      mean = prediction.mean.finite
      secondMoment = prediction.secondMoment.finite
      typicalSecondMoment = prediction.typical.value.finite
      band = prediction.typical.band.finiteBounds
      correlation = prediction.correlation.finite
      exact = prediction.isExact
    }
  }

  struct Backward: Encodable {
    @ExplicitNull var measured: MeasuredGradient?
    @ExplicitNull var predicted: PredictedGradient?
  }

  struct MeasuredGradient: Encodable {
    @ExplicitNull var secondMoment: Double?
    @ExplicitNull var secondMomentInterval: [Double]?

    init(_ estimate: Estimate) {
      secondMoment = estimate.value.finite
      secondMomentInterval = estimate.bounds
    }
  }

  struct PredictedGradient: Encodable {
    @ExplicitNull var secondMoment: Double?
    let exact: Bool

    init?(_ prediction: LayerReading.Prediction) {
      guard let gradient = prediction.gradientSecondMoment else { return nil }
      secondMoment = gradient.finite
      exact = prediction.isGradientExact
    }
  }

  struct ParameterDocument: Encodable {
    let name: String
    @ExplicitNull var gradientSecondMoment: Double?
    @ExplicitNull var gradientSecondMomentInterval: [Double]?

    init(name: String, gradient: Estimate?) {
      self.name = name
      gradientSecondMoment = gradient?.value.finite
      gradientSecondMomentInterval = gradient?.bounds
    }
  }

  struct PlanDocument: Encodable {
    let parameter, law, spelling, reason: String
    @ExplicitNull var standardDeviation: Double?

    init(_ row: PlanRow) {
      parameter = row.parameters[0]
      law = row.law
      spelling = row.spelling
      reason = row.reason
      standardDeviation = row.standardDeviation?.finite
    }
  }

  struct AdjustmentDocument: Encodable {
    let parameter, reason: String
    @ExplicitNull var factor: Double?

    init(_ adjustment: Adjustment) {
      parameter = adjustment.parameter
      reason = adjustment.reason
      factor = adjustment.factor.finite
    }
  }

  struct MethodDocument: Encodable {
    let measured: Bool
    @ExplicitNull var reason: String?
    let examples, draws: Int
    let seed: UInt64
    let data: String
    let remarks: [String]

    init(_ method: Diagnosis.Method) {
      measured = method.isMeasured
      reason = method.reason
      (examples, draws, seed) = (method.examples, method.draws, method.seed)
      data = method.data
      remarks = method.remarks
    }
  }

  struct JacobianDocument: Encodable {
    let singularValues: [Double]
    @ExplicitNull var predicted: [Double]?
    let remarks: [String]

    init(_ spectrum: HiddenSpectrum) {
      singularValues = spectrum.measured
      predicted = spectrum.predicted
      remarks = spectrum.remarks
    }
  }
}

extension Estimate {
  fileprivate var bounds: [Double]? { interval.finiteBounds }
}

extension ClosedRange<Double> {
  fileprivate var finiteBounds: [Double]? {
    lowerBound.isFinite && upperBound.isFinite ? [lowerBound, upperBound] : nil
  }
}
