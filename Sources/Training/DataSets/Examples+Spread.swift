import Networks
import Tensors

extension Examples {
  /// The inputs of some examples, evenly spread over all, which may be sorted by class.
  ///
  /// - Parameters:
  ///   - count: how many; fewer where there are fewer.
  ///   - lengths: the shape of one example.
  /// - Throws: `TensorError` where so many numbers cannot be counted.
  /// - Precondition: an example has as many numbers as `lengths` holds.
  public func spread(count: Int, lengths: [Int]) throws -> StoredTensor {
    let used = min(count, self.count)
    var numbers: [Float] = []
    numbers.reserveCapacity(used * featureCount)
    for place in 0..<used {
      let start = place * self.count / used * featureCount
      numbers += inputs[start..<start + featureCount]
    }
    return StoredTensor(try Shape(checking: [used] + lengths), floats: numbers)
  }
}
