import CKernels
import Foundation
import Tensors

/// The surprise at the right class: the mean of -log p over the batch, p the probability given to
/// it, in nats.
///
/// ## Gradient
/// For probabilities -t / (p batch), for logits (softmax(z) - t) / batch, where t is 1 at the right
/// class, else 0.
///
/// ## Edge cases
/// A trainer whose network ends in softmax computes it from what softmax is applied to, so that no
/// probability that rounds to 0 makes it infinite.
public struct CategoricalCrossEntropy: Loss, Hashable {
  /// `categoricalCrossEntropy`.
  public static let name = "categoricalCrossEntropy"

  /// What the outputs are.
  public enum Outputs: Sendable, Hashable {
    /// Positive numbers that sum to 1.
    case probabilities
    /// Any numbers, to which softmax is applied.
    case logits
  }

  /// What the outputs are.
  public let outputs: Outputs

  /// The loss of the given kind of outputs.
  public init(of outputs: Outputs = .probabilities) { self.outputs = outputs }

  /// The loss of logits.
  public var onLogits: (any Loss)? { CategoricalCrossEntropy(of: .logits) }

  /// The mean loss, accumulated in double; its gradient.
  public func evaluate(
    outputs: TensorView, targets: Targets, gradient: MutableTensorView?
  ) -> Double {
    let (rows, columns) = (outputs.shape[0], outputs.shape[1])
    if case .logits = self.outputs, case .labels(let labels) = targets {
      return xv_softmax_cross_entropy(outputs.pointer, labels, rows, columns, gradient?.pointer)
        / Double(rows)
    }
    var sum = 0.0
    for row in 0..<rows {
      let x = UnsafeBufferPointer(start: outputs.pointer + row * columns, count: columns)
      let logNorm = self.outputs == .logits ? Self.logSumExp(x) : 0
      var mass = 0.0
      for column in 0..<columns {
        mass += Double(targets.value(row: row, column: column, width: columns))
      }
      for column in 0..<columns {
        let value = Double(x[column])
        let target = Double(targets.value(row: row, column: column, width: columns))
        let logProbability = self.outputs == .logits ? value - logNorm : log(value)
        if target != 0 { sum -= target * logProbability }
        let slope =
          self.outputs == .logits
          ? exp(logProbability) * mass - target : target == 0 ? 0 : -target / value
        gradient?.pointer[row * columns + column] = Float(slope / Double(rows))
      }
    }
    return sum / Double(rows)
  }

  private static func logSumExp(_ x: UnsafeBufferPointer<Float>) -> Double {
    let largest = Double(x.max() ?? 0)
    return largest + log(x.reduce(0) { $0 + exp(Double($1) - largest) })
  }
}

extension Loss where Self == CategoricalCrossEntropy {
  /// Categorical cross-entropy of probabilities.
  public static var categoricalCrossEntropy: CategoricalCrossEntropy { CategoricalCrossEntropy() }

  /// Categorical cross-entropy of the given kind of outputs.
  public static func categoricalCrossEntropy(
    of outputs: CategoricalCrossEntropy.Outputs
  ) -> CategoricalCrossEntropy { CategoricalCrossEntropy(of: outputs) }
}
