import Networks
import Operators
import Recipes
import Streams
import Tensors
import Threads

extension LayerHistogram {
  /// Measures the hidden layers of a network, in the order of execution: what each weight that is
  /// applied to a signal is applied to, inputs left out.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - weights: its weights.
  ///   - inputs: the examples, of which the first run is taken.
  ///   - takesStatistics: whether batch normalizations take mean and variance from the batch.
  ///   - seed: what examples that are not given and cotangents are drawn from, as ``Measurer`` does.
  /// - Throws: `NetworkError` with code `.memory` where all values together take more than there may be.
  public static func measured(
    of network: Network, weights: borrowing Weights, on inputs: CheckInputs,
    takesStatistics: Bool, seed: UInt64, threads: ThreadPool = .shared
  ) throws(NetworkError) -> [LayerHistogram] {
    let form = takesStatistics ? TrainingForm(of: network).network : network
    let graph = SignalGraph(network)
    let seeds = graph.logits
    let gradients = Weights(zerosFor: network)
    let space = try space(form, inputs, weights, gradients, seeds, threads)
    inputs.write(run: 0, seed: seed, into: space.inputs, threads: threads)
    space.runForward()
    var hasGradients = false
    for value in seeds {
      guard let memory = space.gradient(of: value) else { continue }
      hasGradients = true
      ParameterStream(seed: seed, path: "check/cotangent/\(value.index)").fillNormal(
        ElementBuffer(memory.elements), from: 0, standardDeviation: 1)
    }
    if hasGradients { space.runBackward() }
    let layers = hidden(network, graph)
    let found = HistogramStore(count: layers.count)
    threads.run(count: layers.count) { place in
      let (value, name) = layers[place]
      let numbers = space.values[value.index].elements
      let zeros = numbers.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
      let gradient = hasGradients ? space.gradient(of: value) : nil
      found[place] = LayerHistogram(
        layer: name, values: Counts(numbers),
        gradients: gradient.map { Counts($0.elements) },
        zeros: Double(zeros) / Double(max(numbers.count, 1)))
    }
    return found.all
  }

  // Without gradients where the network has an operator that knows none.
  private static func space(
    _ form: Network, _ inputs: CheckInputs, _ weights: borrowing Weights,
    _ gradients: borrowing Weights, _ seeds: [Network.Value], _ threads: ThreadPool
  ) throws(NetworkError) -> Workspace {
    guard !seeds.isEmpty else {
      return try Workspace(
        form, batch: inputs.batch, weights: weights, threads: threads, keepsValues: true)
    }
    do {
      return try Workspace(
        form, inputShapes: inputs.shapes, weights: weights, weightGradients: gradients,
        seeds: seeds, threads: threads, keepsValues: true)
    } catch {
      if error.code == .memory { throw error }
      return try Workspace(
        form, batch: inputs.batch, weights: weights, threads: threads, keepsValues: true)
    }
  }

  private static func hidden(
    _ network: Network, _ graph: SignalGraph
  ) -> [(value: Network.Value, name: String)] {
    var found: [(value: Network.Value, name: String)] = []
    for place in network.weightedNodes {
      let value = network.nodes[place.node].inputs[place.signal]
      guard case .node(let producer, _) = network.sources[value.index],
        graph.dependsOnInput[value.index], graph.types[value.index].isFloat,
        !found.contains(where: { $0.value == value })
      else { continue }
      found.append((value, network.nodes[producer].name))
    }
    return found
  }
}

/// Histograms that threads write at places of their own.
private final class HistogramStore: @unchecked Sendable {
  private let places: UnsafeMutableBufferPointer<LayerHistogram?>

  init(count: Int) {
    places = .allocate(capacity: count)
    places.initialize(repeating: nil)
  }

  deinit {
    places.deinitialize()
    places.deallocate()
  }

  var all: [LayerHistogram] { places.compactMap { $0 } }

  subscript(index: Int) -> LayerHistogram? {
    get { places[index] }
    set { places[index] = newValue }
  }
}

extension CheckWork {
  /// The histograms of the first draw, on the examples that are measured on.
  ///
  /// - Throws: as ``reading(seed:)``; `NetworkError` with code `.memory`.
  public func histograms() throws -> [LayerHistogram] {
    var ignored: [Adjustment] = []
    let seed = check.seed
    let weights = try draw(seed: seed, &ignored)
    return try LayerHistogram.measured(
      of: network, weights: weights, on: inputs, takesStatistics: !subject.areWeightsTrained,
      seed: seed, threads: threads)
  }
}
