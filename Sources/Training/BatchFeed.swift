import Streams

/// The order in which an epoch takes its examples, and the labels of the batch taken last.
final class BatchFeed: @unchecked Sendable {
  private var order: [Int32] = []
  private let labelStorage: UnsafeMutableBufferPointer<Int32>

  init(batch: Int) {
    labelStorage = .allocate(capacity: batch)
    labelStorage.initialize(repeating: 0)
  }

  deinit { labelStorage.deallocate() }

  /// The labels of the batch gathered last.
  var labels: UnsafePointer<Int32> { UnsafePointer(labelStorage.baseAddress!) }

  /// Shuffles `count` examples: a pure function of the seed and the epoch, the same for every
  /// network.
  ///
  /// - Source: R. Durstenfeld, Communications of the ACM 7 (1964), 420.
  func shuffle(count: Int, seed: UInt64, epoch: Int) {
    if order.count != count { order = (0..<Int32(count)).map { $0 } }
    for index in order.indices { order[index] = Int32(index) }
    let words = ParameterStream(seed: seed, path: "order of examples, epoch \(epoch)")
    for last in stride(from: count - 1, to: 0, by: -1) {
      let word = UInt64(words.word(at: UInt64(last)))
      // Shifts bind tighter than products.
      order.swapAt(last, Int((word * UInt64(last + 1)) >> 32))
    }
  }

  /// Copies examples `start ..< start + count` of the order into a batch.
  func gather(
    _ start: Int, _ count: Int, inputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>,
    width: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<count {
      let example = Int(order[start + row])
      (batch + row * width).update(from: inputs + example * width, count: width)
      labelStorage[row] = labels[example]
    }
  }
}
