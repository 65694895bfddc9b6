/// A range of bytes in a file of less than four gigabytes, in half the memory of a `Range`.
package struct FileRange: Sendable, Hashable {
  private let start: UInt32
  private let length: UInt32

  init(_ range: Range<Int>) {
    (start, length) = (UInt32(range.lowerBound), UInt32(range.count))
  }

  /// The number of bytes.
  var count: Int { Int(length) }
  /// The bytes' offsets.
  package var offsets: Range<Int> { Int(start)..<Int(start) + Int(length) }
}
