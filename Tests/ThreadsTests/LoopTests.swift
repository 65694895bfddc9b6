import Foundation
import Testing
import Threads

@Suite("Loops shared among threads")
struct LoopTests {
  @Test(
    "every index runs exactly once",
    arguments: [1, 2, 3, 7, 16], [0, 1, 2, 3, 5, 8, 63, 64, 65, 1_000, 100_003])
  func everyIndexOnce(threads: Int, count: Int) {
    let pool = ThreadPool(threadCount: threads)
    let tally = Tally(count)
    pool.run(count: count) { tally.add($0) }
    #expect(tally.isAllOnes)
  }

  @Test("twenty thousand short loops lose no index", arguments: [2, 3])
  func manyShortLoops(threads: Int) {
    let pool = ThreadPool(threadCount: threads)
    let tally = Tally(9)
    for loop in 0..<20_000 { pool.run(count: loop % 10) { tally.add($0) } }
    // Loop lengths 0 to 9 come 2,000 times each; index i runs in those longer than i.
    for index in 0..<9 { #expect(tally[index] == 2_000 * (9 - index)) }
  }

  @Test("all that a body writes is seen when the loop returns")
  func writesAreSeen() {
    let pool = ThreadPool(threadCount: 4)
    let values = Tally(64)
    for loop in 1...500 {
      pool.run(count: 64) { values[$0] = loop * $0 }
      for index in 0..<64 where values[index] != loop * index {
        Issue.record("loop \(loop), index \(index): \(values[index])")
      }
    }
  }

  @Test("a loop within a loop's body runs every index once for each outer one")
  func nested() {
    let pool = ThreadPool(threadCount: 3)
    let tally = Tally(40 * 50)
    pool.run(count: 40) { outer in
      pool.run(count: 50) { inner in tally.add(outer * 50 + inner) }
    }
    #expect(tally.isAllOnes)
    let deep = Tally(4 * 5 * 6)
    pool.run(count: 4) { a in
      pool.run(count: 5) { b in pool.run(count: 6) { c in deep.add((a * 5 + b) * 6 + c) } }
    }
    #expect(deep.isAllOnes)
  }

  @Test("loops started by several threads at once each run every index once")
  func concurrentCallers() {
    let pool = ThreadPool(threadCount: 3)
    let callers = 4
    let tally = Tally(callers * 200 * 37)
    DispatchQueue.concurrentPerform(iterations: callers) { caller in
      for loop in 0..<200 {
        pool.run(count: 37) { tally.add((caller * 200 + loop) * 37 + $0) }
      }
    }
    #expect(tally.isAllOnes)
  }

  @Test("a pool of one thread runs its loops in order in the calling thread")
  func oneThread() {
    let caller = pthread_self()
    var indices: [Int] = []
    ThreadPool.single.run(count: 100) { index in
      #expect(pthread_equal(pthread_self(), caller) != 0)
      indices.append(index)
    }
    #expect(indices == Array(0..<100))
  }

  @Test("a pool shares a long loop with its other threads")
  func loopsAreShared() {
    let pool = ThreadPool(threadCount: 2)
    let caller = pthread_self()
    let elsewhere = Tally(8)
    // An index waits 20 milliseconds: time enough for the other thread to wake up.
    pool.run(count: 8) { index in
      if pthread_equal(pthread_self(), caller) == 0 { elsewhere.add(index) }
      usleep(20_000)
    }
    #expect((0..<8).contains { elsewhere[$0] == 1 })
  }
}

@Suite("Thread pools")
struct ThreadPoolTests {
  @Test("a pool has the number of threads asked for", arguments: [1, 2, 3, 7])
  func threadCount(_ count: Int) {
    #expect(ThreadPool(threadCount: count).threadCount == count)
  }

  @Test("the shared pool has a thread for every processor, the single one has one")
  func sharedPools() {
    #expect(ThreadPool.processorCount >= 1)
    #expect(ThreadPool.processorCount <= ProcessInfo.processInfo.processorCount)
    #expect(ThreadPool.shared.threadCount == ThreadPool.processorCount)
    #expect(ThreadPool.single.threadCount == 1)
  }

  @Test("pools can be made and ended by the hundred, used or not")
  func manyPools() {
    for round in 0..<200 {
      let pool = ThreadPool(threadCount: 1 + round % 5)
      let tally = Tally(11)
      if round.isMultiple(of: 2) {
        pool.run(count: 11) { tally.add($0) }
        #expect(tally.isAllOnes)
      }
    }
  }

  @Test("a pool without threads is a programmer's mistake", arguments: [0, -1])
  func noThreads(_ count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      _ = ThreadPool(threadCount: count)
    }
  }
}
