/// The tensors of one direction of one layer of a recurrent module of PyTorch, which their names tell.
struct RecurrentModule {
  /// What a tensor of such a module is.
  enum Part: String, CaseIterable {
    case inputMap = "weight_ih", stateMap = "weight_hh"
    case inputBias = "bias_ih", stateBias = "bias_hh"
    /// The map of a state to a smaller one, which ONNX's LSTM does not have.
    case projection = "weight_hr"
  }

  /// The number of each tensor among the names given.
  private(set) var tensors: [Part: Int] = [:]

  /// The modules that some names are of, in the order of the names.
  static func all(in names: [String]) -> [RecurrentModule] {
    var places: [String: Int] = [:]
    var modules: [RecurrentModule] = []
    for (number, name) in names.enumerated() {
      let leaf = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
      guard let part = Part.allCases.first(where: { leaf.hasPrefix($0.rawValue + "_l") }) else {
        continue
      }
      // weight_ih_l0, weight_ih_l0_reverse, weight_ih_l1 of one home.
      let layer = leaf.dropFirst(part.rawValue.count)
      guard Int(layer.dropFirst(2).prefix { $0 != "_" }) != nil else { continue }
      let home = name.dropLast(leaf.count) + layer
      let place = places[String(home)] ?? modules.count
      if place == modules.count {
        places[String(home)] = place
        modules.append(RecurrentModule())
      }
      modules[place].tensors[part] = number
    }
    return modules
  }
}
