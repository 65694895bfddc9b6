extension Examples {
  /// Calls `body` with the addresses of the inputs and the labels.
  func withPointers<Result>(
    _ body: (UnsafePointer<Float>, UnsafePointer<Int32>) -> Result
  ) -> Result {
    inputs.withUnsafeBufferPointer { inputs in
      labels.withUnsafeBufferPointer { labels in
        guard let inputs = inputs.baseAddress, let labels = labels.baseAddress else {
          preconditionFailure("examples: none, at least one was expected")
        }
        return body(inputs, labels)
      }
    }
  }

  /// The first `count` examples, or all where there are fewer.
  public func prefix(_ count: Int) -> Examples {
    let count = min(count, self.count)
    return Examples(
      inputs: Array(inputs[..<(count * featureCount)]), labels: Array(labels[..<count]),
      featureCount: featureCount)
  }
}
