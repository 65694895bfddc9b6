import Networks
import Recipes
import Threads

/// A check in steps: draws are measured one by one, by this process or others, and judged together.
///
/// ```swift
/// let work = try CheckWork(check)
/// let readings = try work.seeds.map { try work.reading(seed: $0) }
/// let diagnosis = try work.diagnosis(of: readings)
/// ```
/// The diagnosis is that of ``Check/run(threads:)``, bit for bit, whoever measured.
public final class CheckWork {
  /// The seeds of the draws to measure; none where theory alone judges.
  public let seeds: [UInt64]
  /// Among how many runs the examples are shared: memory decides, and other runs give other rounding.
  public var runs: Int { measurer?.inputs.runs ?? 0 }
  /// The network with the weights that are judged.
  public var network: Network { subject.network }

  let check: Check
  let inputs: CheckInputs
  let subject: CheckSubject
  private let measurer: Measurer?
  // Why nothing is measured although it was wanted.
  private let reason: String?
  let threads: ThreadPool
  // What the weights of the first draw are like, once it is measured.
  private var facts: WeightFacts?
  // What verdicts on measured draws were taken on.
  private(set) var judged: Evidence?

  /// Lays out the measuring of a check.
  ///
  /// - Throws: `RecipeError` where the recipe cannot draw a parameter; `NetworkError` where the network
  ///   does not take such inputs.
  public init(_ check: Check, threads: ThreadPool = .shared) throws {
    self.check = check
    self.threads = threads
    let asked = try CheckInputs(for: check.network, data: check.data, examples: check.examples)
    subject = try CheckSubject(check, asked)
    var measurer: Measurer?
    var reason: String?
    if !check.isTheoryOnly {
      var options = Measurer.Options(usesBatchStatistics: !subject.areWeightsTrained)
      options.memoryLimit = check.memoryLimit
      do {
        measurer = try Measurer.fitting(
          subject.network, data: check.data, examples: check.examples, options: options,
          threads: threads)
      } catch {
        guard error.code == .memory else { throw error }
        reason = "\(error)"
      }
    }
    self.measurer = measurer
    self.reason = reason
    inputs = measurer?.inputs ?? asked
    let isDrawn = subject.network.parameters.contains { $0.law != nil }
    let count = measurer == nil ? 0 : isDrawn ? max(1, check.draws) : 1
    seeds = (0..<UInt64(count)).map { check.seed &+ $0 }
  }

  /// Measures one draw.
  ///
  /// - Parameter seed: one of ``seeds``.
  /// - Throws: `RecipeError` where the examples say nothing to a recipe that measures.
  /// - Precondition: ``seeds`` is not empty.
  public func reading(seed: UInt64) throws -> DrawReading {
    guard let measurer else { preconditionFailure("check: a draw, none was expected by theory") }
    var adjustments: [Adjustment] = []
    let weights = try draw(seed: seed, &adjustments)
    if seed == seeds[0] { facts = try facts(of: weights) }
    return DrawReading(
      seed: seed, reading: measurer.reading(of: weights, seed: seed), adjustments: adjustments)
  }

  /// Judges what was measured.
  ///
  /// - Parameter readings: those of all ``seeds``, in their order.
  /// - Throws: as ``reading(seed:)``.
  public func diagnosis(of readings: [DrawReading]) throws -> Diagnosis {
    guard let measurer else { return try predicted() }
    return try measured(measurer, readings)
  }

  func draw(seed: UInt64, _ adjustments: inout [Adjustment]) throws -> Weights {
    var weights = subject.network.draw(seed: seed, threads: threads)
    if let recipe = subject.measuredRecipe {
      adjustments = try recipe.adjust(
        &weights, of: subject.network,
        examples: check.data ?? inputs.arrays(for: subject.network, seed: seed, threads: threads),
        threads: threads)
    }
    return weights
  }

  private func facts(of weights: borrowing Weights) throws -> WeightFacts {
    WeightFacts(
      of: weights, in: subject.network, shapes: try subject.network.shapes(batch: inputs.batch))
  }

