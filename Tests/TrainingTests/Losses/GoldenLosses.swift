import TestSupport
import Xavier

/// `losses.json`: losses and gradients in float64 by PyTorch.
struct GoldenLosses: Decodable {
  struct Case: Decodable {
    let shape: [Int]
    let prediction: [Double]
    let labels: [Int32]?
    let target: [Double]?
    let loss: Double
    let gradient: [Double]
  }

  let categoricalCrossEntropyFromLogits: [Case]
  let categoricalCrossEntropyFromProbabilities: [Case]
  let meanSquaredError: [Case]
  let binaryCrossEntropyFromProbabilities: [Case]

  static func load() throws -> GoldenLosses {
    try Golden.load("losses", as: GoldenLosses.self)
  }
}

extension Loss {
  /// The loss of predictions and its gradient, against labels or against a target for each
  /// prediction.
  func measured(
    _ prediction: [Float], _ shape: [Int], labels: [Int32]? = nil, target: [Float]? = nil
  ) -> (loss: Double, gradient: [Float]) {
    let outputs = Tensor(Shape(shape), prediction)
    let gradient = Tensor(zeros: Shape(shape))
    let loss =
      if let labels {
        labels.withUnsafeBufferPointer {
          evaluate(
            outputs: outputs.view, targets: .labels($0.baseAddress!),
            gradient: gradient.mutableView)
        }
      } else {
        (target ?? []).withUnsafeBufferPointer {
          evaluate(
            outputs: outputs.view, targets: .values(TensorView(Shape(shape), $0.baseAddress!)),
            gradient: gradient.mutableView)
        }
      }
    return (loss, gradient.array)
  }
}
