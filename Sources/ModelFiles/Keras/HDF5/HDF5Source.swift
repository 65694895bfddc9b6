import Tensors

/// Bytes of an HDF5 file: mapped, and on a descriptor that another process can read them from.
struct HDF5Source: Sendable {
  /// The bytes.
  let bytes: StoredBytes
  /// The open file that they are a part of.
  let file: OpenFile
  /// Where in the file they start.
  let start: Int

  /// A whole file.
  init(contentsOf path: String) throws(ModelFileError) {
    (bytes, file) = try MappedFile.opened(path)
    start = 0
  }

  /// Bytes in memory, which are written to a file without a name.
  package init(_ bytes: StoredBytes, name: String) throws(ModelFileError) {
    self.bytes = bytes
    file = try OpenFile(temporaryFor: name)
    start = 0
    try bytes.withUnsafeBytes { bytes throws(ModelFileError) in
      try file.write(bytes, for: name)
    }
  }

  /// A part of an open file.
  init(_ bytes: StoredBytes, of file: OpenFile, from start: Int) {
    (self.bytes, self.file, self.start) = (bytes, file, start)
  }
}
