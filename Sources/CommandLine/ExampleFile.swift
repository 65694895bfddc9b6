import Foundation
import Xavier

/// Examples that a user names: arrays in an .npz file, or a data set.
struct ExampleFile {
  private let name: String

  init(_ name: String) { self.name = name }

  /// Arrays for the inputs of a network, at most `count` examples of them.
  func arrays(
    for network: Network, count: Int
  ) throws -> (arrays: [String: StoredTensor], count: Int) {
    name.lowercased().hasSuffix(".npz")
      ? try stored(network, count) : try dataSet(network, count)
  }

  private func stored(
    _ network: Network, _ count: Int
  ) throws -> (arrays: [String: StoredTensor], count: Int) {
    let file = try NPZ(contentsOf: name)
    var arrays: [String: StoredTensor] = [:]
    var found: Int?
    for input in network.inputs {
      guard let array = file[input.name] else {
        let names = file.names.isEmpty ? "nothing" : file.names.joined(separator: ", ")
        throw Usage("\(name): holds \(names), an array for the input \(input.name)")
      }
      let lengths = array.shape.lengths
      let rest = input.lengths.dropFirst()
      guard lengths.count == input.lengths.count, lengths.count > 0,
        zip(rest, lengths.dropFirst()).allSatisfy({ $0 == nil || $0 == $1 }),
        input.lengths[0] == nil || input.lengths[0] == lengths[0]
      else {
        let shape = input.lengths.map { $0.map(String.init) ?? "any" }.joined(separator: "×")
        throw Usage("\(name), array \(input.name): shape \(array.shape), \(shape)")
      }
      if let found, found != lengths[0] {
        throw Usage("\(name), array \(input.name): \(lengths[0]) examples, \(found)")
      }
      found = lengths[0]
      arrays[input.name] = array
    }
    let all = found ?? 0
    let used = network.inputs.allSatisfy { $0.lengths.first == .some(nil) } ? min(all, count) : all
    guard used >= 2 else { throw Usage("\(name): \(Self.examples(all)), at least 2") }
    return (try arrays.mapValues { try Self.first(used, of: $0) }, used)
  }

  private func dataSet(
    _ network: Network, _ count: Int
  ) throws -> (arrays: [String: StoredTensor], count: Int) {
    let data = try DataSet.named(name)
    guard network.inputs.count == 1, let input = network.inputs.first else {
      throw Usage(
        "\(name): for \(network.inputs.count) inputs, an .npz file with an array for each")
    }
    let rest = input.lengths.dropFirst().map { $0 ?? 1 }
    guard rest.reduce(1, *) == data.train.featureCount, input.lengths.first == .some(nil) else {
      let shape = rest.map(String.init).joined(separator: "×")
      throw Usage(
        "\(data.name): \(data.train.featureCount) numbers in an example, \(shape) for the input "
          + input.name)
    }
    let used = min(count, data.train.count)
    guard used >= 2 else { throw Usage("\(name): \(Self.examples(used)), at least 2") }
    // Spread over the set, which may be sorted by class.
    let width = data.train.featureCount
    let floats = (0..<used).flatMap { index -> ArraySlice<Float> in
      let place = index * data.train.count / used
      return data.train.inputs[place * width..<(place + 1) * width]
    }
    let shape = try Shape(checking: [used] + rest)
    return ([input.name: StoredTensor(shape, floats: floats)], used)
  }

  private static func first(_ count: Int, of array: StoredTensor) throws -> StoredTensor {
    guard count < array.shape.lengths[0] else { return array }
    let shape = try Shape(checking: [count] + array.shape.lengths.dropFirst())
    let bytes = array.littleEndianBytes
    return try StoredTensor(
      type: array.type, shape: shape, bytes: bytes[0..<shape.count * array.type.size])
  }

  private static func examples(_ count: Int) -> String {
    "\(count) example\(count == 1 ? "" : "s")"
  }
}
