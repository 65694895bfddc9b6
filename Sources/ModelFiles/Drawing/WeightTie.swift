import Tensors

/// A weight of a model that is another one with its axes moved.
public struct WeightTie: Sendable, Hashable {
  /// The name of the other one.
  public let weight: String
  /// Axis i of this one is axis `order[i]` of the other.
  public let order: [Int]

  /// A weight that is another one with its axes in the given order.
  public init(to weight: String, order: [Int]) { (self.weight, self.order) = (weight, order) }
}

extension ONNXModel {
  /// The initializers that are others with their axes moved, by name, as a checkpoint of the same module
  /// tells: it holds their numbers once.
  ///
  /// Exporters that fold constants transpose a weight that is tied to a table into a tensor of its own. Of a
  /// tensor whose elements are all equal, and of numbers that several tensors of the checkpoint have, nothing
  /// is said.
  ///
  /// - Throws: ``ModelFileError`` where tensors cannot be read.
  public func ties(like state: Checkpoint) throws(ModelFileError) -> [String: WeightTie] {
    let names = Set(graph.initializer.map(\.name))
    let floats = try Checkpoint(onnx: self).entries.filter {
      $0.type.isFloat && $0.shape.rank > 1 && names.contains($0.name)
    }
    let entries = state.entries.filter { $0.type.isFloat && $0.shape.rank > 1 }
    let match = try ContentMatch(among: floats)
    let owners = try CheckpointPlan.owners(of: entries)
    // Of each tensor of the model the pieces of memory that hold its numbers.
    var holders: [Int: Set<Int>] = [:]
    var found: [[ContentMatch.Origin]] = []
    for owner in Set(owners.values).sorted() where try !entries[owner].isConstant() {
      let origins = try match.candidates(of: entries[owner])
      for origin in origins { holders[origin.entry, default: []].insert(owner) }
      found.append(origins)
    }
    var ties: [String: WeightTie] = [:]
    for origins in found where origins.allSatisfy({ holders[$0.entry]?.count == 1 }) {
      guard let first = origins.first, let own = first.order else { continue }
      for other in origins.dropFirst() {
        guard let moved = other.order else { continue }
        var order = own
        for (axis, place) in moved.enumerated() { order[place] = own[axis] }
        ties[floats[other.entry].name] = WeightTie(to: floats[first.entry].name, order: order)
      }
    }
    return ties
  }
}
