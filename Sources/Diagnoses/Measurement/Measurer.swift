import CKernels
import Networks
import Operators
import Streams
import Tensors
import Threads

/// Measures a network: what forward and backward passes make of every value, for one draw of the
/// weights after another.
///
/// All memory is laid out when it is made. Numbers are read while passes run and are not kept, so
/// that measuring needs little more memory than training.
public final class Measurer {
  /// The network.
  public let network: Network
  /// What it is measured on.
  public let inputs: CheckInputs
  /// What was done so that the readings mean something, and what could not be: sentences.
  public let remarks: [String]
  /// Whether gradients are measured; one of ``remarks`` says why not.
  public let measuresGradients: Bool

  /// How a network is measured.
  public struct Options: Sendable {
    /// Whether batch normalizations take mean and variance from the batch, as in training; else
    /// those of their running statistics.
    public var usesBatchStatistics: Bool
    /// Whether gradients are wanted.
    public var wantsGradients = true
    /// The most bytes that values, gradients and what is measured may take.
    public var memoryLimit = Workspace.memoryLimit

    /// Options with what is left to choose: batch statistics for drawn weights, running ones for
    /// those of a file.
    public init(usesBatchStatistics: Bool) { self.usesBatchStatistics = usesBatchStatistics }
  }

  /// What one draw gave.
  public struct Reading: Sendable, Hashable, Codable {
    /// By the numbers of values; `nil` for parameters, constants, whole numbers and values that do
    /// not depend on the inputs.
    public let values: [ValueReading?]
    /// The mean square of an element of each parameter's gradient for one example; `nil` for those
    /// that training does not move, and where no gradients are measured.
    public let parameterGradients: [Double?]
    /// Parameters that are zero by design and had others in their place where gradients were read.
    public let probed: [Int]
  }

  private let graph: SignalGraph
  private let probes: ZeroProbes
  /// The values whose gradients are given, N(0, 1): the outputs, each before a softmax or sigmoid
  /// that ends it.
  public let seeds: [Network.Value]
  private let weights: Weights
  private let weightGradients: Weights
  private let space: Workspace
  private let threads: ThreadPool
  private let observer: ReadingObserver
  private let biases: [Int: Int]
  private let isTrained: [Bool]

  /// Lays out the passes and what is read in them.
  ///
  /// - Throws: `NetworkError` with code `.memory` where weights, values and gradients take more than
  ///   there may be, `.input` or `.layer` where the network does not take such inputs.
  public init(
    _ network: Network, inputs: CheckInputs, options: Options, threads: ThreadPool = .shared
  ) throws(NetworkError) {
    self.network = network
    self.inputs = inputs
    self.threads = threads
    // Weights and their gradients take their share.
    try network.checkWeights(limit: options.memoryLimit / 2)
    let limit = options.memoryLimit - 2 * network.weightCount * MemoryLayout<Float>.stride
    let graph = SignalGraph(network)
    self.graph = graph
    var remarks: [String] = []
    let shapes = try network.shapes(inputs: inputs.shapes)
    let normalizations = network.nodes.filter {
      ($0.function as? Operators.BatchNormalization)?.isTraining == false
    }
    var form = network
    if options.usesBatchStatistics, !normalizations.isEmpty {
      let least = normalizations.map { node -> Int in
        let shape = shapes[node.inputs[0].index]
        return shape.count / max(shape.rank > 1 ? shape[1] : 1, 1)
      }.min()!
      if least >= Self.leastBatchStatistics {
        form = TrainingForm(of: network).network
      } else {
        remarks.append(
          "Batch normalizations used their running statistics: a run has \(least) "
            + "\(least == 1 ? "number" : "numbers") for each channel, too few for a variance.")
      }
    }
    seeds = graph.logits
    weights = Weights(zerosFor: network)
    isTrained = network.trainedParameters
    probes = ZeroProbes(graph)
    biases = graph.biases
    var space: Workspace?
    weightGradients = Weights(zerosFor: network)
    if options.wantsGradients {
      if seeds.isEmpty {
        remarks.append("No gradients: the network has no output of floats.")
      } else {
        do {
          space = try Workspace(
            form, inputShapes: inputs.shapes, weights: weights, weightGradients: weightGradients,
            seeds: seeds, threads: threads, memoryLimit: limit)
        } catch {
          if error.code == .memory { throw error }
          remarks.append("No gradients: \(error.description).")
        }
      }
    }
    measuresGradients = space != nil
    if let space {
      self.space = space
    } else {
      self.space = try Workspace(
        form, inputShapes: inputs.shapes, weights: weights, threads: threads,
        memoryLimit: limit)
    }
    let axes = ExampleAxes(of: network, batch: inputs.batch, shapes: shapes)
    observer = ReadingObserver(
      graph, axes: axes, space: self.space, runs: inputs.runs, batch: inputs.batch,
      limit: limit, threads: threads)
    self.remarks = remarks
  }

