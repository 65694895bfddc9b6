/// Counts the memory that a pickle's values take, before it is taken.
///
/// A pickle makes values out of single bytes, and may name one value many times over.
struct PickleMemory {
  /// Values may take so many times the pickle's size, and 64 MiB.
  static let factor = 32

  let name: String
  private let size: Int
  private let limit: Int
  private var taken = 0

  /// - Parameters:
  ///   - size: the bytes of the pickle.
  ///   - name: what errors call it.
  init(size: Int, name: String) {
    (self.name, self.size) = (name, size)
    limit = Self.factor * size + 64 << 20
  }

  /// Counts bytes that are about to be taken.
  mutating func take(_ bytes: Int) throws(ModelFileError) {
    taken += bytes
    guard taken <= limit else { throw .pickleMemory(name, size: size, limit: limit) }
  }
}
