import Networks
import Tensors

extension DataSet {
  /// Training examples as the array of a network's one input, evenly spread over the set.
  ///
  /// - Throws: ``TrainingError`` with code `.width` where the network has another number of inputs,
  ///   or one that an example does not fit.
  public func arrays(
    for network: Network, count: Int
  ) throws -> [String: StoredTensor] {
    guard network.inputs.count == 1, let input = network.inputs.first else {
      throw TrainingError.severalInputs(network.inputs.count, data: name)
    }
    let lengths = input.lengths.dropFirst().map { $0 ?? 1 }
    guard lengths.reduce(1, *) == train.featureCount else {
      throw TrainingError.example(
        train.featureCount, data: name, input: input.name,
        shape: lengths.map(String.init).joined(separator: "×"))
    }
    return [input.name: try train.spread(count: count, lengths: lengths)]
  }
}
