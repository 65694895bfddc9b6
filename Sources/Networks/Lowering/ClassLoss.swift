import Operators
import Tensors

/// What the loss nodes of model files have in common: labels, weights of classes, a label that is
/// ignored, and what becomes of the losses.
struct ClassLoss {
  private enum Reduction: String {
    case none, sum, mean
  }

  private let name: String
  private let classes: Int
  private let reduction: Reduction
  private let ignoredLabel: Int?
  private let hasWeights: Bool

  /// Reads the attributes and checks the shapes of a node.
  init(_ node: NodeDescription, name: String) throws(OperatorError) {
    self.name = name
    let text = try node.text("reduction") ?? "mean"
    guard let reduction = Reduction(rawValue: text) else {
      throw .attribute(node, "reduction", text, expected: "none, sum or mean was")
    }
    self.reduction = reduction
    ignoredLabel = try node.integer("ignore_index")
    hasWeights = node.hasInput(2)

    let (input, labels) = (try node.input(0).shape, try node.input(1).shape)
    guard input.rank >= 2 else {
      throw .unsupported(node, "input \(input), examples × classes were expected")
    }
    classes = input[1]
    var lengths = input.lengths
    lengths.remove(at: 1)
    guard labels.lengths == lengths else {
      let spelled = lengths.map(String.init).joined(separator: "×")
      throw .unsupported(node, "labels \(labels) for input \(input), \(spelled) was expected")
    }
    guard hasWeights else { return }
    let weights = try node.input(2).shape
    guard weights.lengths == [classes] else {
      throw .unsupported(node, "weights \(weights) for input \(input), \(classes) was expected")
    }
  }

  /// Adds the loss of log-probabilities at the labels and with the weights that are a node's inputs.
  func losses(
    of logarithms: Network.Value, _ inputs: [Network.Value?], into plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let labels = inputs[1]!
    var ignored: Network.Value?
    if let ignoredLabel {
      ignored = try plan.value(of: Equal(), labels, plan.number(Float(ignoredLabel)), name: name)
    }
    let places = try places(of: labels, ignored, &plan)
    let chosen = try plan.value(
      of: GatherElements(axis: 1), logarithms,
      try plan.value(of: Unsqueeze(axes: [1]), places, name: name), name: name)
    var loss = try plan.value(of: Squeeze(axes: [1]), chosen, name: name)
    loss = try plan.value(of: Neg(), loss, name: name)
    loss = try counted(loss, ignored, &plan)

    var shares: Network.Value?
    if hasWeights {
      let weights = try plan.value(of: Gather(axis: 0), inputs[2]!, places, name: name)
      let counted = try counted(weights, ignored, &plan)
      loss = try plan.value(of: Mul(), loss, counted, name: name)
      shares = counted
    } else if let ignored, reduction == .mean {
      shares = try plan.value(of: Not(), ignored, name: name)
    }
    let axes = ReductionAxes(keepsAxes: false)
    switch (reduction, shares) {
    case (.none, _): return loss
    case (.sum, _): return try plan.value(of: ReduceSum(axes), loss, name: name)
    case (.mean, nil): return try plan.value(of: ReduceMean(axes), loss, name: name)
    case (.mean, let shares?):
      let sum = try plan.value(of: ReduceSum(axes), loss, name: name)
      let total = try plan.value(of: ReduceSum(axes), shares, name: name)
      return try plan.value(of: Div(), sum, total, name: name)
    }
  }

  // The value where the label counts, else 0.
  private func counted(
    _ value: Network.Value, _ ignored: Network.Value?, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    guard let ignored else { return value }
    return try plan.value(of: Where(), ignored, plan.number(0), value, name: name)
  }

  // The labels as places from 0: an ignored one as any place that there is, a negative one as one
  // that there is not, since it would count from the end.
  private func places(
    of labels: Network.Value, _ ignored: Network.Value?, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> Network.Value {
    let zero = plan.number(0)
    let isNegative = try plan.value(of: Less(), labels, zero, name: name)
    let places = try plan.value(
      of: Where(), isNegative, plan.number(Float(classes)), labels, name: name)
    guard let ignored else { return places }
    return try plan.value(of: Where(), ignored, zero, places, name: name)
  }
}
