import Foundation
import Xavier

/// Places of the plane at which a network of two inputs is asked for its class.
struct PlaneGrid {
  /// The ends along both axes: x from, x to, y from, y to.
  let extent: [Double]
  /// The places along each axis.
  let size = 48
  private let inputs: [Float]

  /// Places around the examples of a set.
  init(of data: DataSet) {
    let xs = stride(from: 0, to: data.train.inputs.count, by: 2).map { data.train.inputs[$0] }
    let ys = stride(from: 1, to: data.train.inputs.count, by: 2).map { data.train.inputs[$0] }
    func ends(_ values: [Float]) -> (Double, Double) {
      let (low, high) = (Double(values.min() ?? 0), Double(values.max() ?? 1))
      let margin = (high - low) / 12
      return (low - margin, high + margin)
    }
    let (x, y) = (ends(xs), ends(ys))
    extent = [x.0, x.1, y.0, y.1]
    let last = Double(size - 1)
    var inputs: [Float] = []
    for row in 0..<size {
      for column in 0..<size {
        inputs.append(Float(x.0 + (x.1 - x.0) * Double(column) / last))
        inputs.append(Float(y.0 + (y.1 - y.0) * Double(row) / last))
      }
    }
    self.inputs = inputs
  }

  /// The share of the second class at each place, row by row from below; 0.5 where it is no number.
  func shares(_ session: TrainingSession) -> [Double] {
    let outputs = session.outputs(for: inputs)
    let areLogits = session.network.logits(of: session.network.outputs[0].value) == nil
    return (0..<size * size).map { place in
      let (first, second) = (Double(outputs[2 * place]), Double(outputs[2 * place + 1]))
      let share = areLogits ? 1 / (1 + exp(first - second)) : second
      return share.isFinite ? (share * 1000).rounded() / 1000 : 0.5
    }
  }
}
