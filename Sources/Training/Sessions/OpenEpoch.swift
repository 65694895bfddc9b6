import Operators
import Tensors

/// An epoch that is trained in parts.
struct OpenEpoch {
  /// The examples in a batch.
  let batchSize: Int
  /// The examples of the epoch.
  let count: Int
  /// The first example, in the epoch's order, that is not trained on yet.
  var next = 0
  /// The steps taken.
  var steps = 0
  /// What was measured.
  var sums: EpochSums
  /// Whether the loss ceased to be finite.
  var isBroken = false

  /// Whether there is nothing more to do.
  var isOver: Bool { isBroken || next >= count }
}

/// Sums over the examples of an epoch.
struct EpochSums {
  private(set) var loss = 0.0
  private(set) var metrics: [Double]
  private(set) var count = 0

  init(metricCount: Int) { metrics = Array(repeating: 0, count: metricCount) }

  mutating func add(
    _ meanLoss: Double, _ measured: [Metric], _ outputs: TensorView,
    _ labels: UnsafePointer<Int32>, _ count: Int
  ) {
    loss += meanLoss * Double(count)
    for index in metrics.indices { metrics[index] += measured[index].sum(outputs, labels) }
    self.count += count
  }

  /// The means.
  var record: EpochRecord { since(EpochSums(metricCount: metrics.count)) }

  /// The means over the examples that came after others.
  func since(_ earlier: EpochSums) -> EpochRecord {
    let examples = Double(count - earlier.count)
    return EpochRecord(
      loss: (loss - earlier.loss) / examples,
      metrics: zip(metrics, earlier.metrics).map { ($0 - $1) / examples })
  }
}
