import GaussianIntegrals
import Networks
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mean square that a layer's output is to have.
struct Aim {
  /// The mean square, bias included.
  var secondMoment: Double
  /// What the bias gives to it.
  var biasVariance = 0.0
  /// Whether it is what a residual sum adds.
  var isBranch = false
  /// Whether a normalization takes it back, so that weights are free to be one over fan in.
  var isFree = false
  /// The variance of the logarithm of a squared length that draws of normal weights add up to.
  var scatter = 0.0
  /// Why.
  var reason: String
}

extension AutomaticPlanner {
  /// What a layer's output is to be, by what follows.
  mutating func aim(of node: Int, _ sequel: Sequel) -> Aim {
    let names = sequel.names.joined(separator: ", ")
    let share = 1 / Double(sequel.companions + 1)
    if let (number, function) = sequel.branch {
      let sum = sums.sums[number]
      let trunk = trunkSecondMoment(sum.trunk)
      let (part, reason) = self.share(of: sum)
      return Aim(
        secondMoment: share * argument(of: function, for: part * max(trunk, 1e-12)), isBranch: true,
        reason: "ends a residual branch: \(reason) of the trunk's mean square "
          + "\(trunk.figures), so that \(sum.chain) such sums make it at most e times as large")
    }
    if sequel.isGated {
      noteGates(node)
      return Aim(
        secondMoment: share, scatter: 2 * stretches.crowding[node],
        reason: "mean square \(share.figures) into a product of two values")
    }
    if sequel.meetsLayer {
      let depth = max(stretches.depths[node], 1)
      let bias = bias(of: node)
      let allowsBias = bias != nil && sequel.companions == 0
      if let point = point(sequel.function, depth: depth, allowsBias: allowsBias) {
        let less = reduction(of: node, sequel)
        let kept = share * (less?.factor ?? 1)
        let of = less.map { ": \($0.reason)" } ?? ""
        if names.isEmpty {
          return Aim(
            secondMoment: kept,
            scatter: 2 * stretches.crowding[node],
            reason: "keeps the mean square at \(kept.figures)\(of)")
        }
        notePoint(point, names, node)
        return Aim(
          secondMoment: kept * point.secondMoment, biasVariance: kept * point.biasVariance,
          scatter: point.scatter * stretches.crowding[node],
          reason:
            "mean square \(((less?.factor ?? 1) * point.secondMoment).figures) into \(names)"
            + "\(less.map { ", \($0.reason)" } ?? ""), \(depth) layers: a layer "
            + "multiplies gradients by \(point.gradientGrowth.figures), errors of the mean square by "
            + "\(point.slope.figures)")
      }
    }
    if sequel.meetsOutput {
      return logits(of: node, share)
    }
    if sequel.meetsNormalization {
      return Aim(
        secondMoment: share, isFree: true,
        reason:
          "a normalization follows: any scale gives the same, and with one over fan in steps of "
          + "training turn weights alike, however large the signal")
    }
    if sequel.meetsProduct {
      return Aim(
        secondMoment: share,
        reason: "mean square 1 into attention: products over the root of the "
          + "head's width have mean square 1")
    }
    return Aim(secondMoment: share, reason: "keeps the mean square at \(share.figures)")
  }

  // Behind a mean over positions examples have most in common, which is no more than a bias: what tells
  // them apart is to have a mean square of 1/4 at least, in logits of mean square 4 at most.
  private mutating func logits(of node: Int, _ share: Double) -> Aim {
    let usual = Aim(secondMoment: share, reason: "logits of mean square 1")
    guard isBehindMean(node) else { return usual }
    for number in graph.preparation(of: node) { pass.run(number) }
    pass.run(node)
    let correlation = pass[network.nodes[node].outputs[0]]?.correlation ?? 0
    let wanted = min(max(0.25 / max(1 - correlation, 1e-6), 1), 4)
    guard wanted > 1.001 else { return usual }
    return Aim(
      secondMoment: share * wanted,
      reason: "logits of mean square \(wanted.figures), of which "
        + "\((wanted * (1 - correlation)).figures) tells examples apart: behind a mean over positions "
        + "they have the rest in common")
  }

