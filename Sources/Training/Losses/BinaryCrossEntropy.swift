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
    let (rows, columns) = (outputs.shape[0], outputs.shape[1])
    let count = Double(rows * columns)
    var sum = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let index = row * columns + column
        let p = Double(outputs.pointer[index])
        let t = Double(targets.value(row: row, column: column, width: columns))
        if t != 0 { sum -= t * log(p) }
        if t != 1 { sum -= (1 - t) * log1p(-p) }
        let slope = (t == 1 ? 0 : (1 - t) / (1 - p)) - (t == 0 ? 0 : t / p)
        gradient?.pointer[index] = Float(slope / count)
      }
    }
    return sum / count
  }
}

extension Loss where Self == BinaryCrossEntropy {
  /// Binary cross-entropy.
  public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
}
