import Files
import Foundation

/// The index of files that several processes write: there when all files are, and only then.
struct SharedIndex {
  let path: String
  let data: Data

  private var isThere: Bool { (try? Data(contentsOf: URL(fileURLWithPath: path))) == data }

  /// Removes the index whatever it says.
  func remove() { unlink(path) }

  /// Removes an index that is not this one: it would make a checkpoint of files that do not belong
  /// together.
  ///
  /// - Throws: `FileError` where its draft cannot be made.
  func removeOther() throws(FileError) {
    guard access(path, F_OK) == 0, !isThere else { return }
    do {
      // Under the lock of its draft nobody puts the right one in its place between look and removal.
      let draft = try FileDraft(for: path)
      if !isThere { remove() }
      draft.discard()
    } catch {
      // Who writes it now has seen all files.
      if error.code != .busy { throw error }
    }
  }

  /// Writes the index, once: of several processes that see the last file at the same moment one does.
  ///
  /// - Throws: `FileError` where it cannot be written.
  func write() throws(FileError) {
    var attempts = 0
    while !isThere {
      do {
        try WholeFile(unchecked: path).write(data)
      } catch {
        // Another process writes the same bytes; should it die, its lock is free. A minute is more than
        // a small file takes on a disk that a thousand ranks use.
        guard error.code == .busy, attempts < 1200 else { throw error }
        attempts += 1
        usleep(50_000)
      }
    }
  }
}
