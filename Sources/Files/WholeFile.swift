import Foundation

/// A file that appears whole or not at all: written beside its place, synced and renamed.
public struct WholeFile: Sendable {
  /// Where the file is to be.
  public let path: String

  /// A file at the given path, after trying that it can be made there.
  ///
  /// - Throws: ``FileError`` with code `.unwritable`, naming the reason, `.busy` where another process
  ///   writes the file.
  public init(checking path: String) throws(FileError) {
    self.path = path
    try FileDraft(for: path).discard()
  }

  /// A file at the given path, of which nothing is tried.
  public init(unchecked path: String) { self.path = path }

  /// Writes the file, replacing one that is there.
  ///
  /// - Throws: ``FileError`` with code `.unwritable` or `.busy`; a file that was there stays as it was.
  public func write(_ data: Data) throws(FileError) {
    let draft = try FileDraft(for: path, size: data.count)
    let written = data.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try draft.write(bytes) }
    }
    try written.get()
    try draft.finish()
  }
}
