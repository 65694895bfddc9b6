import Tensors

/// What the outputs of a batch should have been.
public enum Targets {
  /// One class for each example, from 0; at least as many as the batch has.
  case labels(UnsafePointer<Int32>)
  /// A number for each output.
  case values(TensorView)

  /// The target of one output: 1 for the class, 0 for the others, or the value.
  func value(row: Int, column: Int, width: Int) -> Float {
    switch self {
    case .labels(let labels): labels[row] == Int32(column) ? 1 : 0
    case .values(let values): values.pointer[row * width + column]
    }
  }
}

/// A number that says how far the outputs of a network are from their targets; training makes it
/// small.
public protocol Loss: Sendable {
  /// How it is spelled.
  static var name: String { get }

  /// The mean loss over the batch; its gradient with respect to the outputs goes to `gradient`.
  ///
  /// - Parameters:
  ///   - outputs: batch × width.
  ///   - targets: what the outputs should have been.
  ///   - gradient: as large as the outputs; `nil` when only the loss is wanted.
  func evaluate(
    outputs: TensorView, targets: Targets, gradient: MutableTensorView?
  ) -> Double

  /// The same loss as a function of what softmax was applied to, where that is more accurate.
  var onLogits: (any Loss)? { get }
}

/// The mean over all outputs of a term of one output and its target; its gradient goes to `gradient`.
func meanOverOutputs(
  _ outputs: TensorView, _ targets: Targets, _ gradient: MutableTensorView?,
  term: (_ output: Double, _ target: Double) -> (value: Double, slope: Double)
) -> Double {
  let (rows, columns) = (outputs.shape[0], outputs.shape[1])
  let count = Double(rows * columns)
  var sum = 0.0
  for row in 0..<rows {
    for column in 0..<columns {
      let index = row * columns + column
      let target = targets.value(row: row, column: column, width: columns)
      let (value, slope) = term(Double(outputs.pointer[index]), Double(target))
      sum += value
      gradient?.pointer[index] = Float(slope / count)
    }
  }
  return sum / count
}

extension Loss {
  /// None.
  public var onLogits: (any Loss)? { nil }
}
