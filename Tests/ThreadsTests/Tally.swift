/// Counts in memory that several threads may write, each its own.
///
/// Nothing here is atomic: a loop that runs an index twice at once loses or adds a count.
final class Tally: @unchecked Sendable {
  private let counts: UnsafeMutableBufferPointer<Int>

  init(_ count: Int) {
    counts = .allocate(capacity: count)
    counts.initialize(repeating: 0)
  }

  deinit { counts.deallocate() }

  subscript(index: Int) -> Int {
    get { counts[index] }
    set { counts[index] = newValue }
  }

  func add(_ index: Int) { counts[index] += 1 }

  /// Whether every index was added once.
  var isAllOnes: Bool { counts.allSatisfy { $0 == 1 } }
}
