import Initializers
import Recipes
import Tensors

extension CheckpointPlan {
  /// A checkpoint with the names, shapes, types and order of another one of the same module, whose tensors
  /// a model holds under other names and with axes in another order.
  ///
  /// Tensors are matched by their numbers, so the model's file and the checkpoint must hold the same
  /// weights. Two names of the checkpoint for one piece of its memory stay tied, and so do two names for the
  /// only tensor of the model with those numbers: both get the same draw. A draw has the path that the checkpoint has for it. What is not a float is copied.
  ///
  /// - Parameters:
  ///   - parameters: what the model has.
  ///   - plan: one entry for each of them.
  ///   - model: the model's tensors.
  ///   - state: the checkpoint.
  ///   - options: the seed and so on.
  /// - Throws: ``CheckpointPlanError`` with code `.unmatched` for a tensor whose numbers the model does not
  ///   hold; ``ModelFileError`` where tensors cannot be read.
  public init(
    _ parameters: [ModelParameter], _ plan: RecipePlan, model: Checkpoint, like state: Checkpoint,
    _ options: DrawOptions = DrawOptions()
  ) throws {
    var numbers: [String: Int] = [:]
    for (number, parameter) in parameters.enumerated() { numbers[parameter.path] = number }
    let floats = model.entries.filter { $0.type.isFloat }
    var match = try ContentMatch(among: floats)
    var paths: [Int: String] = [:]
    var places: [MemoryPlace: (origin: ContentMatch.Origin, tensor: StoredTensor)] = [:]
    var requests: [Request] = []
    for entry in state.entries {
      guard entry.type.isFloat else {
        requests.append(Request(entry.name, entry.type, entry.shape, draw: nil, template: entry))
        continue
      }
      let tensor = try entry.tensor()
      let place = MemoryPlace(tensor)
      guard let origin = try places[place]?.origin ?? match.origin(of: entry) else {
        throw CheckpointPlanError.unmatched(entry.name, entry.shape, in: model.name)
      }
      // As long as the tensor is kept, nothing else can lie where it lies.
      places[place] = (origin, tensor)
      let type = options.type?.stored ?? entry.type
      guard options.isDrawn(entry.name), let number = numbers[floats[origin.entry].name] else {
        requests.append(Request(entry.name, type, entry.shape, draw: nil, template: entry))
        continue
      }
      let own = parameters[number].drawnSpec
      let moved = origin.order.map { own.moved(axes: $0) } ?? own.stored(as: entry.shape)
      guard let spec = moved else {
        throw CheckpointPlanError.unmatched(entry.name, entry.shape, in: model.name)
      }
      let path = paths[origin.entry] ?? entry.name
      paths[origin.entry] = path
      requests.append(
        Request(
          entry.name, type, entry.shape, draw: (plan.entries[number], spec, path), template: entry))
    }
    try self.init(requests, seed: options.seed)
    metadata = DrawMetadata.entries(of: state, recipe: plan.recipe)
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

extension CheckpointPlanError {
  static func unmatched(_ name: String, _ shape: Shape, in model: String) -> CheckpointPlanError {
    CheckpointPlanError(
      code: .unmatched,
      description:
        "tensor \(shown(name)), \(shape): numbers that \(model) does not hold, in any order "
        + "of axes; a model exported from this checkpoint, without folding batch normalizations, was "
        + "expected")
  }
}
