/// The lengths of a tensor's axes, outermost first; elements are stored row-major.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The length of each axis.
  public let lengths: [Int]
  /// The number of elements: the product of the lengths, 1 for a scalar.
  public let count: Int

  /// A shape with the given axis lengths.
  ///
  /// - Throws: ``TensorError`` with code `.axisLength` for a negative length, `.overflow` where the
  ///   number of elements is not an `Int`.
  public init(checking lengths: [Int]) throws(TensorError) {
    var count = 1
    var overflows = false
    for length in lengths {
      guard length >= 0 else { throw .axisLength(length, in: lengths) }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      overflows = overflows || overflow
      count = product
    }
    if lengths.contains(0) { count = 0 } else if overflows { throw .overflow(lengths) }
    self.lengths = lengths
    self.count = count
  }

  /// A shape with the given axis lengths.
  ///
  /// - Precondition: no length is negative and the number of elements is an `Int`.
  public init(_ lengths: [Int]) {
    do { try self.init(checking: lengths) } catch { preconditionFailure("\(error)") }
  }

  /// A shape with the given axis lengths.
  public init(arrayLiteral lengths: Int...) { self.init(lengths) }

  /// The number of axes.
  public var rank: Int { lengths.count }

  /// The length of one axis.
  public subscript(axis: Int) -> Int { lengths[axis] }

  /// The lengths with a multiplication sign between them; `scalar` for rank 0.
  public var description: String {
    lengths.isEmpty ? "scalar" : lengths.map(String.init).joined(separator: "×")
  }
}
