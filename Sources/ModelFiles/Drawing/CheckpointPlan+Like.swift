import Initializers
import Recipes
import Tensors

extension CheckpointPlan {
  /// A checkpoint with the names, shapes, types and order of another one of the same module, whose tensors
  /// a model holds under other names, with axes in another order or as gates of recurrent layers.
  ///
  /// Tensors are matched by their numbers, so the model's file and the checkpoint must hold the same
  /// weights. Two names of the checkpoint for one piece of its memory stay tied: both get the same draw. In
  /// a file whose tensors share no memory, of another format than PyTorch's, two names for the only tensor
  /// of the model with those numbers do. A draw has the path that the checkpoint has for it. What is not a
  /// float is copied.
  ///
  /// Exporters may write a tied weight twice, once with its axes moved: such a model is opened with
  /// ``ONNXModel/ties(like:)`` in its options, so that its parameters are tied too.
  ///
  /// The tensors of PyTorch's recurrent modules get the laws of their gates in the model, in PyTorch's
  /// order.
  ///
  /// - Parameters:
  ///   - parameters: what the model has.
  ///   - plan: one entry for each of them.
  ///   - model: the model.
  ///   - state: the checkpoint.
  ///   - options: the seed and so on.
  /// - Throws: ``CheckpointPlanError`` with code `.unmatched` for a tensor whose numbers the model does not
  ///   hold, or several of whose tensors hold with different laws; ``ModelFileError`` where tensors cannot
  ///   be read.
  public init(
    _ parameters: [ModelParameter], _ plan: RecipePlan, model: ONNXModel, like state: Checkpoint,
    _ options: DrawOptions = DrawOptions()
  ) throws {
    let floats = try Checkpoint(onnx: model).entries.filter { $0.type.isFloat }
    let laws = Laws(parameters, plan)
    let gates = try GateMatch(of: state.entries, in: model, floats)
    let whole = floats.filter { !gates.taken.contains($0.name) }
    let owners = try Self.owners(of: state.entries)
    let origins = try Self.origins(
      of: state.entries, owners, among: whole, except: gates.origins.keys, laws, model.name)
    var paths: [Source: String] = [:]
    var requests: [Request] = []
    for (number, entry) in state.entries.enumerated() {
      guard entry.type.isFloat else {
        requests.append(Request(entry.name, entry.type, entry.shape, draw: nil, template: entry))
        continue
      }
      var draw: Draw?
      let source: Source
      if let origin = gates.origins[number] {
        source = .gates(origin)
        draw = try laws.draw(origin)
      } else if let origin = origins[number] {
        source = .whole(origin.entry)
        draw = try laws.draw(whole[origin.entry], origin.order, entry, model.name)
      } else {
        throw CheckpointPlanError.unmatched(number, of: state, gates.modules, in: model.name)
      }
      let type = options.type?.stored ?? entry.type
      guard options.isDrawn(entry.name), let draw else {
        requests.append(Request(entry.name, type, entry.shape, draw: nil, template: entry))
        continue
      }
      // Exporters merge tensors that are equal by chance; PyTorch's files say which are one.
      let key: Source =
        state.format.tellsTies ? .memory(owners[number] ?? number) : source
      let path = paths[key] ?? entry.name
      paths[key] = path
      requests.append(
        Request(entry.name, type, entry.shape, draw: (draw.entry, draw.spec, path), template: entry)
      )
    }
    try self.init(requests, seed: options.seed)
    metadata = DrawMetadata.entries(of: state, recipe: plan.recipe)
  }

  // The first tensor that lies where each lies, by its number.
  static func owners(
    of state: [Checkpoint.Entry]
  ) throws(ModelFileError) -> [Int: Int] {
    var places: [MemoryPlace: Int] = [:]
    var owners: [Int: Int] = [:]
    // As long as a tensor is kept, nothing else can lie where it lies.
    var kept: [StoredTensor] = []
    for (number, entry) in state.enumerated() where entry.type.isFloat {
      let tensor = try entry.tensor()
      kept.append(tensor)
      let place = MemoryPlace(tensor)
      let owner = places[place] ?? number
      places[place] = owner
      owners[number] = owner
    }
    return withExtendedLifetime(kept) { owners }
  }

