import GaussianIntegrals

extension VarianceScaling {
  /// What the gain of an activation is to keep.
  public enum Kept: String, Sendable, Hashable, CaseIterable {
    /// The second moment of the signal: sqrt(q / E f^2).
    case signal
    /// The second moment of the gradient: 1 / sqrt(E f'^2).
    case gradient
    /// The geometric mean of both gains.
    case both
  }

  /// The same rule with the gain that makes up for an activation.
  ///
  /// ```swift
  /// let initializer = try VarianceScaling.lecunNormal.scaled(for: .gelu)
  /// ```
  /// The gain belongs to a rule of variance 1 / n, as LeCun's is; He's rule has that of ReLU built
  /// in.
  ///
  /// - Parameters:
  ///   - function: the activation.
  ///   - kept: what the gain is to keep.
  ///   - variance: the variance q of what enters the activation.
  /// - Throws: `GaussianIntegralError` as `GaussianMoments` does.
  public func scaled(
    for function: ScalarFunction, keeping kept: Kept = .signal, variance: Double = 1
  ) throws(GaussianIntegralError) -> VarianceScaling {
    let moments = try GaussianMoments(of: function, variance: variance)
    switch kept {
    case .signal: return scaled(byGain: moments.forwardGain)
    case .gradient: return scaled(byGain: moments.backwardGain)
    case .both: return scaled(byGain: moments.compromiseGain)
    }
  }
}
