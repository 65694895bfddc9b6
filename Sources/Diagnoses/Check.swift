import Networks
import Operators
import Recipes
import Tensors
import Threads

/// Whether signal and gradient travel through a network: what theory says, what is measured, and what
/// both mean.
///
/// ```swift
/// let diagnosis = try Check(network, recipe: AutomaticRecipe()).run()
/// print(diagnosis.verdict, diagnosis.findings)
/// ```
public struct Check: Sendable {
  /// Which weights are judged.
  public enum Weights: Sendable {
    /// Those that the network has: the numbers of its file.
    case asTheyAre
    /// What a recipe draws.
    case drawn(any Recipe)
  }

  /// What is judged.
  public let network: Network
  /// Its weights.
  public let weights: Weights
  /// The number of draws of the weights; those of a file are measured once.
  public var draws = 3
  /// The seed of the first draw; each draw takes the next.
  public var seed: UInt64 = 0
  /// The number of examples.
  public var examples = 32
  /// The examples, by the names of the inputs; `nil` for examples that are drawn.
  public var data: [String: StoredTensor]?
  /// Whether the singular values of the Jacobian of the hidden layers are measured too.
  public var wantsSpectrum = false
  /// Whether nothing is run.
  public var isTheoryOnly = false
  /// The most bytes that a measurement may take; a network that needs more is judged by theory.
  public var memoryLimit = Workspace.memoryLimit

  /// Called when the measurement of a draw begins, with how many are done and how many there are.
  public var onDraw: (@Sendable (_ done: Int, _ count: Int) -> Void)?

  /// A check of a network under the weights that a recipe draws.
  public init(_ network: Network, recipe: any Recipe) {
    self.init(network, weights: .drawn(recipe))
  }

  /// A check of a network.
  public init(_ network: Network, weights: Weights) {
    self.network = network
    self.weights = weights
  }

  /// Predicts, measures and judges.
  ///
  /// Weights of a file that look freshly drawn are judged as drawn ones are: batch normalizations take
  /// their statistics from the batch, and all rules decide. Of weights that were learned only what
  /// holds whatever the inputs does.
  ///
  /// - Throws: `RecipeError` where the recipe cannot draw a parameter or the examples say nothing;
  ///   `NetworkError` where the network does not take such inputs; `CancellationError`.
  public func run(threads: ThreadPool = .shared) throws -> Diagnosis {
    let found = try wholeRun(threads)
    // A pass that was left early has no numbers that mean something.
    try Cancellation.check()
    return found
  }

  private func wholeRun(_ threads: ThreadPool) throws -> Diagnosis {
    let inputs = try CheckInputs(for: network, data: data, examples: examples)
    let subject = try Subject(self, inputs)
    guard !isTheoryOnly else { return try predicted(subject, inputs, reason: nil) }
    var options = Measurer.Options(usesBatchStatistics: !subject.areWeightsTrained)
    options.memoryLimit = memoryLimit
    let measurer: Measurer
    do {
      measurer = try Measurer.fitting(
        subject.network, data: data, examples: examples, options: options, threads: threads)
    } catch {
      guard error.code == .memory else { throw error }
      return try predicted(subject, inputs, reason: "\(error)")
    }
    return try measured(subject, measurer, threads)
  }

  // The network with the weights that are judged.
  private struct Subject {
    let network: Network
    let plan: RecipePlan?
    let areWeightsTrained: Bool
    var remarks: [String] = []
    var limitsOfAutomatic: [String]? {
      plan.flatMap { $0.recipe == AutomaticRecipe.spelling ? $0.limits : nil }
    }
    // What corrects drawn weights, where examples are there for it.
    var measuredRecipe: (any MeasuredRecipe)?

    init(_ check: Check, _ inputs: CheckInputs) throws(RecipeError) {
      switch check.weights {
      case .asTheyAre:
        network = check.network
        plan = nil
        let share = Freshness(of: network).share
        areWeightsTrained = share.map { $0 < 0.9 } ?? false
        if share != nil {
          remarks.append(
            areWeightsTrained
              ? "The weights do not look freshly drawn: they count as learned, and only what holds "
                + "whatever the inputs decides."
              : "The weights look freshly drawn: they are judged as a start.")
        }
      case .drawn(let recipe):
        let found = try recipe.plan(
          for: check.network, RecipeContext(input: inputs.moments, batch: inputs.batch))
        network = check.network.drawn(by: found)
        plan = found
        areWeightsTrained = false
        if let measured = recipe as? any MeasuredRecipe, check.data != nil || measured.needsExamples
        {
          measuredRecipe = measured
        }
      }
    }
  }

