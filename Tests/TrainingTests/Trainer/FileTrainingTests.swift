import TestSupport
import Testing
import Xavier

/// `training/`: a network from a file with batch normalization, trained by PyTorch in float64.
@Suite("Training a network from a file")
struct FileTrainingTests {
  private static let folder = Golden.folder.appendingPathComponent("training")

  private static func path(_ name: String) -> String {
    folder.appendingPathComponent(name).path
  }

  // Sums of some hundred terms, four steps: float32 moves the weights by a few units in the seventh
  // digit of the largest.
  @Test(
    "moves every weight as PyTorch does, and running statistics with the batches",
    arguments: [1, 3])
  func steps(threadCount: Int) throws {
    let network = try Network.forAnyBatch(contentsOf: Self.path("classifier.onnx"))
    let golden = try NPZ(contentsOf: Self.path("classifier.npz"))
    var trainer = Trainer(
      network, optimizer: SGD(learningRate: 0.1), loss: .categoricalCrossEntropy(of: .logits),
      threads: ThreadPool(threadCount: threadCount))
    let inputs = try #require(golden["inputs"]).floats
    let labels = try #require(golden["labels"]).doubles.map { Int32($0) }
    for (step, wanted) in try #require(golden["losses"]).doubles.enumerated() {
      let loss = inputs.withUnsafeBufferPointer { inputs in
        labels.withUnsafeBufferPointer { labels in
          trainer.step(
            inputs: inputs.baseAddress! + step * 6 * 64, labels: labels.baseAddress! + step * 6,
            count: 6)
        }
      }
      #expect(abs(loss - wanted) <= 1e-5 * wanted, "step \(step)")
    }
    #expect(network.parameters.count == 9)
    for parameter in network.parameters {
      let wanted = try #require(golden[parameter.path]).doubles
      let found = trainer.weights(at: parameter.path) ?? []
      let largest = wanted.map { abs($0) }.max() ?? 0
      let error = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .nan
      #expect(error <= 2e-6 * largest, "\(parameter.path)")
      let start = parameter.stored?.floats
      // The mean of the batch takes the convolution's bias away again, up to rounding.
      guard parameter.path != "conv.bias" else { continue }
      #expect((start == found) == (parameter.path == "factor"), "\(parameter.path) moves")
    }
  }

  @Test("takes any number of examples, evaluates with the running statistics and learns")
  func learning() throws {
    let digits = try DataSet.optdigits()
    let network = try Network.forAnyBatch(contentsOf: Self.path("classifier.onnx"))
    #expect(network.inputs[0].lengths == [nil, 1, 8, 8])
    #expect(network.outputs[0].shape == [1, 10])
    var trainer = Trainer(
      try network.withFreshVectors().withWeights(drawnBy: .heNormal), optimizer: .adam(),
      loss: .categoricalCrossEntropy(of: .logits), metrics: [.accuracy])
    let before = try trainer.evaluate(digits.test).metrics[0]
    try trainer.fit(digits.train, epochs: 5, batchSize: 50)
    let after = try trainer.evaluate(digits.test).metrics[0]
    #expect(before < 0.3 && after > 0.8)
    let layers = try trainer.layerStatistics(digits.test.prefix(300))
    #expect(layers.count == 2)
    #expect(layers[0].signal ?? 0 > 0.1 && layers[1].signal == nil)
    #expect(layers.allSatisfy { $0.gradient > 0 })
  }

  @Test("starts afresh: biases 0, factors 1, statistics of nothing")
  func freshVectors() throws {
    let network = try Network.forAnyBatch(contentsOf: Self.path("classifier.onnx"))
      .withFreshVectors()
    let values = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.path, $0.stored?.floats ?? []) })
    for path in ["conv.bias", "norm.bias", "norm.mean"] { #expect(values[path] == [0, 0, 0]) }
    for path in ["norm.weight", "norm.variance"] { #expect(values[path] == [1, 1, 1]) }
    #expect(values["factor"] == [0.75])
    #expect(Set(values["conv.weight"] ?? []).count == 27)
  }

  @Test("a file for one example, exported without an open axis, is opened")
  func oneExample() throws {
    let path = Self.path("one_example.onnx")
    #expect(try Network(contentsOf: path).outputs[0].shape == [1, 10])
    let opened = try Network.forAnyBatch(contentsOf: path)
    let network = try Network.forAnyBatch(contentsOf: Self.path("classifier.onnx"))
    let weights = network.storedWeights()
    let golden = try NPZ(contentsOf: Self.path("classifier.npz"))
    let inputs = StoredTensor(
      [5, 1, 8, 8], floats: Array(try #require(golden["inputs"]).floats.prefix(320)))
    let one = try network.evaluate(["x": inputs], weights: weights)
    let other = try opened.evaluate(["x": inputs], weights: weights)
    #expect(one[0].tensor.shape == [5, 10])
    #expect(one[0].tensor.floats == other[0].tensor.floats)
    #expect(weights.areFinite == true)
  }

  @Test("a network whose numbers say how many examples there are is refused")
  func refusal() throws {
    // A table of one row for each of two examples is added.
    let path = Golden.folder.appendingPathComponent("training/two_examples.onnx").path
    #expect {
      try Network.forAnyBatch(contentsOf: path)
    } throws: { error in
      "\(error)"
        == "\(path): shapes that hold for one number of examples alone, for any were expected"
    }
  }
}
