import Foundation
import Tensors

/// What a network computed, in a few numbers for each output and each gradient.
public struct EvaluationReport: Sendable {
  /// One output or gradient.
  public struct Summary: Sendable {
    /// Its name.
    public let name: String
    /// Its shape.
    public let shape: Shape
    /// How its elements are written.
    public let type: StoredType
    /// The mean of its elements; NaN where there are none.
    public let mean: Double
    /// The root of the mean square of its elements; NaN where there are none.
    public let rootMeanSquare: Double
    /// The smallest and the largest element; NaN where there are none.
    public let smallest, largest: Double
    /// The number of elements that are NaN or infinite.
    public let nonfinite: Int
  }

  /// The outputs, in the network's order.
  public let outputs: [Summary]
  /// The gradients with respect to inputs, then parameters; none where none were asked for.
  public let gradients: [Summary]

  /// Measures the outputs of a network, and gradients.
  public init(
    _ outputs: [(name: String, tensor: StoredTensor)],
    gradients: [(name: String, tensor: StoredTensor)] = []
  ) {
    self.outputs = outputs.map(Self.summary)
    self.gradients = gradients.map(Self.summary)
  }

  private static func summary(_ name: String, _ tensor: StoredTensor) -> Summary {
    let values = tensor.floats
    let count = Double(values.count)
    let (sum, squares) = values.reduce((0.0, 0.0)) {
      ($0.0 + Double($1), $0.1 + Double($1) * Double($1))
    }
    return Summary(
      name: name, shape: tensor.shape, type: tensor.type, mean: sum / count,
      rootMeanSquare: (squares / count).squareRoot(),
      smallest: values.min().map(Double.init) ?? .nan,
      largest: values.max().map(Double.init) ?? .nan,
      nonfinite: values.count { !$0.isFinite })
  }

  /// The numbers as tables for a terminal, one of outputs and, where there are gradients, one of
  /// those.
  public func terminalText(columns: Int = 100) -> String {
    let tables = [("output", outputs), ("gradient", gradients)].filter { !$1.isEmpty }
    return tables.map { name, summaries in
      var table = TerminalTable(
        header: [name, "shape", "type", "mean", "rms", "smallest", "largest", "not finite"],
        alignments: [.left, .left, .left, .right, .right, .right, .right, .right])
      table.rows = summaries.map {
        [
          $0.name, "\($0.shape)", $0.type.rawValue, Numbers.short($0.mean),
          Numbers.short($0.rootMeanSquare), Numbers.short($0.smallest),
          Numbers.short($0.largest), "\($0.nonfinite)",
        ]
      }
      return table.lines(limit: columns) { $0 }.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// The numbers as JSON with the schema `xavier.run/1`.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        outputs: outputs.map(Entry.init),
        gradients: gradients.isEmpty ? nil : gradients.map(Entry.init)), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.run/1"
    let outputs: [Entry]
    let gradients: [Entry]?
  }

  private struct Entry: Encodable {
    let name: String
    let shape: [Int]
    let dtype: String
    @ExplicitNull var mean: Double?
    @ExplicitNull var rootMeanSquare: Double?
    @ExplicitNull var smallest: Double?
    @ExplicitNull var largest: Double?
    let nonfinite: Int

    init(_ output: Summary) {
      name = output.name
      shape = output.shape.lengths
      dtype = output.type.rawValue
      mean = output.mean.isFinite ? output.mean : nil
      rootMeanSquare = output.rootMeanSquare.isFinite ? output.rootMeanSquare : nil
      smallest = output.smallest.isFinite ? output.smallest : nil
      largest = output.largest.isFinite ? output.largest : nil
      nonfinite = output.nonfinite
    }
  }
}
