import Testing
import Xavier

@Suite("Starts that no training leaves")
struct SymmetryTests {
  @Test("all zeros keep every hidden weight and bias at 0, and the network at chance on optdigits")
  func zeros() throws {
    let digits = try DataSet.optdigits()
    let network = Network(input: 64) {
      for _ in 0..<3 { Dense(30, activation: .tanh, initializer: .zeros) }
      Dense(10, activation: .softmax, initializer: .zeros)
    }
    for optimizer in OptimizerCatalog.entries {
      func open(_ optimizer: some Optimizer) throws {
        var trainer = Trainer(
          network, optimizer: optimizer, loss: .categoricalCrossEntropy, metrics: [.accuracy])
        try trainer.fit(digits.train, epochs: 1)
        for layer in 0..<3 {
          for role in ["weight", "bias"] {
            let values = trainer.weights(at: "layers.\(layer).\(role)")!
            #expect(values.allSatisfy { $0 == 0 })
          }
        }
        let last = trainer.weights(at: "layers.3.weight")!
        #expect(last.allSatisfy { $0 == 0 })
        let bias = trainer.weights(at: "layers.3.bias")!
        #expect(bias.contains { $0 != 0 })
        // One class for all examples: the share of that class.
        let accuracy = try trainer.evaluate(digits.test).metrics[0]
        let shares = digits.test.countsByClass(classCount: 10).map { Double($0) / 1797 }
        #expect(shares.contains(accuracy))
        #expect(accuracy <= digits.chance)
      }
      try open(optimizer.make(optimizer.usualLearningRate))
    }
  }

  // Widths beyond a vector and beside its multiples, so that units fall into different lanes.
  @Test(
    "any constant start keeps the units of a layer identical, bit for bit", arguments: [7, 50],
    [Float(0.05), -0.2, 0.5])
  func constants(width: Int, value: Float) throws {
    let network = Network(input: 12) {
      for _ in 0..<3 { Dense(width, activation: .tanh, initializer: .constant(value)) }
      Dense(4, activation: .softmax, initializer: .constant(value))
    }
    var trainer = Trainer(
      network, optimizer: .sgd(learningRate: 0.1), loss: .categoricalCrossEntropy)
    let examples = TrainingDraws.examples(60, features: 12, classes: 4)
    try trainer.fit(examples, epochs: 3, batchSize: 16)
    for layer in 0..<3 {
      let weights = trainer.weights(at: "layers.\(layer).weight")!
      #expect(columnsAgree(weights, columns: width))
      let bias = trainer.weights(at: "layers.\(layer).bias")!
      #expect(Set(bias.map(\.bitPattern)).count == 1)
    }
    // The last layer's classes differ, the units that feed them do not.
    let last = trainer.weights(at: "layers.3.weight")!
    let rows = Set((0..<width).map { Array(last[$0 * 4..<$0 * 4 + 4]) })
    #expect(rows.count == 1)
    #expect(Set(last).count == 4)
  }

  private func columnsAgree(_ matrix: [Float], columns: Int) -> Bool {
    stride(from: 0, to: matrix.count, by: columns).allSatisfy { start in
      Set(matrix[start..<start + columns].map(\.bitPattern)).count == 1
    }
  }
}
