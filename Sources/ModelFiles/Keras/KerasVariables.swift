import Recipes
import Tensors

/// Finds the layer of each variable of a file of Keras.
///
/// | file | a variable's name | its layer |
/// |---|---|---|
/// | Keras 3 | `layers/dense_1/vars/0` | the second Dense among the model's layers |
/// | Keras 2 | `dense_5/dense_5/kernel:0` | the layer of that name |
///
/// A configuration says what the layers are; without one the names of classes in paths do.
struct KerasVariables {
  private let model: KerasLayer?
  /// The names of layers that the file keeps beside their variables, by the path of these.
  private let names: [String: String]

  // Layers whose maps are one EinsumDense each.
  private static let attentions: Set = ["MultiHeadAttention", "GroupedQueryAttention"]

  init(model: KerasLayer?, names: [String: String]) {
    self.model = model
    self.names = names
  }

  /// The variables by their names.
  func variables(_ tensors: [(name: String, shape: Shape)]) -> [String: KerasVariable] {
    var groups: [String: [Member]] = [:]
    for tensor in tensors {
      guard let slash = tensor.name.lastIndex(of: "/") else { continue }
      let leaf = String(tensor.name[tensor.name.index(after: slash)...])
      groups[String(tensor.name[..<slash]), default: []].append((tensor.name, leaf, tensor.shape))
    }
    var variables: [String: KerasVariable] = [:]
    for (group, members) in groups {
      let isNumbered = group == "vars" || group.hasSuffix("/vars")
      let (layer, leaves) =
        isNumbered ? numbered(group, members) : (layer(named: group), members.map { named($0) })
      let beside = Dictionary(
        zip(leaves, members).compactMap { leaf, member in leaf.map { ($0, member.shape) } },
        uniquingKeysWith: { first, _ in first })
      for (leaf, member) in zip(leaves, members) {
        variables[member.name] = KerasVariable(
          layer: layer, leaf: leaf, shape: member.shape, beside: beside)
      }
    }
    return variables
  }

  private typealias Member = (name: String, leaf: String, shape: Shape)

  // Without the `:0` of Keras 2.
  private func named(_ member: Member) -> String? {
    member.leaf.split(separator: ":").first.map(String.init)
  }

  private func numbered(_ group: String, _ members: [Member]) -> (KerasLayer, [String?]) {
    var layer = self.layer(at: group)
    let numbers = members.map { Int($0.leaf) }
    guard Set(numbers.compactMap { $0 }) == Set(members.indices) else {
      return (layer, members.map { _ in nil })
    }
    if layer.variables(count: members.count) == nil { layer = guessed(layer, members) }
    guard let names = layer.variables(count: members.count) else {
      return (layer, members.map { _ in nil })
    }
    return (layer, numbers.map { $0.map { names[$0] } })
  }

  // A layer of no known class that has a matrix and as many biases as that has columns, or that
  // lies in a recurrent layer, or is called what it is.
  private func guessed(_ layer: KerasLayer, _ members: [Member]) -> KerasLayer {
    let shapes = members.sorted { Int($0.leaf) ?? 0 < Int($1.leaf) ?? 0 }.map(\.shape)
    var guess = layer
    let words = layer.name.lowercased()
    if 2...3 ~= shapes.count, shapes[0].rank == 2, shapes[1].rank == 2,
      shapes[0][1] == shapes[1][1], shapes[1][0] > 0, shapes[1][1] % shapes[1][0] == 0,
      let kind = [1: "SimpleRNNCell", 3: "GRUCell", 4: "LSTMCell"][shapes[1][1] / shapes[1][0]]
    {
      guess.className = kind
    } else if shapes.count == 2, shapes[0].rank == 2, shapes[1].rank == 1,
      shapes[0][1] == shapes[1].count
    {
      guess.className = "Dense"
    } else if shapes.count == 1, shapes[0].rank == 2, words.hasSuffix("dense") {
      guess.className = "Dense"
    } else if shapes.count == 1, shapes[0].rank == 2, words.hasSuffix("embedding") {
      guess.className = "Embedding"
    } else if shapes.count == 2, shapes[0].rank == 1, shapes[0] == shapes[1],
      words.hasSuffix("norm")
    {
      guess.className = "LayerNormalization"
    } else if shapes[0].rank == 3, shapes.count <= 2 {
      // A map of attention, where its name is that of one.
      guess.className = "EinsumDense"
    }
    return guess
  }

  // Down the path of Keras 3, from part to part.
  private func layer(at group: String) -> KerasLayer {
    let parts = group.split(separator: "/").dropLast().map(String.init)
    var layer = model
    var name = ""
    var path = ""
    var inList = false
    for part in parts {
      path += path.isEmpty ? part : "/\(part)"
      if part == "layers", layer.map({ !$0.layers.isEmpty }) ?? true {
        inList = true
        continue
      }
      name = part
      layer =
        inList ? layer?.layer(counted: part, called: names["\(path)/vars"]) : layer?.parts[part]
      inList = false
    }
    if let layer { return layer }
    var found = KerasLayer(named: name)
    let own = names[group] ?? ""
    if found.className == nil, name == "cell" || name.hasSuffix("_cell") {
      found = KerasLayer(named: own)
    }
    if found.className == nil {
      found = KerasLayer(named: own)
      // Maps of attention are known by what the layer calls them.
      found.name = name
    }
    return found
  }

  // Down the path of Keras 2, where layers have their names.
  private func layer(named group: String) -> KerasLayer {
    let parts = group.split(separator: "/").map(String.init)
    var layer = model
    for part in parts {
      guard let here = layer else { break }
      if let next = here.layers.first(where: { $0.name == part }) {
        layer = next
      } else if part != here.name {
        layer = here.part(called: part) ?? here
      }
    }
    let last = parts.last ?? ""
    if var layer, layer.className != model?.className || layer.name != model?.name {
      if layer.className.map({ Self.attentions.contains($0) }) ?? false {
        layer.name = last
        layer.className = "EinsumDense"
      }
      return layer
    }
    var found = KerasLayer(named: last)
    if found.className == nil,
      let outer = parts.dropLast().last(where: { KerasLayer(named: $0).className != nil })
    {
      found.className = KerasLayer(named: outer).className
    }
    if found.className.map({ Self.attentions.contains($0) }) ?? false {
      found.className = "EinsumDense"
    }
    return found
  }
}

extension KerasLayer {
  /// A layer of a model by its class with a number, as paths have it, or by its own name.
  fileprivate func layer(counted part: String, called name: String?) -> KerasLayer? {
    if let name {
      let found = layers.filter { $0.name == name }
      if found.count == 1 { return found[0] }
    }
    var counts: [String: Int] = [:]
    for layer in layers {
      let own = layer.pathName
      let count = counts[own, default: 0]
      counts[own] = count + 1
      if (count == 0 ? own : "\(own)_\(count)") == part { return layer }
    }
    return nil
  }

  /// A part of a layer by the name of its variables: `forward_lstm`, `lstm_cell_1`.
  fileprivate func part(called name: String) -> KerasLayer? {
    if name.hasPrefix("forward_") { return parts["forward_layer"] }
    if name.hasPrefix("backward_") { return parts["backward_layer"] }
    if name.contains("cell") { return parts["cell"] }
    return parts["layer"].flatMap { $0.name == name ? $0 : nil }
  }
}
