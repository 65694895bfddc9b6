import Initializers
import Networks
import Operators
import Tensors

/// The state of a correction while the forward pass goes on.
struct CorrectionPass {
  private let rule: MeasuredCorrection
  private let network: Network
  private let targets: [Int: Double]
  private let space: Workspace
  private let weights: [MutableTensorView]
  private let layers: [Int: Layer]
  private var done: Set<Int> = []
  // Values that are zero because weights before them are, by design.
  private var isZeroByDesign: Set<Int> = []
  private(set) var adjustments: [Adjustment] = []

  /// A node that applies a weight to a signal.
  private struct Layer {
    let parameter: Int
    let bias: Bias?
  }

  /// What the node adds, and the parameter it is made of.
  private struct Bias {
    let parameter: Int
    let value: Network.Value
  }

  init(
    _ rule: MeasuredCorrection, _ network: Network, targets: [Int: Double], space: Workspace,
    weights: [MutableTensorView]
  ) {
    self.rule = rule
    self.network = network
    self.targets = targets
    self.space = space
    self.weights = weights
    layers = Self.layers(of: network)
  }

  // The weighted nodes whose weight is one parameter, or made of one.
  private static func layers(of network: Network) -> [Int: Layer] {
    let owners = network.parameterOwners
    var layers: [Int: Layer] = [:]
    for (number, place) in network.weightedNodes {
      let node = network.nodes[number]
      var behind: [Set<Int>] = []
      for (index, input) in node.inputs.enumerated() where index != place {
        behind.append(owners[input.index] ?? [])
      }
      let weight = behind.first { $0.contains { network.isMapWeight($0) } } ?? []
      guard weight.count == 1, let parameter = weight.first,
        network.parameters[parameter].spec?.role == .weight
      else { continue }
      layers[number] = Layer(parameter: parameter, bias: bias(of: node, owners))
    }
    return layers
  }

  private static func bias(of node: Network.Node, _ owners: [Int: Set<Int>]) -> Bias? {
    guard node.function is Affine || node.function is Conv || node.function is ConvTranspose,
      node.inputs.count > 2, let behind = owners[node.inputs[2].index], behind.count == 1
    else { return nil }
    return Bias(parameter: behind.first!, value: node.inputs[2])
  }

  /// Corrects the layer that has just been computed, if it is one.
  mutating func visit(_ number: Int, _ again: (Int) -> Void) throws(RecipeError) {
    let node = network.nodes[number]
    let layer = targets[number] == nil ? nil : layers[number]
    let hasZeroWeight = layers[number].map { isZero(weights[$0.parameter]) } ?? false
    let followsZero = node.inputs.contains { isZeroByDesign.contains($0.index) }
    if followsZero || hasZeroWeight {
      for output in node.outputs where isZero(space.values[output.index]) {
        isZeroByDesign.insert(output.index)
      }
    }
    guard let layer, let target = targets[number], done.insert(layer.parameter).inserted else {
      return
    }
    if hasZeroWeight { return add(layer, 1, "zero by design") }
    let all = moments(ofNode: number)
    guard all.square.isFinite else { throw .notFinite(node.name) }
    let own = without(layer.bias, number, again)
    if own.square == 0, followsZero { return add(layer, 1, "behind what is zero by design") }
    // A variance that is but the rounding of equal numbers is none.
    guard own.quantity(rule.quantity) > 1e-12 * own.square else { throw .dead(node.name) }
    try correct(layer, number, target, all, own, again)
  }

