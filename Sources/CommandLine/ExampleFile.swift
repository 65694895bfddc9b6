import Foundation
import Xavier

/// Examples that a user names: arrays in an .npz file, or a data set.
struct ExampleFile {
  private let name: String

  init(_ name: String) { self.name = name }

  /// Arrays by the names of a network's inputs; of a data set `count` examples.
  func arrays(for network: Network, count: Int) throws -> [String: StoredTensor] {
    guard name.lowercased().hasSuffix(".npz") else { return try dataSet(network, count) }
    let file = try NPZ(contentsOf: name)
    var arrays: [String: StoredTensor] = [:]
    for array in file.names { arrays[array] = file[array] }
    return arrays
  }

  private func dataSet(_ network: Network, _ count: Int) throws -> [String: StoredTensor] {
    let data = try DataSet.named(name)
    guard network.inputs.count == 1, let input = network.inputs.first else {
      throw Usage(
        "\(name): for \(network.inputs.count) inputs, an .npz file with an array for each")
    }
    let rest = input.lengths.dropFirst().map { $0 ?? 1 }
    guard rest.reduce(1, *) == data.train.featureCount else {
      let shape = rest.map(String.init).joined(separator: "×")
      throw Usage(
        "\(data.name): \(data.train.featureCount) numbers in an example, \(shape) for the input "
          + input.name)
    }
    // Spread over the set, which may be sorted by class.
    let used = min(count, data.train.count)
    let width = data.train.featureCount
    let floats = (0..<used).flatMap { index -> ArraySlice<Float> in
      let place = index * data.train.count / used
      return data.train.inputs[place * width..<(place + 1) * width]
    }
    return [input.name: StoredTensor(try Shape(checking: [used] + rest), floats: floats)]
  }
}
