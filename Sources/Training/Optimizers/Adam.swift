import CKernels
import Foundation

/// Steps scaled by running means of the gradient and of its square.
///
/// ## Update
///     h = g + d w,   m = b1 m + (1 - b1) h,   v = b2 v + (1 - b2) h^2
///     w = w - r (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
/// where `t` is the number of the step, from 1, `r` the learning rate and `d` the weight decay,
/// which the paper does not have; ``AdamW`` has it beside the step.
///
/// - Source: D. Kingma, J. Ba, ICLR 2015, algorithm 1, <https://arxiv.org/abs/1412.6980>.
public struct Adam: Optimizer, Hashable {
  /// `adam`.
  public static let name = "adam"
  /// The two running means.
  public static let momentCount = 2
  /// 0.001.
  public static let usualLearningRate = 0.001

  /// The size of a step.
  public let learningRate: Double
  /// The share of the gradient's running mean that stays.
  public let beta1: Double
  /// The share of the square's running mean that stays.
  public let beta2: Double
  /// What is added to the root, so that no step divides by 0.
  public let epsilon: Double
  /// The share of the weight that is added to its gradient.
  public let weightDecay: Double

  /// The rule with the given constants; the paper's when none are given.
  public init(
    learningRate: Double = usualLearningRate, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Moves the weights by the equation above.
  public func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    update(
      step: step, weights: weights, gradients: gradients, moments: moments, count: count,
      decoupledDecay: 0)
  }

  func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int, decoupledDecay: Double
  ) {
    let stepSize = learningRate / (1 - pow(beta1, Double(step)))
    let inverseRoot = 1 / (1 - pow(beta2, Double(step))).squareRoot()
    xv_adam(
      weights, gradients, moments.first!, moments.second!, count, Float(stepSize), Float(beta1),
      Float(beta2), Float(1 - beta1), Float(1 - beta2), Float(inverseRoot), Float(epsilon),
      Float(weightDecay), Float(learningRate * decoupledDecay))
  }
}

extension Optimizer where Self == Adam {
  /// Adam.
  public static func adam(
    learningRate: Double = Adam.usualLearningRate, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) -> Adam {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
