import Foundation
import Synchronization
import Xavier

/// The data sets that states name, each read once.
final class LabData: Sendable {
  private let sets = Mutex<[String: DataSet]>([:])

  /// A data set of the catalog.
  ///
  /// - Throws: `DataSetError` where it is not there.
  func set(_ name: String) throws -> DataSet {
    if let known = sets.withLock({ $0[name] }) { return known }
    // Two that ask at once read twice; nobody waits for the other.
    let found = try DataSet.named(name)
    sets.withLock { $0[name] = found }
    return found
  }

  /// The input and output units of a network of ours on a state's data.
  func shape(of state: LabState) throws -> (inputs: Int, outputs: Int) {
    guard state.data != LabState.noise else { return (state.inputs, state.outputs) }
    let data = try set(state.data)
    return (data.train.featureCount, data.classCount)
  }

  /// The examples that a check is given; `nil` for those that are drawn.
  func arrays(
    of state: LabState, for network: Network, count: Int
  ) throws -> [String: StoredTensor]? {
    guard state.data != LabState.noise else { return nil }
    return try set(state.data).arrays(for: network, count: count)
  }

  /// What keeps a data set from being there, in a sentence; `nil` where it is.
  static func reason(_ name: String) -> String? {
    // The large one is looked for, not read.
    guard name == "fashion-mnist" else { return nil }
    let folder = "/usr/share/datasets/fashion-mnist"
    guard !FileManager.default.fileExists(atPath: folder) else { return nil }
    return "Fashion-MNIST is not installed: the package dataset-fashion-mnist has it"
  }
}
