import Diagnoses
import Initializers
import Networks
import Tensors

/// A kind of fault: how it is planted, and what a check should say.
struct FaultKind: Sendable {
  /// What should be named.
  enum Aim: Sendable {
    /// A parameter, or one of several: the layer of a finding is its path, or its layer's.
    case parameters([String])
    /// The layer of these names, or the input.
    case layers([String])
    /// Nothing in particular, because all layers are alike: a cause with these words.
    case cause(String)
  }

  /// The network with the fault, and what should be named.
  struct Planted: Sendable {
    var check: Check
    let aim: Aim
  }

  let name: String
  /// The fault in a network; `nil` where it cannot be there.
  let plant: @Sendable (FaultHost) throws -> Planted?

  static let all = scales + fans + numbers + units + biases + parts + whole + data
}

extension FaultKind {
  typealias Change = @Sendable (any Law, ParameterSpec) throws -> (any Law)?

  /// Faults of the laws of single parameters; it is not there where one of them gives `nil`.
  init(_ name: String, _ changes: [(FaultHost.Place, Change)]) {
    self.init(name: name) { host in
      var laws = host.network.parameters.map(\.law)
      var paths: [String] = []
      for (place, change) in changes {
        guard let path = host.places[place] else { return nil }
        let index = try host.network.parameterIndex(at: path)
        guard let law = laws[index], let spec = host.network.parameters[index].spec,
          let changed = try change(law, spec)
        else { return nil }
        laws[index] = changed
        paths.append(path)
      }
      return Planted(host.network.withLaws(laws), .parameters(paths))
    }
  }

  /// A fault of the law of one parameter.
  init(_ name: String, at place: FaultHost.Place = .weight, _ change: @escaping Change) {
    self.init(name, [(place, change)])
  }

  /// A fault of the laws of two parameters.
  init(
    _ name: String, at first: FaultHost.Place, _ second: FaultHost.Place,
    _ change: @escaping Change, and other: @escaping Change
  ) {
    self.init(name, [(first, change), (second, other)])
  }
}

extension FaultKind.Planted {
  init(_ network: Network, _ aim: FaultKind.Aim) {
    var check = Check(network, weights: .asTheyAre)
    check.draws = 1
    self.init(check: check, aim: aim)
  }
}
