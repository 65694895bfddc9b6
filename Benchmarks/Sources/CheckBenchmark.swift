import Xavier

/// What measuring costs: forward and backward passes of a network in training, with and without
/// readings of every value and gradient, by turns in one process.
enum CheckBenchmark {
  static func report(_ name: String, threads: Int) {
    guard let network = ForwardBenchmark.all.first(where: { $0.name == name }) else {
      preconditionFailure("\(name): not known")
    }
    do {
      let made = try network.make()
      let inputs = try CheckInputs(for: made, examples: network.batch)
      let measurer = try Measurer(
        made, inputs: inputs, options: .init(usesBatchStatistics: true),
        threads: ThreadPool(threadCount: threads))
      let weights = made.draw(seed: 0)
      var times: [(plain: Double, measured: Double)] = []
      for _ in 0..<12 { times.append(measurer.passTimes(of: weights)) }
      // The first turn warms up.
      let turns = times.dropFirst()
      let plain = turns.map { $0.plain }.sorted()[turns.count / 2]
      let measured = turns.map { $0.measured }.sorted()[turns.count / 2]
      print("\(name)\tpasses\t\(threads)\t\(plain * 1e6)")
      print("\(name)\tmeasured passes\t\(threads)\t\(measured * 1e6)")
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}
