import Networks
import Tensors
import Threads

extension AutomaticRecipe: MeasuredRecipe {
  /// No: theory knows what layers give; examples correct it where they are there.
  public var needsExamples: Bool { false }

  /// Brings the mean square of what each layer gives on examples to what theory meant it to be.
  ///
  /// - Throws: ``RecipeError`` as ``MeasuredCorrection/adjust(_:of:targets:examples:threads:)`` does.
  public func adjust(
    _ weights: inout Weights, of network: Network, examples: [String: StoredTensor],
    threads: ThreadPool = .shared
  ) throws(RecipeError) -> [Adjustment] {
    let context = RecipeContext(
      input: InputMoments(of: examples, in: network), batch: Self.batch(of: examples, in: network))
    let targets = try AutomaticPlanner.secondMoments(
      network, shapes: shapes(of: network, context), context)
    return try MeasuredCorrection(of: .secondMoment).adjust(
      &weights, of: network, targets: targets, examples: examples, threads: threads)
  }

  private static func batch(of examples: [String: StoredTensor], in network: Network) -> Int {
    for input in network.inputs {
      guard let axis = input.lengths.firstIndex(of: nil), let array = examples[input.name] else {
        continue
      }
      return array.shape[axis]
    }
    return 1
  }
}

extension InputMoments {
  /// Mean and variance of the elements of the first input of floats.
  fileprivate init(of examples: [String: StoredTensor], in network: Network) {
    self.init()
    guard let input = network.inputs.first(where: { $0.type.isFloat }),
      let array = examples[input.name], array.shape.count > 0
    else { return }
    let numbers = array.floats
    let count = Double(numbers.count)
    mean = numbers.reduce(0) { $0 + Double($1) } / count
    variance = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
  }
}
