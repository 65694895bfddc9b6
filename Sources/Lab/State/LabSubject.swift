import Xavier

/// The network of a state, and the words that a command line has for it.
struct LabSubject: Sendable {
  /// The network, its number of examples left open.
  let network: Network
  /// What a command line calls it: layer widths, or a file.
  let word: String
  /// What reports call it.
  let title: String
  /// The text of the file, where the lab wrote it.
  let yaml: String?
  /// Whether the numbers of its weights are a file's.
  let isModel: Bool

  /// The most weights that a network of ours may have: with their gradients half a gigabyte.
  static let mostWeights = 1 << 26

  /// The network of a state.
  ///
  /// - Throws: ``LabError`` where the state describes none.
  init(_ state: LabState, models: LabModels, data: LabData) throws {
    if let id = state.model {
      let model = try models.model(id)
      (network, word, title, yaml, isModel) = (model.network, model.name, model.name, nil, true)
      return
    }
    let shape = try data.shape(of: state)
    try Self.checkSize(state, shape)
    let text = NetworkText(state, inputs: shape.inputs, outputs: shape.outputs)
    isModel = false
    if let shorthand = text.shorthand {
      let function = try OperatorCatalog.activation(spelled: state.activation)
      network = try Shorthand(shorthand).network(activation: function)
      (word, title, yaml) = (shorthand, "\(shorthand), \(state.activation)", nil)
    } else {
      network = try Network(yaml: text.yaml, name: NetworkText.file)
      (word, title, yaml) = (NetworkText.file, NetworkText.file, text.yaml)
    }
  }

  private static func checkSize(
    _ state: LabState, _ shape: (inputs: Int, outputs: Int)
  ) throws(LabError) {
    let weights =
      state.width * (shape.inputs + shape.outputs) + (state.depth - 1) * state.width * state.width
    guard weights <= mostWeights else {
      throw .value(
        "depth", "\(weights) weights in \(state.depth) layers of \(state.width) units",
        expected: "a network of at most \(mostWeights)")
    }
  }

  /// The check of one of a state's recipes, as `xavier check` makes it.
  func check(_ state: LabState, recipe: Int, data: LabData) throws -> Check {
    var check = Check(network, weights: try weights(state, recipe))
    check.draws = state.draws
    check.seed = state.seed
    check.data = try data.arrays(of: state, for: network, count: check.examples)
    return check
  }

  private func weights(_ state: LabState, _ recipe: Int) throws -> Check.Weights {
    let name = state.recipes[recipe]
    guard name != LabState.asIs else { return .asTheyAre }
    return .drawn(try state.recipe(recipe))
  }
}

extension LabState {
  /// One of the recipes, with the biases that the state wants.
  func recipe(_ index: Int) throws -> any Recipe {
    let recipe = try RecipeCatalog.recipe(spelled: recipes[index])
    guard bias > 0, model == nil else { return recipe }
    return try recipe.withHiddenBiases(deviation: bias)
  }
}
