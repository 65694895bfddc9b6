import Initializers

/// A drawn matrix that maps vectors, in Float64.
struct DrawnMap {
  let inputs, outputs: Int
  /// Row-major (in, out).
  var weights: [Double]

  init(
    _ initializer: any Initializer, in inputs: Int, out outputs: Int, path: String,
    seed: UInt64 = 1
  ) throws {
    (self.inputs, self.outputs) = (inputs, outputs)
    weights = try initializer.draw(.dense(in: inputs, out: outputs), path: path, seed: seed)
      .map(Double.init)
  }

  func callAsFunction(_ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: outputs)
    for i in 0..<inputs {
      let factor = x[i]
      for j in 0..<outputs { y[j] += factor * weights[i * outputs + j] }
    }
    return y
  }

  /// The product with the transposed matrix.
  func transposed(_ y: [Double]) -> [Double] {
    (0..<inputs).map { i in
      (0..<outputs).reduce(0) { $0 + weights[i * outputs + $1] * y[$1] }
    }
  }

  /// The largest singular value, by the power method.
  var spectralNorm: Double {
    var x = (0..<inputs).map { 1 + 0.1 * Double($0 % 7) }
    var norm = 0.0
    for _ in 0..<300 {
      let y = self(x)
      norm = (y.secondMoment * Double(outputs) / (x.secondMoment * Double(inputs))).squareRoot()
      let back = transposed(y)
      let length = (back.secondMoment * Double(inputs)).squareRoot()
      x = back.map { $0 / length }
    }
    return norm
  }
}

extension [Double] {
  /// The mean square.
  var secondMoment: Double { reduce(0) { $0 + $1 * $1 } / Double(count) }

  /// The vector with a mean square of 1.
  var normalized: [Double] {
    let size = secondMoment.squareRoot()
    return map { $0 / size }
  }

  /// The sum, element by element.
  func adding(_ other: [Double]) -> [Double] { zip(self, other).map { $0.0 + $0.1 } }
}
