import TestSupport
import Xavier

/// `optimizers.json`: ten steps on seven parameters in float64 by PyTorch.
struct GoldenOptimizers: Decodable {
  struct Case: Decodable {
    let optimizer: String
    let rate: Double
    let decay: Double?
    let rateDecay: Double?
    let momentum: Double?
    let nesterov: Bool?
    let beta1: Double?
    let beta2: Double?
    let epsilon: Double?
    let after: [[Double]]

    /// The optimizer.
    func make() throws -> any Optimizer {
      switch optimizer {
      case "sgd": return SGD(learningRate: rate, weightDecay: decay ?? 0)
      case "momentum":
        return Momentum(
          learningRate: rate, momentum: momentum!, nesterov: nesterov ?? false,
          weightDecay: decay ?? 0)
      case "adagrad":
        return Adagrad(
          learningRate: rate, learningRateDecay: rateDecay ?? 0, epsilon: epsilon!,
          weightDecay: decay ?? 0)
      case "adam":
        return Adam(
          learningRate: rate, beta1: beta1!, beta2: beta2!, epsilon: epsilon!,
          weightDecay: decay ?? 0)
      default:
        return AdamW(
          learningRate: rate, beta1: beta1!, beta2: beta2!, epsilon: epsilon!, weightDecay: decay!)
      }
    }
  }

  let start: [Double]
  let gradients: [[Double]]
  let cases: [Case]

  static func load() throws -> GoldenOptimizers {
    try Golden.load("optimizers", as: GoldenOptimizers.self)
  }
}

/// What an optimizer works on: weights and moments.
struct OptimizerMemory {
  var weights: [Float]
  var first: [Float]
  var second: [Float]

  init(_ weights: [Float]) {
    self.weights = weights
    first = [Float](repeating: 0, count: weights.count)
    second = first
  }

  /// One step on elements `range`.
  mutating func step(
    _ number: Int, _ optimizer: any Optimizer, _ gradients: [Float], in range: Range<Int>? = nil
  ) {
    let range = range ?? 0..<weights.count
    weights.withUnsafeMutableBufferPointer { weights in
      first.withUnsafeMutableBufferPointer { first in
        second.withUnsafeMutableBufferPointer { second in
          gradients.withUnsafeBufferPointer { gradients in
            let start = range.lowerBound
            let count = type(of: optimizer).momentCount
            optimizer.update(
              step: number, weights: weights.baseAddress! + start,
              gradients: gradients.baseAddress! + start,
              moments: Moments(
                first: count > 0 ? first.baseAddress! + start : nil,
                second: count > 1 ? second.baseAddress! + start : nil),
              count: range.count)
          }
        }
      }
    }
  }
}
