import Foundation
import Tensors

/// The mean over batch and outputs of -(t log p + (1 - t) log(1 - p)), in nats, for outputs that
/// are probabilities.
///
/// ## Gradient
///     (p - t) / (p (1 - p) batch width)
///
/// ## Edge cases
/// Infinite where p is 0 or 1 and the target is not.
public struct BinaryCrossEntropy: Loss, Hashable {
  /// `binaryCrossEntropy`.
  public static let name = "binaryCrossEntropy"

  /// The loss.
  public init() {}

  /// The mean loss, accumulated in double; its gradient.
  public func evaluate(
    outputs: TensorView, targets: Targets, gradient: MutableTensorView?
  ) -> Double {
    meanOverOutputs(outputs, targets, gradient) { p, t in
      // A term that the target rules out is 0, also where its logarithm is infinite.
      let (yes, no) = (t == 0 ? 0 : t * log(p), t == 1 ? 0 : (1 - t) * log1p(-p))
      return (-yes - no, (t == 1 ? 0 : (1 - t) / (1 - p)) - (t == 0 ? 0 : t / p))
    }
  }
}

extension Loss where Self == BinaryCrossEntropy {
  /// Binary cross-entropy.
  public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
}
