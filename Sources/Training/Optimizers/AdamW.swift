/// Adam with weight decay beside the scaled step, not inside the gradient.
///
/// ## Update
///     w = (1 - r d) w - (Adam's step)
/// where `r` is the learning rate and `d` the weight decay; it acts on every parameter.
///
/// - Source: I. Loshchilov, F. Hutter, ICLR 2019, algorithm 2, <https://arxiv.org/abs/1711.05101>.
public struct AdamW: Optimizer, Hashable {
  /// `adamw`.
  public static let name = "adamw"
  /// The two running means.
  public static let momentCount = 2
  /// 0.001.
  public static let usualLearningRate = 0.001

  /// The scaled step.
  public let adam: Adam
  /// The share of a weight that one step at learning rate 1 takes away.
  public let weightDecay: Double

  /// The rule with the given constants.
  public init(
    learningRate: Double = usualLearningRate, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    adam = Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.weightDecay = weightDecay
  }

  /// The size of a step.
  public var learningRate: Double { adam.learningRate }

  /// Moves the weights by the equation above.
  public func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    adam.update(
      step: step, weights: weights, gradients: gradients, moments: moments, count: count,
      decoupledDecay: weightDecay)
  }
}

extension Optimizer where Self == AdamW {
  /// Adam with decoupled weight decay.
  public static func adamW(
    learningRate: Double = AdamW.usualLearningRate, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> AdamW {
    AdamW(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
