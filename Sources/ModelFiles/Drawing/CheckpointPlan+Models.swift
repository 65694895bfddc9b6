import Initializers
import Recipes
import Spellings
import Tensors

/// What a plan of draws depends on besides model and recipe.
public struct DrawOptions: Sendable {
  /// The seed.
  public var seed: UInt64 = 0
  /// How floats are written; `nil` as the template has them, Float32 without one.
  public var type: ElementType?
  /// Which tensors are drawn; the others are copied from the template.
  public var isDrawn: @Sendable (String) -> Bool = { _ in true }

  /// Seed 0, all tensors, as the template has them.
  public init() {}
}

extension CheckpointPlan {
  /// A checkpoint with the parameters of a model.
  ///
  /// - Parameters:
  ///   - parameters: what the model has, in the order of the file.
  ///   - plan: one entry for each of them.
  ///   - template: a checkpoint whose tensors are written, names, types and order as they are there;
  ///     what no parameter has the name of is copied.
  ///   - options: the seed and so on.
  /// - Throws: ``CheckpointPlanError``, with code `.unheld` where the template holds none of what is to be
  ///   drawn.
  public init(
    _ parameters: [ModelParameter], _ plan: RecipePlan, template: Checkpoint? = nil,
    _ options: DrawOptions = DrawOptions()
  ) throws(CheckpointPlanError) {
    func isDrawn(_ name: String) -> Bool { options.isDrawn(name) }
    var requests: [Request] = []
    var unheld: [String] = []
    if let template {
      let held = Set(template.entries.map(\.name))
      for (parameter, entry) in zip(parameters, plan.entries)
      where entry.law != nil && isDrawn(parameter.path) && !held.contains(parameter.path) {
        unheld.append(parameter.path)
      }
      var numbers: [String: Int] = [:]
      for (number, parameter) in parameters.enumerated() { numbers[parameter.path] = number }
      for entry in template.entries {
        let isFloat = entry.type.isFloat
        let type = isFloat ? options.type?.stored ?? entry.type : entry.type
        let draw = numbers[entry.name].flatMap { number -> Draw? in
          guard isFloat, isDrawn(entry.name), parameters[number].shape == entry.shape else {
            return nil
          }
          return (plan.entries[number], parameters[number].drawnSpec, entry.name)
        }
        let isUsed = !isFloat || numbers[entry.name] != nil
        requests.append(
          Request(
            entry.name, type, entry.shape, draw: draw, template: entry,
            reason: isUsed || !isDrawn(entry.name) ? nil : Self.notUsed))
      }
      if !unheld.isEmpty, requests.allSatisfy({ $0.draw == nil }) {
        throw .unheld(unheld, in: template.name)
      }
    } else {
      for (parameter, entry) in zip(parameters, plan.entries) {
        let draw: Draw? =
          isDrawn(parameter.path) ? (entry, parameter.drawnSpec, parameter.path) : nil
        requests.append(
          Request(
            parameter.path, options.type?.stored ?? .float32, parameter.shape, draw: draw,
            template: nil))
      }
    }
    try self.init(requests, seed: options.seed)
    self.unheld = unheld
    metadata = DrawMetadata.entries(of: template, recipe: plan.recipe)
  }

  /// Why a tensor of a template is copied that none of the model's parameters is, such as one of a branch
  /// that is not taken.
  public static let notUsed = "the network does not use it"

  private typealias Draw = (entry: RecipePlan.Entry, spec: ParameterSpec, path: String)
}

extension ElementType {
  /// The same type among all that files have.
  package var stored: StoredType { StoredType.allCases.first { $0.elementType == self }! }
}
