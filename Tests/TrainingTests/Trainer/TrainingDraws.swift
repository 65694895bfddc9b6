import Xavier

/// Random numbers for tests of training, the same at every run: stream 1 under one seed.
enum TrainingDraws {
  /// `count` numbers from `-bound` to `bound`.
  static func floats(_ count: Int, _ path: String, bound: Float = 1, seed: UInt64 = 5) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      let whole = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      ParameterStream(seed: seed, path: path).fillUniform(
        ElementBuffer(whole), from: 0, halfWidth: Double(bound))
      filled = count
    }
  }

  /// `count` classes from 0 to less than `classCount`.
  static func labels(
    _ count: Int, _ path: String, classCount: Int, seed: UInt64 = 5
  ) -> [Int32] {
    let words = ParameterStream(seed: seed, path: path)
    return (0..<UInt64(count)).map { Int32(words.word(at: $0) % UInt32(classCount)) }
  }

  /// Examples with inputs from -1 to 1 and classes that have nothing to do with them.
  static func examples(_ count: Int, features: Int, classes: Int) -> Examples {
    Examples(
      inputs: floats(count * features, "inputs"),
      labels: labels(count, "labels", classCount: classes), featureCount: features)
  }
}
