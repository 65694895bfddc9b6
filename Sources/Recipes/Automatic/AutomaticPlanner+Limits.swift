import Networks
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension AutomaticPlanner {
  /// What is known of the inputs that weights can or cannot mend.
  mutating func noteInput() {
    let input = context.input
    let takesFloats = network.inputs.contains { $0.type.isFloat }
    guard takesFloats, input.mean * input.mean > 0.5 * input.secondMoment else { return }
    limits.append(
      "the inputs have mean \(input.mean.figures) beside a deviation of "
        + "\(max(input.variance, 0).squareRoot().figures): all look alike to the first layer; subtract "
        + "the mean, which no weights can")
  }

  /// What is wrong with a function in a stack so deep, whatever the weights.
  mutating func notePoint(_ point: OperatingPoint, _ names: String, _ node: Int) {
    let layers = Double(point.depth)
    let change = "a normalization between layers, or residual sums"
    var found: [String] = []
    if let lost = point.lost, point.distinction < 0.003 {
      found.append(
        "\(names) brings all inputs together whatever the weights: after \(lost) layers less than 1 % "
          + "is left of what tells them apart, after \(point.depth) "
          + "\((100 * point.distinction).figures) %: use tanh or another function through 0, \(change)"
      )
    }
    let growth = layers * log(max(point.gradientGrowth, 1e-12))
    if abs(growth) > log(100) {
      found.append(
        "gradients \(growth > 0 ? "grow" : "fall") by a factor \(exp(abs(growth)).figures) over "
          + "\(point.depth) layers of \(names), at best: use \(change)")
    }
    let error = layers * log(max(abs(point.slope), 1e-12))
    if error > log(5) {
      found.append(
        "an error in the length of a signal grows \(exp(error).figures)-fold over \(point.depth) "
          + "layers of \(names), at best: use \(change)")
    }
    for sentence in found where !limits.contains(sentence) { limits.append(sentence) }
  }

  /// What gates do in a stack without normalization.
  mutating func noteGates(_ node: Int) {
    let depth = stretches.depths[node]
    let sentence =
      "products of two values double every error in the length of a signal, and the gradient: over "
      + "\(depth) layers too often; use a normalization between layers, or residual sums"
    if depth >= 12, !limits.contains(sentence) { limits.append(sentence) }
  }

  /// What depth does to draws of a finite width.
  mutating func noteLimits() {
    guard scatter >= 4 else { return }
    limits.append(
      "the logarithm of the squared length of a signal varies by about \(scatter.figures) from draw "
        + "to draw: the network is too deep for its width; widen it, or use residual sums or a "
        + "normalization between layers")
  }
}
