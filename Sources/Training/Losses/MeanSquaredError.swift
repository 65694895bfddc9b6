import Tensors

/// The mean over batch and outputs of (y - t)^2.
///
/// ## Gradient
///     2 (y - t) / (batch width)
///
/// Class labels stand for 1 at the class and 0 elsewhere: the quadratic cost that Glorot & Bengio
/// 2010, section 4.1, compare with cross-entropy.
public struct MeanSquaredError: Loss, Hashable {
  /// `meanSquaredError`.
  public static let name = "meanSquaredError"

  /// The loss.
  public init() {}

  /// The mean loss, accumulated in double; its gradient.
  public func evaluate(
    outputs: TensorView, targets: Targets, gradient: MutableTensorView?
  ) -> Double {
    meanOverOutputs(outputs, targets, gradient) { y, t in ((y - t) * (y - t), 2 * (y - t)) }
  }
}

extension Loss where Self == MeanSquaredError {
  /// Mean squared error.
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}
