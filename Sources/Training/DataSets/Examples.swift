/// Examples with one class label each, inputs row-major `count x featureCount`.
public struct Examples: Sendable, Hashable {
  /// The number of examples.
  public let count: Int
  /// The number of input values of one example.
  public let featureCount: Int
  /// The input values, one example after another.
  public let inputs: [Float]
  /// The class of each example, from 0.
  public let labels: [Int32]

  /// Examples over values that are already in memory.
  ///
  /// - Parameters:
  ///   - inputs: row-major `labels.count x featureCount`.
  ///   - labels: the class of each example, not negative.
  ///   - featureCount: values of one example, at least 1.
  /// - Precondition: `inputs.count == labels.count * featureCount`.
  /// - Complexity: O(1); the arrays are shared.
  public init(inputs: [Float], labels: [Int32], featureCount: Int) {
    precondition(featureCount > 0, "\(featureCount) features, expected at least 1")
    let (expected, overflow) = labels.count.multipliedReportingOverflow(by: featureCount)
    precondition(
      !overflow && inputs.count == expected,
      "\(inputs.count) values, expected \(labels.count) examples x \(featureCount) features")
    self.count = labels.count
    self.featureCount = featureCount
    self.inputs = inputs
    self.labels = labels
  }

  /// How many examples each class has.
  ///
  /// - Parameter classCount: more than the largest label.
  /// - Returns: one count for each class, in the order of the classes.
  /// - Complexity: O(`count`).
  public func countsByClass(classCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
