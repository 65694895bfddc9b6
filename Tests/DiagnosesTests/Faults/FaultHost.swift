import Initializers
import NetworkZoo
import Networks

/// A healthy network, and where faults are planted in it.
struct FaultHost: Sendable {
  /// What a parameter is in the network.
  enum Place: Sendable {
    /// A weight within, of other lengths in and out where there is one.
    case weight
    /// The weight that all that comes from ``weight`` goes through.
    case behind
    case bias, head, embedding, query, key, recurrentWeight, factor, grouped, transposed, fused
  }

  /// A fault of the graph itself.
  enum Variant: Sendable {
    case unnormalized, sigmoid
  }

  let name: String
  let family: String
  let network: Network
  /// The paths of parameters.
  let places: [Place: String]
  /// The paths of the weights that end branches, scaled for their number.
  var branchEnds: Set<String> = []
  /// Whether faults of all its layers are of interest.
  var allowsWholeFaults = false
  /// The same network with a fault of its graph.
  var variants: [Variant: FaultKind.Planted] = [:]

  /// A network of the zoo.
  init(_ name: String, _ places: [Place: String]) {
    let zoo = Zoo.network(named: name)
    self.init(name, family: zoo.family.rawValue, zoo.network, places)
  }

  init(_ name: String, family: String, _ network: Network, _ places: [Place: String]) {
    self.name = name
    self.family = family
    self.network = network
    self.places = places
  }
}