  // Whether what a layer sees is a mean over positions, but for what is done to each element.
  private func isBehindMean(_ node: Int) -> Bool {
    guard var value = graph.signals(node).first else { return false }
    for _ in 0..<8 {
      guard let producer = graph.producers[value], !graph.isLayer[producer] else { return false }
      switch network.nodes[producer].function {
      case is Operators.GlobalAveragePool, is ReduceMean: return true
      default: break
      }
      let signals = graph.signals(producer)
      guard signals.count == 1 else { return false }
      value = signals[0]
    }
    return false
  }

  // The mean square of a trunk, or where it is not computed yet of what it was before.
  func trunkSecondMoment(_ value: Int) -> Double {
    var value = value
    for _ in 0..<64 {
      if let known = pass[graph.value(value)] { return known.secondMoment }
      guard let producer = graph.producers[value] else { break }
      if let sum = sums.sumOfNode[producer] {
        value = sums.sums[sum].trunk
      } else if let signal = graph.signals(producer).first, !graph.isLayer[producer] {
        value = signal
      } else {
        break
      }
    }
    return 1
  }

  // The mean square of what a function is to be applied to so that it gives a wanted one.
  func argument(of function: ElementFunction, for wanted: Double) -> Double {
    if case .line(let a, 0) = function.shape, a != 0 { return wanted / (a * a) }
    var (low, high) = (log(1e-9), log(1e9))
    for _ in 0..<50 {
      let middle = 0.5 * (low + high)
      if HermiteSeries.secondMoment(function, exp(middle)) < wanted {
        low = middle
      } else {
        high = middle
      }
    }
    // A bounded function may never give so much.
    return min(exp(0.5 * (low + high)), 1)
  }

  /// The bias that is added to a layer's output: the layer's own, or a vector added behind it.
  func bias(of node: Int) -> Int? {
    let layer = network.nodes[node]
    if let own = layer.inputs.dropFirst(2).first,
      case .parameter(let number) = network.sources[own.index],
      network.parameters[number].spec?.role == .bias
    {
      return number
    }
    guard layer.inputs.count <= 2, let next = graph.consumers[layer.outputs[0].index].first,
      graph.consumers[layer.outputs[0].index].count == 1
    else { return nil }
    return addedVector(next)
  }

  /// The vector that a sum adds to a signal; `nil` for other nodes.
  func addedVector(_ node: Int) -> Int? {
    let sum = network.nodes[node]
    guard sum.function is Operators.Add, sum.inputs.count == 2, graph.signals(node).count == 1
    else { return nil }
    for input in sum.inputs {
      guard case .parameter(let number) = network.sources[input.index] else { continue }
      let parameter = network.parameters[number]
      let isVector = parameter.shape.lengths.filter { $0 != 1 }.count <= 1
      if isVector, parameter.shape.count > 1, parameter.spec == nil || parameter.spec?.role == .bias
      {
        return number
      }
    }
    return nil
  }

  /// The mean squares of what attention gives a layer and of the values that it averages.
  func attended(_ node: Int) -> (mean: Double, values: Double)? {
    guard var value = graph.signals(node).first else { return nil }
    for _ in 0..<6 {
      guard let producer = graph.producers[value] else { return nil }
      let before = network.nodes[producer]
      let signals = graph.signals(producer)
      if before.function is MatMul || before.function is Einsum, signals.count == 2 {
        guard let place = signals.firstIndex(where: isWeighting),
          let mean = pass[before.outputs[0]]?.secondMoment,
          let values = pass[graph.value(signals[1 - place])]?.secondMoment
        else { return nil }
        return (mean, values)
      }
      guard signals.count == 1 else { return nil }
      value = signals[0]
    }
    return nil
  }

  // Whether a value is what a softmax gave.
  private func isWeighting(_ value: Int) -> Bool {
    var value = value
    for _ in 0..<4 {
      guard let producer = graph.producers[value] else { return false }
      if network.nodes[producer].function is Softmax { return true }
      let signals = graph.signals(producer)
      guard signals.count == 1 else { return false }
      value = signals[0]
    }
    return false
  }
}
