import CKernels

/// Gradient descent with a velocity.
///
/// ## Update
///     v = m v + g + d w,   w = w - r v;   with Nesterov's look-ahead w = w - r (g + d w + m v)
/// where `m` is the momentum, `r` the learning rate and `d` the weight decay.
///
/// - Source: B. Polyak, USSR Computational Mathematics 4 (1964), 1-17; I. Sutskever et al., ICML
///   2013, section 2, for the look-ahead.
public struct Momentum: Optimizer, Hashable {
  /// `momentum`.
  public static let name = "momentum"
  /// The velocity.
  public static let momentCount = 1
  /// 0.01.
  public static let usualLearningRate = 0.01

  /// The size of a step.
  public let learningRate: Double
  /// The share of the velocity that stays.
  public let momentum: Double
  /// Whether the step looks ahead.
  public let nesterov: Bool
  /// The share of the weight that is added to its gradient.
  public let weightDecay: Double

  /// The rule with the given constants.
  public init(
    learningRate: Double = usualLearningRate, momentum: Double = 0.9, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  /// Moves the weights by the equation above.
  public func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    xv_momentum(
      weights, gradients, moments.first!, count, Float(learningRate), Float(momentum),
      nesterov ? 1 : 0, Float(weightDecay))
  }
}

extension Optimizer where Self == Momentum {
  /// Gradient descent with a velocity.
  public static func momentum(
    learningRate: Double = Momentum.usualLearningRate, momentum: Double = 0.9,
    nesterov: Bool = false, weightDecay: Double = 0
  ) -> Momentum {
    Momentum(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
  }
}