  // Cotangents are those of the logits: behind a softmax they would be lost. Batch normalizations
  // are those of training where weights are fresh.
  private func prediction(
    of subject: Subject, _ inputs: CheckInputs
  ) throws(NetworkError) -> NetworkMoments {
    let network = subject.network
    let form = subject.areWeightsTrained ? network : TrainingForm(of: network).network
    return try form.giving(SignalGraph(network).logits).moments(
      input: inputs.moments, batch: inputs.batch)
  }

  private func predicted(
    _ subject: Subject, _ inputs: CheckInputs, reason: String?
  ) throws -> Diagnosis {
    let network = subject.network
    let shapes = try network.shapes(batch: inputs.batch)
    let prediction = try self.prediction(of: subject, inputs)
    var evidence = Evidence(
      network: network, shapes: shapes, examples: inputs.batch, prediction: prediction,
      weights: WeightFacts(lawsOf: network, shapes: shapes),
      areWeightsTrained: subject.areWeightsTrained, areInputsGiven: data != nil)
    evidence.limitsOfAutomatic = subject.limitsOfAutomatic
    return diagnosis(
      subject, evidence, prediction, nil, [],
      Diagnosis.Method(
        isMeasured: false, reason: reason, examples: inputs.examples, draws: 0, seed: seed,
        data: inputs.description, remarks: subject.remarks))
  }

  private func measured(
    _ subject: Subject, _ measurer: Measurer, _ threads: ThreadPool
  ) throws -> Diagnosis {
    let network = subject.network
    let inputs = measurer.inputs
    let shapes = try network.shapes(batch: inputs.batch)
    let isDrawn = network.parameters.contains { $0.law != nil }
    let count = isDrawn ? max(1, draws) : 1
    var facts: WeightFacts?
    var adjustments: [Adjustment] = []
    var done = 0
    let measurement = try Measurement(measurer, draws: count, seed: seed) { seed in
      try Cancellation.check()
      onDraw?(done, count)
      done += 1
      var weights = network.draw(seed: seed, threads: threads)
      if let recipe = subject.measuredRecipe {
        let found = try recipe.adjust(
          &weights, of: network,
          examples: data ?? inputs.arrays(for: network, seed: seed, threads: threads),
          threads: threads)
        if adjustments.isEmpty { adjustments = found }
      }
      if facts == nil { facts = WeightFacts(of: weights, in: network, shapes: shapes) }
      return weights
    }
    // Numbers that were learned, or made by examples alone, follow no law that theory could start
    // from; those of a recipe that predicts are corrected towards what it predicts.
    let prediction =
      subject.areWeightsTrained || subject.measuredRecipe?.needsExamples == true
      ? nil : try self.prediction(of: subject, inputs)
    // Lengths that examples have set no longer stray from draw to draw as theory says.
    var evidence = Evidence(
      network: network, shapes: shapes, measurement: measurement,
      prediction: subject.measuredRecipe == nil ? prediction : nil,
      weights: facts ?? WeightFacts(lawsOf: network, shapes: shapes),
      areWeightsTrained: subject.areWeightsTrained, areInputsGiven: data != nil)
    evidence.limitsOfAutomatic = subject.limitsOfAutomatic
    var found = diagnosis(
      subject, evidence, prediction, measurement, adjustments,
      Diagnosis.Method(
        isMeasured: true, reason: nil, examples: inputs.examples, draws: count, seed: seed,
        data: inputs.description,
        remarks: subject.remarks + measurement.remarks))
    if wantsSpectrum {
      var weights = network.draw(seed: seed, threads: threads)
      if let recipe = subject.measuredRecipe {
        _ = try recipe.adjust(
          &weights, of: network,
          examples: data ?? inputs.arrays(for: network, seed: seed, threads: threads),
          threads: threads)
      }
      found.spectrum = HiddenSpectrum(
        of: network, trunk: evidence.trunk, on: inputs, weights: weights, moments: prediction,
        takesStatistics: !subject.areWeightsTrained, seed: seed, threads: threads)
    }
    return found
  }

  private func diagnosis(
    _ subject: Subject, _ evidence: Evidence, _ prediction: NetworkMoments?,
    _ measurement: Measurement?, _ adjustments: [Adjustment], _ method: Diagnosis.Method
  ) -> Diagnosis {
    let findings = Judge.findings(evidence)
    let layers = LayerSelection(subject.network, shapes: evidence.shapes, trunk: evidence.trunk)
    return Diagnosis(
      verdict: Judge.verdict(of: findings), findings: findings,
      layers: layers.readings(measurement: measurement, prediction: prediction),
      plan: subject.plan, adjustments: adjustments, method: method)
  }
}
