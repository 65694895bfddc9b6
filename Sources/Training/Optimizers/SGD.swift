import CKernels

/// Stochastic gradient descent.
///
/// ## Update
///     w = w - r (g + d w)
/// where `r` is the learning rate and `d` the weight decay.
///
/// - Source: H. Robbins, S. Monro, Annals of Mathematical Statistics 22 (1951), 400-407.
public struct SGD: Optimizer, Hashable {
  /// `sgd`.
  public static let name = "sgd"
  /// None.
  public static let momentCount = 0
  /// 0.01.
  public static let usualLearningRate = 0.01

  /// The size of a step.
  public let learningRate: Double
  /// The share of the weight that is added to its gradient.
  public let weightDecay: Double

  /// The rule with the given learning rate and weight decay.
  public init(learningRate: Double = usualLearningRate, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// Moves the weights by the equation above.
  public func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    xv_sgd(weights, gradients, count, Float(learningRate), Float(weightDecay))
  }
}

extension Optimizer where Self == SGD {
  /// Stochastic gradient descent.
  public static func sgd(
    learningRate: Double = SGD.usualLearningRate, weightDecay: Double = 0
  ) -> SGD { SGD(learningRate: learningRate, weightDecay: weightDecay) }
}
