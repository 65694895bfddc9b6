import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Locks of files")
struct FileLockTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("one holds it at a time, the others wait")
  func excludes() async throws {
    let path = scratch.path("lock")
    let tally = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<25 {
            let lock = try FileLock(waitingFor: path)
            tally.enter()
            usleep(200)
            tally.leave()
            withExtendedLifetime(lock) {}
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(tally.most == 1 && tally.done == 100)
    #expect(scratch.names == ["lock"])
  }

  @Test("a folder that is not there is one sentence")
  func missing() {
    let path = scratch.path("no/lock")
    let error = #expect(throws: FileError.self) { _ = try FileLock(waitingFor: path) }
    #expect(
      error?.description
        == "\(path): no such file or directory, a path that can be written was expected")
  }

  @Test(
    "a file system without locks is said to be one",
    arguments: [(ENOSYS, "function not implemented"), (ENOLCK, "no locks available")])
  func unlockable(_ number: Int32, _ reason: String) {
    let error = FileError.locking("a", number, reason)
    #expect(error.code == .unlockable)
    #expect(
      error.description
        == "a: its file system has no locks (\(reason)), one with flock was expected; Lustre has it when "
        + "mounted with -o flock")
  }

  @Test("a lock that another process holds and any other failure keep their sentences")
  func others() {
    #expect(FileError.locking("a", EWOULDBLOCK, "").code == .busy)
    #expect(FileError.locking("a", EIO, "input/output error").code == .unwritable)
  }
}

/// How many were inside at once.
private final class Tally: Sendable {
  private let counts = Mutex((inside: 0, most: 0, done: 0))
  var most: Int { counts.withLock { $0.most } }
  var done: Int { counts.withLock { $0.done } }
  func enter() {
    counts.withLock {
      $0.inside += 1
      $0.most = max($0.most, $0.inside)
    }
  }
  func leave() {
    counts.withLock {
      $0.inside -= 1
      $0.done += 1
    }
  }
}
