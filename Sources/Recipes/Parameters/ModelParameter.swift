import Initializers
import Networks
import Tensors

/// A parameter of a model as a recipe sees it: its name, its axes and what it is for.
///
/// A network's graph says these things of its parameters. Of a checkpoint, which has no graph, names
/// say them, and a description of a model's architecture says them of the parameters it implies.
public struct ModelParameter: Sendable {
  /// Its name.
  public let path: String
  /// Its shape.
  public let shape: Shape
  /// The meaning of its axes; `nil` where nothing declares it.
  public let spec: ParameterSpec?
  /// What the model does with it.
  package let use: ParameterUse
  /// Where in the model it lies.
  public let place: Place
  /// What says where it lies.
  package let evidence: Evidence
  /// Of the end of a residual branch, how many branches like it a graph has, one for each block.
  package let blocks: Int?
  /// The law that the model itself declares for it, with its spelling.
  let own: (law: any Law, spelling: String)?

  /// Where a parameter lies, as far as its law may depend on it.
  public enum Place: String, Sendable, Hashable, CaseIterable {
    /// Nowhere special.
    case inside
    /// It ends a residual branch: what it gives is added to a stream that runs past it.
    case residualEnd
    /// It gives the logits.
    case head
  }

  /// What a place is known from.
  package enum Evidence: String, Sendable {
    /// The model's graph.
    case graph
    /// The parameter's name.
    case names
  }

  /// A parameter that declares no law of its own.
  package init(
    path: String, shape: Shape, spec: ParameterSpec?, use: ParameterUse, place: Place = .inside
  ) {
    self.init(
      path: path, shape: shape, spec: spec, use: use, place: place, evidence: .names, blocks: nil,
      own: nil)
  }

  init(
    path: String, shape: Shape, spec: ParameterSpec?, use: ParameterUse, place: Place,
    evidence: Evidence, blocks: Int?, own: (law: any Law, spelling: String)?
  ) {
    self.path = path
    self.shape = shape
    self.spec = spec
    self.use = use
    self.place = place
    self.evidence = evidence
    self.blocks = blocks
    self.own = own
  }

  /// The declared axes, or where nothing declares them those of a vector that is added.
  package var drawnSpec: ParameterSpec {
    spec ?? ParameterSpec.bias(out: shape.count).stored(as: shape)!
  }
}

extension ModelParameter.Place {
  /// The place in words; `nil` where it is none in particular.
  var words: String? {
    switch self {
    case .inside: nil
    case .residualEnd: "a residual end"
    case .head: "the head"
    }
  }
}

extension Network {
  /// The parameters as recipes see them, in their order; their places are those that the graph says.
  package var modelParameters: [ModelParameter] {
    let places = ParameterPlaces(self)
    return zip(parameters, parameterUses()).enumerated().map { number, parameters in
      let (parameter, use) = parameters
      return ModelParameter(
        path: parameter.path, shape: parameter.shape, spec: parameter.spec, use: use,
        place: use.canEnd ? places.places[number] : .inside, evidence: .graph,
        blocks: places.blocks[number],
        own: parameter.law.map { ($0, parameter.initializer?.name ?? $0.name) })
    }
  }
}
