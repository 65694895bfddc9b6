import Foundation
import Xavier

/// Examples that a user names: arrays in an .npz file, or a data set.
struct ExampleFile {
  private let name: String

  init(_ name: String) { self.name = name }

  /// Arrays by the names of a network's inputs; of a data set `count` examples.
  func arrays(for network: Network, count: Int) throws -> [String: StoredTensor] {
    guard name.lowercased().hasSuffix(".npz") else {
      return try DataSet.named(name).arrays(for: network, count: count)
    }
    let file = try NPZ(contentsOf: name)
    var arrays: [String: StoredTensor] = [:]
    for array in file.names { arrays[array] = file[array] }
    return arrays
  }
}
