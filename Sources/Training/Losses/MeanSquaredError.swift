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
    let (rows, columns) = (outputs.shape[0], outputs.shape[1])
    let count = Double(rows * columns)
    var sum = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let index = row * columns + column
        let target = targets.value(row: row, column: column, width: columns)
        let difference = Double(outputs.pointer[index]) - Double(target)
        sum += difference * difference
        gradient?.pointer[index] = Float(2 * difference / count)
      }
    }
    return sum / count
  }
}

extension Loss where Self == MeanSquaredError {
  /// Mean squared error.
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}
