import Networks
import Tensors
import Threads

extension Measurer {
  /// Lays out the passes for examples that are shared among as many runs as memory asks for, of at
  /// least eight examples each where the network takes any number.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - data: arrays by the names of inputs, as for ``CheckInputs``.
  ///   - examples: how many are asked for.
  ///   - options: how it is measured.
  ///   - threads: the threads to share the work among.
  /// - Throws: as ``init(_:inputs:options:threads:)`` and `CheckInputs`.
  public static func fitting(
    _ network: Network, data: [String: StoredTensor]? = nil, examples: Int = 32,
    options: Options, threads: ThreadPool = .shared
  ) throws(NetworkError) -> Measurer {
    let isFixed = !network.inputs.contains { $0.lengths.contains(nil) }
    var runs = 1
    while true {
      let inputs = try CheckInputs(for: network, data: data, examples: examples, runs: runs)
      do {
        return try Measurer(network, inputs: inputs, options: options, threads: threads)
      } catch {
        guard error.code == .memory, !isFixed, inputs.batch >= 16 else { throw error }
        runs *= 2
      }
    }
  }
}
