import Xavier

/// Reading a model file: its graph, and its numbers as float32 weights, once in a fresh process.
enum LoadingBenchmark {
  static func report(_ path: String) {
    do {
      let start = ContinuousClock.now
      let network = try Network(contentsOf: path)
      let weights = network.storedWeights()
      let time = (ContinuousClock.now - start) / .microseconds(1)
      withExtendedLifetime(weights.tensors) { print("load\tours\t1\t\(time)") }
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
