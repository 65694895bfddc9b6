import Foundation

/// A lock that processes wait for, on all machines that share the file system.
///
/// It is let go when the value is, or the process ends. The file stays.
public final class FileLock {
  private let descriptor: Int32

  /// Waits for the lock of a file, which is made where it is not there.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`, naming the reason, `.unlockable` where the file
  ///   system has no locks.
  public init(waitingFor path: String) throws(FileError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path, FileDraft.reason(errno)) }
    while flock(descriptor, LOCK_EX) != 0 {
      let error = errno
      if error == EINTR { continue }
      close(descriptor)
      throw .locking(path, error, FileDraft.reason(error))
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
