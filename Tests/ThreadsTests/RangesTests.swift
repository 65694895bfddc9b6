import Testing
import Threads

@Suite("Ranges shared among threads")
struct RangesTests {
  @Test(
    "ranges cover the whole exactly once, each a multiple of the grain long but the last",
    arguments: [1, 2, 3, 7], [1, 2, 16, 1_000])
  func cover(threads: Int, grain: Int) {
    let pool = ThreadPool(threadCount: threads)
    for total in [0, 1, 2, 15, 16, 17, 31, 97, 1_000, 1_001, 65_537] {
      let ranges = ranges(pool, total, grain)
      #expect(ranges.first?.lowerBound ?? 0 == 0)
      #expect(ranges.last?.upperBound ?? 0 == total)
      for (range, next) in zip(ranges, ranges.dropFirst()) {
        #expect(range.upperBound == next.lowerBound)
        #expect(range.count.isMultiple(of: grain))
      }
      #expect(ranges.allSatisfy { !$0.isEmpty })
      #expect(ranges.count <= 4 * threads)
    }
  }

  @Test("a pool of one thread and a short loop make one range")
  func oneRange() {
    #expect(ranges(ThreadPool(threadCount: 1), 100_000, 10) == [0..<100_000])
    #expect(ranges(ThreadPool(threadCount: 7), 10, 10) == [0..<10])
    #expect(ranges(ThreadPool(threadCount: 7), 11, 10) == [0..<10, 10..<11])
  }

  @Test("nothing to do calls nothing")
  func empty() {
    #expect(ranges(ThreadPool(threadCount: 3), 0, 8).isEmpty)
    #expect(ranges(ThreadPool(threadCount: 3), -5, 8).isEmpty)
  }

  @Test("long loops are split among all threads, at least as many ranges as threads")
  func enoughRanges() {
    for threads in [2, 3, 7] {
      #expect(ranges(ThreadPool(threadCount: threads), 1_000_000, 16).count >= threads)
    }
  }

  /// The ranges that the pool makes, in order of their lower bounds.
  private func ranges(_ pool: ThreadPool, _ total: Int, _ grain: Int) -> [Range<Int>] {
    // Slot i is where the range that starts at i ends; one that came twice would end twice as far.
    let ends = Tally(max(total, 0) + 1)
    pool.runRanges(total: total, grain: grain) { ends[$0.lowerBound] += $0.upperBound }
    return (0...max(total, 0)).filter { ends[$0] != 0 }.map { $0..<ends[$0] }
  }
}
