import CKernels

/// Steps that shrink with the sum of all squared gradients so far, weight by weight.
///
/// ## Update
///     h = g + d w,   v = v + h^2,   w = w - r h / ((1 + (t - 1) c) (sqrt(v) + epsilon))
/// where `t` is the number of the step, from 1, `r` the learning rate, `c` its decay and `d` the
/// weight decay.
///
/// - Source: J. Duchi, E. Hazan, Y. Singer, Journal of Machine Learning Research 12 (2011),
///   2121-2159, with a diagonal matrix; the paper has neither decay.
public struct Adagrad: Optimizer, Hashable {
  /// `adagrad`.
  public static let name = "adagrad"
  /// The sum of squares.
  public static let momentCount = 1
  /// 0.01.
  public static let usualLearningRate = 0.01

  /// The size of the first step.
  public let learningRate: Double
  /// What the learning rate's divisor grows by at each step.
  public let learningRateDecay: Double
  /// What is added to the root, so that no step divides by 0.
  public let epsilon: Double
  /// The share of the weight that is added to its gradient.
  public let weightDecay: Double

  /// The rule with the given constants.
  public init(
    learningRate: Double = usualLearningRate, learningRateDecay: Double = 0,
    epsilon: Double = 1e-10, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Moves the weights by the equation above.
  public func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    let rate = learningRate / (1 + Double(step - 1) * learningRateDecay)
    xv_adagrad(
      weights, gradients, moments.first!, count, Float(rate), Float(epsilon), Float(weightDecay))
  }
}

extension Optimizer where Self == Adagrad {
  /// Adagrad.
  public static func adagrad(
    learningRate: Double = Adagrad.usualLearningRate, learningRateDecay: Double = 0,
    epsilon: Double = 1e-10, weightDecay: Double = 0
  ) -> Adagrad {
    Adagrad(
      learningRate: learningRate, learningRateDecay: learningRateDecay, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
