import Diagnoses

/// A report as the JSON of `xavier audit` has it, schema `xavier.audit/1`.
struct AuditDocument: Encodable {
  let schema = "xavier.audit/1"
  let checkpoint: String
  @ExplicitNull var recipe: String?
  @ExplicitNull var against: String?
  let findings: [Finding]
  let tensors: [Tensor]
  @ExplicitNull var changes: [Change]?
  let remarks: [String]

  init(_ report: AuditReport) {
    checkpoint = report.name
    recipe = report.result.recipe
    against = report.result.comparison?.other
    findings = report.result.findings.map(Finding.init)
    tensors = report.result.tensors.map(Tensor.init)
    changes = report.result.comparison?.entries.map(Change.init)
    remarks = report.remarks
  }
}

extension AuditDocument {
  struct Finding: Encodable {
    let code, severity, message, remedy: String
    let tensors: [String]

    init(_ finding: AuditFinding) {
      code = finding.code.rawValue
      severity = finding.severity.rawValue
      message = finding.message
      remedy = finding.remedy
      tensors = finding.tensors
    }
  }

  struct Tensor: Encodable {
    let name, dtype: String
    let shape: [Int]
    @ExplicitNull var role: String?
    @ExplicitNull var law: String?
    @ExplicitNull var lawConfidence: Double?
    @ExplicitNull var bounds: [Double]?
    @ExplicitNull var mean: Double?
    @ExplicitNull var standardDeviation: Double?
    @ExplicitNull var minimum: Double?
    @ExplicitNull var maximum: Double?
    @ExplicitNull var kurtosis: Double?
    @ExplicitNull var largestInDeviations: Double?
    @ExplicitNull var nanCount: Int?
    @ExplicitNull var infinityCount: Int?
    @ExplicitNull var zeroCount: Int?
    @ExplicitNull var denormalCount: Int?
    @ExplicitNull var initializer: String?
    @ExplicitNull var initializerStandardDeviation: Double?
    let otherInitializers: [String]
    @ExplicitNull var confidence: Double?
    @ExplicitNull var standardErrors: Double?
    @ExplicitNull var runnerUp: String?
    @ExplicitNull var expectedLaw: String?
    @ExplicitNull var expectedStandardDeviation: Double?
    let parts: [Part]

    init(_ tensor: AuditedTensor) {
      name = tensor.name
      dtype = tensor.type.rawValue
      shape = tensor.shape.lengths
      role = tensor.role
      law = tensor.law?.family.rawValue
      lawConfidence = tensor.law?.confidence.finite
      bounds = tensor.law?.bounds.map { [$0.lowerBound, $0.upperBound] }
      let numbers = tensor.statistics
      mean = numbers?.mean.finite
      standardDeviation = numbers?.standardDeviation.finite
      minimum = numbers?.minimum.finite
      maximum = numbers?.maximum.finite
      kurtosis = numbers?.kurtosis.finite
      largestInDeviations = numbers?.largestInDeviations.finite
      nanCount = numbers?.notNumbers
      infinityCount = numbers?.infinities
      zeroCount = numbers?.zeros
      denormalCount = numbers?.denormals
      let match = tensor.initializer
      initializer = match?.name
      initializerStandardDeviation = match?.standardDeviation.finite
      otherInitializers = match?.synonyms ?? []
      confidence = match?.confidence.finite
      standardErrors = match?.errors.finite
      runnerUp = match?.runnerUp?.name
      expectedLaw = tensor.expected?.spelling
      expectedStandardDeviation = tensor.expected?.standardDeviation.finite
      parts = tensor.parts.count > 1 ? tensor.parts.map(Part.init) : []
    }
  }

  struct Part: Encodable {
    @ExplicitNull var law: String?
    @ExplicitNull var mean: Double?
    @ExplicitNull var standardDeviation: Double?
    @ExplicitNull var initializer: String?

    init(_ part: AuditedTensor.Part) {
      law = part.law?.family.rawValue
      mean = part.statistics.mean.finite
      standardDeviation = part.statistics.standardDeviation.finite
      initializer = part.initializer?.name
    }
  }

  struct Change: Encodable {
    let name, change: String
    @ExplicitNull var relativeChange: Double?
    @ExplicitNull var correlation: Double?

    init(_ entry: CheckpointComparison.Entry) {
      name = entry.name
      change = entry.change.rawValue
      relativeChange = entry.relativeChange?.finite
      correlation = entry.correlation?.finite
    }
  }
}
