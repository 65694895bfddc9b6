import Tensors

extension NetworkPlan {
  /// That what is added to a variance is a positive number that Float32 holds.
  ///
  /// - Throws: ``NetworkError`` with code `.layer`.
  func checkEpsilon(_ epsilon: Double, _ path: String) throws(NetworkError) {
    guard Float(epsilon) > 0, Float(epsilon).isFinite else {
      throw .layer(path, "epsilon \(epsilon), a finite number above 0 was expected")
    }
  }

  /// The length of an axis that is normalized or counts what is.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where it is 0.
  func normalizedLength(_ axis: Int, _ path: String) throws(NetworkError) -> Int {
    let length = shape(of: last)[axis]
    guard length >= 1 else {
      throw .layer(path, "examples without elements, at least one was expected")
    }
    return length
  }
}