  // Inputs and cotangents of the first run, for the two that follow.
  func prepare(_ drawn: borrowing Weights) {
    weights.update(from: drawn)
    inputs.write(run: 0, seed: 0, into: space.inputs, threads: threads)
    for value in seeds { space.gradient(of: value)?.elements.update(repeating: 1) }
  }

  func run(isObserved: Bool) {
    if isObserved { observer.reset() }
    space.runForward(observedBy: isObserved ? observer : nil)
    if measuresGradients { space.runBackward(observedBy: isObserved ? observer : nil) }
    if isObserved { _ = observer.readings(biasSquares: biasSquares) }
  }

  // The fewest numbers of which a batch normalization's statistics are told from noise.
  private static let leastBatchStatistics = 8

  /// Measures one draw.
  ///
  /// - Parameters:
  ///   - drawn: the weights, of the same network.
  ///   - seed: what examples that are not given, cotangents and probes are drawn from.
  /// - Reproducibility: exact: the same bits on any number of threads.
  public func reading(of drawn: borrowing Weights, seed: UInt64 = 0) -> Reading {
    reading(of: drawn, seed: seed, cotangents: nil)
  }

  /// The same with given cotangents: the numbers of all runs, by the places of ``seeds``.
  package func reading(of drawn: borrowing Weights, seed: UInt64, cotangents: [[Float]]?) -> Reading
  {
    weights.update(from: drawn)
    space.weightsDidChange()
    observer.reset()
    let zeros = measuresGradients ? probes.places.filter { isZero($0.parameter) } : []
    let heads = zeros.filter(\.isHead)
    let branches = zeros.filter { !$0.isHead }
    var squares = [Double](repeating: 0, count: network.parameters.count)
    for run in 0..<inputs.runs {
      forward(run, seed, observedBy: observer)
      guard measuresGradients else { continue }
      if !heads.isEmpty {
        ZeroProbes.write(heads, of: network, into: weights, seed: seed)
        forward(run, seed, observedBy: nil)
      }
      backward(run, seed, cotangents)
      add(&squares, where: { _ in true })
      clear(heads)
    }
    if !branches.isEmpty { fillBranches(zeros, seed, cotangents, &squares) }
    let examples = Double(inputs.examples)
    return Reading(
      values: observer.readings(biasSquares: biasSquares),
      parameterGradients: network.parameters.indices.map { index in
        let count = network.parameters[index].shape.count
        guard measuresGradients, isTrained[index], count > 0 else { return nil }
        return squares[index] / Double(count) / examples
      },
      probed: zeros.map(\.parameter))
  }

  // Inside branches that end in zeros no gradient is seen but with probes; elsewhere the one without
  // them stands.
  private func fillBranches(
    _ zeros: [ZeroProbes.Place], _ seed: UInt64, _ cotangents: [[Float]]?,
    _ squares: inout [Double]
  ) {
    observer.keepGradientsAboveZero()
    let wasZero = squares.map { $0 == 0 }
    ZeroProbes.write(zeros, of: network, into: weights, seed: seed)
    for run in 0..<inputs.runs {
      forward(run, seed, observedBy: nil)
      backward(run, seed, cotangents)
      add(&squares, where: { wasZero[$0] })
    }
    clear(zeros)
  }

  private func forward(_ run: Int, _ seed: UInt64, observedBy observer: ReadingObserver?) {
    inputs.write(run: run, seed: seed, into: space.inputs, threads: threads)
    for (input, view) in zip(network.inputs, space.inputs) {
      observer?.valueIsComputed(input.value, view.readOnly)
    }
    space.runForward(observedBy: observer)
  }

  private func backward(_ run: Int, _ seed: UInt64, _ cotangents: [[Float]]?) {
    for (place, value) in seeds.enumerated() {
      guard let memory = space.gradient(of: value) else { continue }
      if let cotangents {
        let start = run * memory.shape.count
        for index in memory.elements.indices {
          memory.elements[index] = cotangents[place][start + index]
        }
        continue
      }
      let count = UInt64(memory.shape.count)
      ParameterStream(seed: seed, path: "check/cotangent/\(value.index)").fillNormal(
        ElementBuffer(memory.elements), from: UInt64(run) * count, standardDeviation: 1)
    }
    space.runBackward(observedBy: observer)
  }

  private func add(_ squares: inout [Double], where isWanted: (Int) -> Bool) {
    for (index, gradient) in weightGradients.tensors.enumerated() where isWanted(index) {
      squares[index] += xv_sum_of_squares(gradient.pointer, gradient.shape.count)
    }
  }

  private func isZero(_ parameter: Int) -> Bool {
    weights.tensors[parameter].elements.allSatisfy { $0 == 0 }
  }

  private func clear(_ places: [ZeroProbes.Place]) {
    for place in places { weights.tensors[place.parameter].elements.update(repeating: 0) }
  }

  // The mean square of the bias that is added in each value that has one.
  private var biasSquares: [Int: Double] {
    biases.mapValues { parameter in
      let bias = weights.tensors[parameter]
      return xv_sum_of_squares(bias.pointer, bias.shape.count) / Double(max(bias.shape.count, 1))
    }
  }
}
