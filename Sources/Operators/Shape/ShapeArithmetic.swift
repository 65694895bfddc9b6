import Tensors

/// The most axes that an attribute may ask for; a file that asks for more is after our memory.
let mostAxes = 64

extension Operator {
  /// The axis from 0 that is meant, counted from the last where negative.
  func axis(_ axis: Int, of shape: Shape) throws(OperatorError) -> Int {
    let found = axis < 0 ? axis + shape.rank : axis
    guard shape.lengths.indices.contains(found) else {
      throw .shapes(
        of: Self.name, "axis \(axis) of input \(shape)",
        expected: shape.rank == 0
          ? "an input with axes was" : "one from \(-shape.rank) to \(shape.rank - 1) was")
    }
    return found
  }

  /// The product of lengths that a shape takes from others.
  func product(_ lengths: some Sequence<Int>) throws(OperatorError) -> Int {
    // A product beyond `Int.max` is refused also where another length is 0.
    var product = 1
    for length in lengths {
      let (next, overflows) = product.multipliedReportingOverflow(by: length)
      if overflows { throw tooLong("the product of \(Array(lengths))") }
      product = next
    }
    return product
  }

  /// The sum of two lengths.
  func sum(_ one: Int, _ other: Int) throws(OperatorError) -> Int {
    let (sum, overflows) = one.addingReportingOverflow(other)
    if overflows { throw tooLong("the sum of \([one, other])") }
    return sum
  }

  private func tooLong(_ length: String) -> OperatorError {
    OperatorError(
      code: .size,
      description: "\(Self.name): a length of \(length), at most \(Int.max) was expected")
  }

  /// Refuses lists that ask for more axes than any network has.
  func checkRank(_ rank: Int) throws(OperatorError) {
    guard rank <= mostAxes else {
      throw .shapes(
        of: Self.name, "an output with \(rank) axes", expected: "at most \(mostAxes) were")
    }
  }
}
