import Foundation
import Xavier

/// The thread pools of callers, by their number of threads; a forked process makes its own, as it has
/// none of its parent's threads.
enum Pools {
  // The lock is held while a process forks, so that the child never finds it taken.
  private nonisolated(unsafe) static let lock: UnsafeMutablePointer<pthread_mutex_t> = {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_atfork(
      { pthread_mutex_lock(Pools.lock) }, { pthread_mutex_unlock(Pools.lock) },
      {
        Pools.forget()
        pthread_mutex_unlock(Pools.lock)
      })
    return lock
  }()
  private nonisolated(unsafe) static var pools: [Int: ThreadPool] = [:]

  /// A pool of so many threads.
  static func pool(threads: Int) -> ThreadPool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let pool = pools[threads] { return pool }
    let pool = ThreadPool(threadCount: threads)
    pools[threads] = pool
    return pool
  }

  // The threads of these pools are not there, so that nobody could end them.
  private static func forget() {
    for pool in pools.values { _ = Unmanaged.passRetained(pool) }
    pools = [:]
  }
}
