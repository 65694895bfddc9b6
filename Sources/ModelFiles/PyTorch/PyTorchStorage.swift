import Tensors

/// The bytes of a storage, which tensors are views of.
struct PyTorchStorage: Sendable {
  /// The number of bytes.
  let size: Int
  /// Whether the highest byte of an element comes first.
  let isBigEndian: Bool
  /// The bytes, read when asked where they are compressed.
  let contents: @Sendable () throws(ModelFileError) -> StoredBytes
}

/// Gives the storages of a file by their keys.
protocol PyTorchStorages {
  /// The storage of a key.
  ///
  /// - Parameters:
  ///   - size: how many bytes it has by what the pickle says.
  ///   - subject: the tensor that is a view of it.
  func storage(_ key: String, size: Int, _ subject: String) throws(ModelFileError) -> PyTorchStorage
}