  private mutating func correct(
    _ layer: Layer, _ number: Int, _ target: Double, _ first: OutputMoments, _ own: OutputMoments,
    _ again: (Int) -> Void
  ) throws(RecipeError) {
    let weight = weights[layer.parameter]
    let drawn = Array(weight.elements)
    let largest = drawn.reduce(0) { max($0, abs(Double($1))) }
    let quantity = rule.quantity
    func restore() {
      _ = weight.elements.update(fromContentsOf: drawn)
      again(layer.parameter)
    }
    var (factor, now, mine) = (1.0, first, own)
    for _ in 0..<rule.mostRounds {
      let measured = now.quantity(quantity)
      if abs(measured - target) <= rule.tolerance * target { break }
      guard let step = step(now, mine, layer.bias, target) else {
        restore()
        return add(layer, 1, "its bias alone gives more than \(target.brief)")
      }
      let next = factor * step
      guard Float(largest * next).isNormal else {
        restore()
        throw .dead(network.nodes[number].name)
      }
      for (index, number) in drawn.enumerated() {
        weight.elements[index] = Float(Double(number) * next)
      }
      again(layer.parameter)
      let later = moments(ofNode: number)
      // A size that the output does not follow, or numbers that overflow on the way.
      guard abs(later.quantity(quantity) - target) <= abs(measured - target) / 2 else {
        restore()
        return add(layer, 1, "its output does not follow the size of its weight")
      }
      (factor, now) = (next, later)
      mine = without(layer.bias, number, again)
    }
    let name = quantity == .variance ? "variance" : "second moment"
    add(layer, factor, "\(name) \(first.quantity(quantity).brief), target \(target.brief)")
  }

  // The number that brings y = f u + b to the target: a root of a quadratic equation, since
  // E y² = f² E u² + 2 f E u b + E b², and the same of variances.
  private func step(
    _ all: OutputMoments, _ own: OutputMoments, _ bias: Bias?, _ target: Double
  ) -> Double? {
    let shift = bias.map { OutputMoments(of: space.values[$0.value.index]) }
    let (y, u) = (all.quantity(rule.quantity), own.quantity(rule.quantity))
    let b = shift?.quantity(rule.quantity) ?? 0
    let cross = (y - u - b) / 2
    let missing = target - b
    guard u > 0, missing > 0 else { return nil }
    return (-cross + (cross * cross + u * missing).squareRoot()) / u
  }

  // The moments of a layer's output without its bias.
  private func without(_ bias: Bias?, _ number: Int, _ again: (Int) -> Void) -> OutputMoments {
    guard let bias, !isZero(weights[bias.parameter]) else { return moments(ofNode: number) }
    let view = weights[bias.parameter]
    let numbers = Array(view.elements)
    view.elements.update(repeating: 0)
    again(bias.parameter)
    let own = moments(ofNode: number)
    _ = view.elements.update(fromContentsOf: numbers)
    again(bias.parameter)
    return own
  }

  private func moments(ofNode number: Int) -> OutputMoments {
    OutputMoments(of: space.output(ofNode: number))
  }

  private func isZero(_ view: MutableTensorView) -> Bool { view.elements.allSatisfy { $0 == 0 } }

  private mutating func add(_ layer: Layer, _ factor: Double, _ reason: String) {
    adjustments.append(
      Adjustment(
        parameter: network.parameters[layer.parameter].path, factor: factor, reason: reason))
  }
}

/// Mean and mean square of a value's elements.
private struct OutputMoments {
  let mean: Double
  let square: Double

  init(of view: MutableTensorView) {
    var (sum, squares) = (0.0, 0.0)
    for element in view.elements {
      let number = Double(element)
      sum += number
      squares += number * number
    }
    let count = Double(max(view.elements.count, 1))
    (mean, square) = (sum / count, squares / count)
  }

  func quantity(_ quantity: MeasuredCorrection.Quantity) -> Double {
    quantity == .secondMoment ? square : square - mean * mean
  }
}

extension Network {
  /// The parameters that values which depend on no input are made of.
  fileprivate var parameterOwners: [Int: Set<Int>] {
    var owners: [Int: Set<Int>] = [:]
    var isSignal = sources.map { if case .input = $0 { true } else { false } }
    for (index, source) in sources.enumerated() {
      if case .parameter(let number) = source { owners[index] = [number] }
    }
    for node in nodes {
      let dependsOnInput = node.inputs.contains { isSignal[$0.index] }
      let own = node.inputs.reduce(into: Set<Int>()) { $0.formUnion(owners[$1.index] ?? []) }
      for output in node.outputs {
        isSignal[output.index] = dependsOnInput
        if !dependsOnInput { owners[output.index] = own }
      }
    }
    return owners
  }

  fileprivate func isMapWeight(_ parameter: Int) -> Bool {
    [.weight, .recurrentWeight].contains(parameters[parameter].spec?.role)
  }
}
