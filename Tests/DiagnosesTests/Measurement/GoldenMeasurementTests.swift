import Networks
import Tensors
import Testing
import Threads

import Diagnoses

@Suite("What is read of a network")
struct GoldenMeasurementTests {
  /// Runs a network of the file on its own inputs and cotangents.
  private func read(
    _ golden: GoldenNetwork, isOpen: Bool = true, batch: Int? = nil, runs: Int = 1,
    threads: Int = 2
  ) throws -> (Network, Measurer.Reading) {
    let network = try golden.network(isOpen: isOpen, batch: batch)
    let data = ["x": StoredTensor(Shape(golden.shape), floats: golden.input)]
    let inputs = try CheckInputs(for: network, data: data, examples: golden.shape[0], runs: runs)
    let measurer = try Measurer(
      network, inputs: inputs, options: .init(usesBatchStatistics: true),
      threads: ThreadPool(threadCount: threads))
    #expect(measurer.remarks.isEmpty)
    #expect(measurer.seeds.count == 1)
    let reading = measurer.reading(
      of: network.storedWeights(), seed: 0, cotangents: [golden.cotangent])
    return (network, reading)
  }

  private func isNear(_ found: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) <= tolerance * max(abs(expected), 1e-3)
  }

  private func compare(
    _ golden: GoldenNetwork, _ network: Network, _ reading: Measurer.Reading,
    hasOneRun: Bool = true
  ) {
    for figure in golden.figures {
      let value =
        figure.node == "x"
        ? network.inputs[0].value.index
        : network.nodes.first { $0.name == figure.node }!.outputs[0].index
      let place = "\(golden.name), \(figure.node)"
      guard let found = reading.values[value] else {
        Issue.record("\(place): not read")
        continue
      }
      #expect(found.isFinite, "\(place)")
      #expect(isNear(found.mean, figure.mean, 2e-4), "\(place) mean")
      #expect(isNear(found.secondMoment, figure.second, 1e-5), "\(place) second moment")
      #expect(abs((found.correlation ?? 9) - figure.correlation) < 3e-6, "\(place) correlation")
      #expect(found.deadFraction == figure.dead, "\(place) dead")
      #expect(isNear(found.gradientSecondMoment, figure.gradient, 3e-5), "\(place) gradient")
      #expect(isNear(found.gradientLength, figure.length, 3e-5), "\(place) length")
      #expect(isNear(found.saturatedFraction, figure.saturated, 1e-9), "\(place) saturated")
      #expect(isNear(found.biasShare, figure.bias, 1e-5), "\(place) bias")
    }
    // Of several runs the gradients of parameters are squared one by one.
    guard hasOneRun else { return }
    for weight in golden.weights {
      let number = network.parameters.firstIndex { $0.path == weight.path }!
      let found = reading.parameterGradients[number]
      #expect(
        isNear(found, weight.gradient, 3e-5),
        "\(golden.name), \(weight.path) \(String(describing: found))")
    }
  }

  @Test(
    "Values and gradients are what PyTorch reads", arguments: 0..<4, [1, 3])
  func figures(_ index: Int, _ threads: Int) throws {
    let golden = try GoldenMeasurements.load().networks[index]
    let (network, reading) = try read(golden, threads: threads)
    compare(golden, network, reading)
  }

  @Test(
    "A network that takes one example at a time is read as one that takes all", arguments: [0, 2])
  func oneByOne(_ index: Int) throws {
    let golden = try GoldenMeasurements.load().networks[index]
    let (network, reading) = try read(golden, isOpen: false, batch: 1)
    compare(golden, network, reading, hasOneRun: false)
  }

  @Test("A network with a fixed number of examples is run on all that are given")
  func fixedBatch() throws {
    let golden = try GoldenMeasurements.load().networks[0]
    let (network, reading) = try read(golden, isOpen: false, batch: 2)
    compare(golden, network, reading, hasOneRun: false)
  }

  @Test("Examples in several runs count as in one", arguments: [0, 2, 3])
  func severalRuns(_ index: Int) throws {
    let golden = try GoldenMeasurements.load().networks[index]
    // Time comes first in one of them, so that the file's cotangents lie as one run has them.
    let runs = golden.shape[0] % 2 == 0 ? 2 : 3
    let (network, reading) = try read(golden, runs: runs)
    compare(golden, network, reading, hasOneRun: false)
  }

  @Test("Nearly equal examples are told apart to ten digits", arguments: 0..<4, [true, false])
  func alike(_ index: Int, _ isOneRun: Bool) throws {
    let alike = try GoldenMeasurements.load().alike[index]
    let network = Network(input: alike.columns) { Dense(3, initializer: .glorotUniform) }
    let data = [
      "input": StoredTensor([alike.rows, alike.columns], floats: alike.numbers)
    ]
    let inputs = try CheckInputs(
      for: network, data: data, examples: alike.rows, runs: isOneRun ? 1 : alike.rows)
    let measurer = try Measurer(network, inputs: inputs, options: .init(usesBatchStatistics: true))
    let reading = measurer.reading(of: network.draw(seed: 0))
    let correlation = try #require(reading.values[network.inputs[0].value.index]?.correlation)
    #expect(abs((1 - correlation) / alike.distance - 1) < 1e-8)
  }
}