  // The whole tensors of a model that hold those of a state, by the numbers of the latter.
  private static func origins(
    of state: [Checkpoint.Entry], _ owners: [Int: Int], among whole: [Checkpoint.Entry],
    except known: Dictionary<Int, GateMatch.Origin>.Keys, _ laws: Laws, _ model: String
  ) throws -> [Int: ContentMatch.Origin] {
    let wanted = owners.filter { !known.contains($0.key) }
    // An export in training mode moves running statistics on: their names alone stay.
    var origins: [Int: ContentMatch.Origin] = [:]
    var isStatistic = Set<Int>()
    for (place, tensor) in whole.enumerated() where laws.isStatistic(tensor) {
      guard let number = state.firstIndex(where: { $0.name == tensor.name }),
        wanted[number] == number, state[number].shape == tensor.shape
      else { continue }
      isStatistic.insert(place)
      origins[number] = .init(entry: place, order: Array(tensor.shape.lengths.indices))
    }
    let others = whole.indices.filter { !isStatistic.contains($0) }
    let numbers = Set(wanted.values).filter { origins[$0] == nil }.sorted()
    var match = try ContentMatch(among: others.map { whole[$0] })
    let found = try match.origins(of: numbers.map { state[$0] }, in: model) {
      laws.text(whole[others[$0]])
    }
    for (number, origin) in zip(numbers, found) {
      origins[number] = origin.map { .init(entry: others[$0.entry], order: $0.order) }
    }
    return wanted.compactMapValues { origins[$0] }
  }
}

private typealias Draw = (entry: RecipePlan.Entry, spec: ParameterSpec)

/// What a draw is for: two names for the same get the same numbers.
private enum Source: Hashable {
  case memory(Int)
  case whole(Int)
  case gates(GateMatch.Origin)
}

/// The laws of a model's tensors, by their names.
private struct Laws {
  private let parameters: [ModelParameter]
  private let plan: RecipePlan
  private var numbers: [String: Int] = [:]

  init(_ parameters: [ModelParameter], _ plan: RecipePlan) {
    (self.parameters, self.plan) = (parameters, plan)
    for (number, parameter) in parameters.enumerated() { numbers[parameter.path] = number }
  }

  /// What draws a tensor, in words; `nil` where nothing does.
  func text(_ tensor: Checkpoint.Entry) -> String? {
    numbers[tensor.name].flatMap { plan.entries[$0].law?.record }
  }

  /// Whether a tensor is a running mean or variance of a batch normalization.
  func isStatistic(_ tensor: Checkpoint.Entry) -> Bool {
    switch numbers[tensor.name].map({ parameters[$0].use }) {
    case .runningMean, .runningVariance: true
    default: false
    }
  }

  /// What draws a tensor of a state that is one of the model.
  func draw(
    _ tensor: Checkpoint.Entry, _ order: [Int]?, _ entry: Checkpoint.Entry, _ model: String
  ) throws(CheckpointPlanError) -> Draw? {
    guard let number = numbers[tensor.name] else { return nil }
    let own = parameters[number].drawnSpec
    guard let spec = order.map({ own.moved(axes: $0) }) ?? own.stored(as: entry.shape) else {
      throw .unmatched(entry.name, entry.shape, in: model)
    }
    return (plan.entries[number], spec)
  }

  /// What draws a tensor of a state that is made of gates of one of the model.
  func draw(_ origin: GateMatch.Origin) throws(InitializerError) -> Draw? {
    guard let number = numbers[origin.tensor] else { return nil }
    let entry = plan.entries[number]
    guard let law = entry.law else { return (entry, origin.spec) }
    let own = try law.ofGates(origin.gates, as: origin.spec)
    let isOther = own is Constant && !(law is Constant)
    return (
      .init(
        law: own, spelling: Self.spelling(own, of: entry),
        reason: isOther ? "added to a bias in which \(entry.reason)" : entry.reason), origin.spec
    )
  }

  // A law of one gate has another number where gates have another order.
  private static func spelling(_ law: any Law, of entry: RecipePlan.Entry) -> String {
    guard let whole = entry.law, law.record != whole.record else { return entry.spelling }
    switch law {
    case let law as GateConstants: return ForgetGateBias(law.value, gate: law.gate).name
    case let law as ForgetGates: return ForgetGateBias(1, gate: law.forget).name
    default: return law is Constant ? "zeros" : entry.spelling
    }
  }
}

/// Where the numbers of a tensor lie, and how they are read.
private struct MemoryPlace: Hashable {
  private let start: UInt
  private let type: StoredType
  private let shape: Shape

  init(_ tensor: StoredTensor) {
    start = tensor.littleEndianBytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    (type, shape) = (tensor.type, tensor.shape)
  }
}
