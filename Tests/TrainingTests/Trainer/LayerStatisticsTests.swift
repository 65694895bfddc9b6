import Foundation
import Testing
import Xavier

@Suite("Signal and gradient by layer")
struct LayerStatisticsTests {
  static let network = Network(input: 3) {
    Dense(5, activation: .tanh)
    Dense(4)
    Dense(2, activation: .softmax)
  }
  static let examples = TrainingDraws.examples(30, features: 3, classes: 2)

  private func trainer(_ network: Network = network) -> Trainer {
    Trainer(network, optimizer: .sgd(), loss: .categoricalCrossEntropy, threads: .single)
  }

  @Test("are there for every layer with parameters, the last without a signal")
  func layers() throws {
    let layers = try trainer().layerStatistics(Self.examples)
    #expect(layers.count == 3)
    #expect(layers.map { $0.signal != nil } == [true, true, false])
    #expect(layers.allSatisfy { $0.signalHistogram == nil && $0.gradientHistogram == nil })
    #expect(layers.allSatisfy { $0.gradient > 0 })
  }

  @Test("the signal is the root mean square of the values after the activation")
  func signal() throws {
    let network = Network(input: 3) {
      Dense(5, activation: .tanh)
      Dense(2, activation: .softmax)
    }
    let trainer = trainer(network)
    let weights = trainer.weights(at: "layers.0.weight")!.map { Double($0) }
    var sum = 0.0
    for example in 0..<30 {
      for unit in 0..<5 {
        let z = (0..<3).reduce(0) {
          $0 + Double(Self.examples.inputs[example * 3 + $1]) * weights[$1 * 5 + unit]
        }
        sum += tanh(z) * tanh(z)
      }
    }
    let found = try trainer.layerStatistics(Self.examples)[0].signal!
    #expect(abs(found - (sum / 150).squareRoot()) < 1e-6)
  }

  // At zero weights every probability is 1/2: the gradient of a logit is 1/2 or -1/2.
  @Test("the gradient is that of one example's loss, however many there are")
  func gradient() throws {
    let network = Network(input: 3) { Dense(2, activation: .softmax, initializer: .zeros) }
    for count in [1, 7, 30] {
      let layers = try trainer(network).layerStatistics(Self.examples.prefix(count))
      #expect(abs(layers[0].gradient - 0.5) < 1e-6)
    }
  }

  @Test("histograms hold every value of a layer once")
  func histograms() throws {
    let bins = LayerStatistics.signalBins(of: .tanh)
    #expect(bins == Histogram.Bins(low: -1, high: 1, count: 50))
    #expect(LayerStatistics.signalBins(of: .relu) == Histogram.Bins(low: -4, high: 4, count: 50))
    func total(_ histogram: Histogram?) -> Int {
      guard let histogram else { return 0 }
      return histogram.counts.reduce(0, +) + histogram.below + histogram.above + histogram.zero
        + histogram.nonfinite
    }
    let layers = try trainer().layerStatistics(Self.examples, histogramBins: bins)
    #expect(layers.map { total($0.signalHistogram) } == [150, 120, 0])
    #expect(layers.map { total($0.gradientHistogram) } == [150, 120, 60])
    #expect(layers[0].signalHistogram?.counts.reduce(0, +) == 150)
  }

  @Test("measuring moves no weight")
  func still() throws {
    var measured = trainer()
    var other = trainer()
    _ = try measured.layerStatistics(Self.examples)
    #expect(measured.weights(at: "layers.0.weight") == other.weights(at: "layers.0.weight"))
    let records = try measured.fit(Self.examples, epochs: 2, batchSize: 7)
    #expect(try other.fit(Self.examples, epochs: 2, batchSize: 7) == records)
  }
}
