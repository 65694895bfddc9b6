import Initializers
import Tensors

/// The parameters of a model of which nothing but names and shapes is known.
///
/// Names of PyTorch's modules, of transformers, timm and torchvision, of Keras and of Flax say what
/// each parameter is for and in which order its axes are stored. What a name leaves open is settled
/// by what lies beside it: a bias has as many numbers as a map has outputs, the state's map of a
/// recurrent layer is square but for its gates, the kernel before a depthwise one gives its channels.
/// Nothing is guessed: what stays open is in ``ambiguous``, and its axes are not declared.
///
/// ```swift
/// let named = NamedParameters([("h.0.mlp.c_fc.weight", [768, 3072])], layout: nil)
/// ```
public struct NamedParameters: Sendable {
  /// The parameters, in the order given.
  public let parameters: [ModelParameter]
  /// Why each is taken for what it is, in a few words, in the same order.
  public let reasons: [String]
  /// What names and shapes leave open: the tensor, and a sentence that says what would settle it.
  public let ambiguous: [(path: String, sentence: String)]

  /// The parameters with the given names and shapes.
  ///
  /// - Parameters:
  ///   - tensors: tensors of real numbers alone.
  ///   - layout: the order of axes that a user declares; it also holds for names that say nothing.
  ///   - implied: the order that the format of a file implies where names are those of weights. By
  ///     default `weight` is stored as PyTorch stores it and `kernel` as Keras and Flax do.
  /// - Complexity: n log n in the number of tensors.
  public init(
    _ tensors: [(name: String, shape: Shape)], layout: Layout?, implied: Layout? = nil
  ) {
    self.init(tensors, layout: layout, implied: implied, variables: [:])
  }

  /// The parameters with the given names and shapes, where a file says of some which layer they belong to.
  package init(
    _ tensors: [(name: String, shape: Shape)], layout: Layout?, implied: Layout?,
    variables: [String: KerasVariable]
  ) {
    var reader = NameReader(tensors, layout: layout, implied: implied)
    var parameters: [ModelParameter] = []
    var reasons: [String] = []
    var ambiguous: [(path: String, sentence: String)] = []
    for (number, tensor) in tensors.enumerated() {
      let declared = layout == nil || layout == .keras ? variables[tensor.name] : nil
      let reading = declared?.reading() ?? reader.reading(of: number)
      parameters.append(
        ModelParameter(
          path: tensor.name, shape: tensor.shape, spec: reading.spec, use: reading.use,
          place: reading.place))
      reasons.append(reading.reason)
      if let open = reading.open {
        ambiguous.append((tensor.name, "\(tensor.name.shown): \(tensor.shape) \(open)"))
      }
    }
    self.parameters = parameters
    self.reasons = reasons
    self.ambiguous = ambiguous
  }

  /// What a recipe gives the parameters, with what names say of them among the reasons; what is not
  /// drawn needs no law.
  ///
  /// - Throws: ``RecipeError``, with code `.axes` for a tensor that stays open.
  public func plan(
    by recipe: any Recipe, among isDrawn: (String) -> Bool = { _ in true }
  ) throws(RecipeError) -> RecipePlan {
    let plan = try recipe.plan(for: parameters)
    try check(for: recipe, among: isDrawn)
    return plan.adding(reasons)
  }

  /// Refuses what stays open, where a recipe needs to know it.
  ///
  /// A rule of a recipe in words settles it, and so does leaving the tensor as it is.
  ///
  /// - Throws: ``RecipeError`` with code `.axes`, naming the first tensor.
  public func check(
    for recipe: any Recipe, among isDrawn: (String) -> Bool = { _ in true }
  ) throws(RecipeError) {
    guard !ambiguous.isEmpty else { return }
    var settled: Set<String> = []
    if let recipe = recipe as? PatternRecipe {
      settled = Set(recipe.covered(parameters).map(\.path))
    }
    guard let first = ambiguous.first(where: { isDrawn($0.path) && !settled.contains($0.path) })
    else { return }
    throw RecipeError(code: .axes, description: first.sentence)
  }
}