  // Cotangents are those of the logits: behind a softmax they would be lost. Batch normalizations
  // are those of training where weights are fresh.
  private func prediction() throws(NetworkError) -> NetworkMoments {
    let network = subject.network
    let form = subject.areWeightsTrained ? network : TrainingForm(of: network).network
    return try form.giving(SignalGraph(network).logits).moments(
      input: inputs.moments, batch: inputs.batch)
  }

  private func predicted() throws -> Diagnosis {
    let network = subject.network
    let shapes = try network.shapes(batch: inputs.batch)
    let prediction = try prediction()
    var evidence = Evidence(
      network: network, shapes: shapes, examples: inputs.batch, prediction: prediction,
      weights: WeightFacts(lawsOf: network, shapes: shapes),
      areWeightsTrained: subject.areWeightsTrained, areInputsGiven: check.data != nil)
    evidence.limitsOfAutomatic = subject.limitsOfAutomatic
    return diagnosis(
      evidence, prediction, nil, [],
      Diagnosis.Method(
        isMeasured: false, reason: reason, examples: inputs.examples, draws: 0, seed: check.seed,
        data: inputs.description, remarks: subject.remarks))
  }

  private func measured(_ measurer: Measurer, _ readings: [DrawReading]) throws -> Diagnosis {
    let measurement = Measurement(measurer, readings: readings.map(\.reading))
    let prediction = try usefulPrediction()
    let evidence = try evidence(of: measurement, prediction)
    judged = evidence
    var found = diagnosis(
      evidence, prediction, measurement,
      readings.lazy.map(\.adjustments).first { !$0.isEmpty } ?? [],
      Diagnosis.Method(
        isMeasured: true, reason: nil, examples: inputs.examples, draws: readings.count,
        seed: check.seed, data: inputs.description,
        remarks: subject.remarks + measurement.remarks))
    if check.wantsSpectrum {
      var ignored: [Adjustment] = []
      let weights = try draw(seed: check.seed, &ignored)
      found.spectrum = HiddenSpectrum(
        of: network, trunk: evidence.trunk, on: inputs, weights: weights, moments: prediction,
        takesStatistics: !subject.areWeightsTrained, seed: check.seed, threads: threads)
    }
    return found
  }

  // Numbers that were learned, or made by examples alone, follow no law that theory could start
  // from; those of a recipe that predicts are corrected towards what it predicts.
  private func usefulPrediction() throws -> NetworkMoments? {
    subject.areWeightsTrained || subject.measuredRecipe?.needsExamples == true
      ? nil : try prediction()
  }

  private func evidence(
    of measurement: Measurement, _ prediction: NetworkMoments?
  ) throws -> Evidence {
    let network = subject.network
    let shapes = try network.shapes(batch: inputs.batch)
    var ignored: [Adjustment] = []
    // Where another process measured the first draw it is drawn again.
    if facts == nil { facts = try facts(of: draw(seed: seeds[0], &ignored)) }
    // Lengths that examples have set no longer stray from draw to draw as theory says.
    var evidence = Evidence(
      network: network, shapes: shapes, measurement: measurement,
      prediction: subject.measuredRecipe == nil ? prediction : nil,
      weights: facts ?? WeightFacts(lawsOf: network, shapes: shapes),
      areWeightsTrained: subject.areWeightsTrained, areInputsGiven: check.data != nil)
    evidence.limitsOfAutomatic = subject.limitsOfAutomatic
    return evidence
  }

  private func diagnosis(
    _ evidence: Evidence, _ prediction: NetworkMoments?, _ measurement: Measurement?,
    _ adjustments: [Adjustment], _ method: Diagnosis.Method
  ) -> Diagnosis {
    let findings = Judge.findings(evidence)
    let layers = LayerSelection(subject.network, shapes: evidence.shapes, trunk: evidence.trunk)
    return Diagnosis(
      verdict: Judge.verdict(of: findings), findings: findings,
      layers: layers.readings(measurement: measurement, prediction: prediction),
      plan: subject.plan, adjustments: adjustments, method: method)
  }
}
