import Initializers
import Recipes
import Tensors

extension CheckpointPlan {
  /// A checkpoint with the tensors that a configuration implies, in the order of the model's modules.
  ///
  /// Counters of batches are 0.
  ///
  /// - Parameters:
  ///   - configuration: the model.
  ///   - plan: one entry for each of its parameters.
  ///   - options: the seed and so on; Float32 where they name no type.
  /// - Throws: ``CheckpointPlanError``.
  public init(
    _ configuration: ModelConfiguration, _ plan: RecipePlan, _ options: DrawOptions = DrawOptions()
  ) throws(CheckpointPlanError) {
    var requests: [String: Request] = [:]
    for (parameter, entry) in zip(configuration.parameters, plan.entries) {
      let isDrawn = options.isDrawn(parameter.path)
      requests[parameter.path] = Request(
        parameter.path, options.type?.stored ?? .float32, parameter.shape,
        draw: isDrawn ? (entry, parameter.drawnSpec, parameter.path) : nil, template: nil)
    }
    for (name, shape) in configuration.counters {
      let zeros = StoredTensor.filled(type: .int64, shape: shape, integer: 0)
      requests[name] = Request(
        name, .int64, shape, draw: nil, template: Checkpoint.Entry(name, zeros))
    }
    try self.init(configuration.names.compactMap { requests[$0] }, seed: options.seed)
    metadata = ["format": "pt", "xavier.recipe": plan.recipe]
  }
}
