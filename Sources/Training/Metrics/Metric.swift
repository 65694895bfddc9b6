import Tensors

/// A number that says how good outputs are, in words that people use.
public struct Metric: Sendable {
  /// How it is spelled.
  public let name: String
  /// The sum of the metric over the rows of a batch of outputs; the metric is the mean over rows.
  public let sum: @Sendable (_ outputs: TensorView, _ labels: UnsafePointer<Int32>) -> Double

  /// A metric of the given name.
  public init(
    name: String, sum: @escaping @Sendable (TensorView, UnsafePointer<Int32>) -> Double
  ) {
    self.name = name
    self.sum = sum
  }
}
