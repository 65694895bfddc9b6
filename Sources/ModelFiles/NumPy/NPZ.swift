import Foundation
import Tensors

/// Named arrays in NumPy's npz format: a zip archive of npy files.
public struct NPZ: Sendable {
  /// Arrays of all names together may take so many bytes where a caller sets no other limit: 16 GiB.
  public static let defaultLimit = 1 << 34

  /// The names of the arrays, without `.npy`, in the archive's order.
  public private(set) var names: [String] = []
  private var tensors: [String: StoredTensor] = [:]

  /// No arrays.
  public init() {}

  /// The array of a name; `nil` where there is none.
  public subscript(name: String) -> StoredTensor? { tensors[name] }

  /// Adds an array after the others.
  ///
  /// - Throws: ``ModelFileError`` with code `.name` where the name is empty, too long for an archive or
  ///   has a zero byte, or where there is an array of that name.
  public mutating func append(_ tensor: StoredTensor, name: String) throws(ModelFileError) {
    guard !name.isEmpty, !name.utf8.contains(0), name.utf8.count <= Self.nameLimit else {
      throw ModelFileError(
        .name, "array \(shown(name))",
        "a name of \(name.utf8.count) bytes, 1 to \(Self.nameLimit) without a zero byte were expected"
      )
    }
    guard tensors.updateValue(tensor, forKey: name) == nil else {
      throw ModelFileError(.name, "array \(shown(name))", "given twice, once was expected")
    }
    names.append(name)
  }

  // A zip archive counts a name's bytes in 16 bits, and .npy follows.
  private static let nameLimit = 65_531

  /// The arrays in a file, stored or deflated.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: how many bytes all arrays may take together; more are refused before memory is taken.
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` of the file, or
  ///   a code of `init(bytes:name:limit:)`.
  public init(contentsOf path: String, limit: Int = defaultLimit) throws(ModelFileError) {
    try self.init(bytes: MappedFile.bytes(of: path), name: path, limit: limit)
  }

  /// The arrays in memory.
  ///
  /// - Parameters:
  ///   - bytes: the archive.
  ///   - name: what errors call it.
  ///   - limit: how many bytes all arrays may take together; more are refused before memory is taken.
  /// - Throws: ``ModelFileError`` with code `.archive` for damaged bytes, `.unsupported` for encrypted
  ///   ones, other compressions and entries that are no arrays, `.duplicate` for two arrays of one name,
  ///   `.encoding` for names that are not UTF-8, `.tooLarge` beyond the limit, or a code of
  ///   ``NPY/tensor(bytes:name:)``.
  public init(
    bytes: StoredBytes, name: String, limit: Int = defaultLimit
  ) throws(ModelFileError) {
    let archive = try ZipReader(bytes, name: name)
    var rest = limit
    for index in 0..<archive.count {
      let (entry, key, subject) = try archive.array(index, name)
      guard tensors[key] == nil else { throw .arrayTwice(subject) }
      guard entry.size <= rest else {
        throw ModelFileError(
          .tooLarge, subject,
          "\(entry.size) bytes after \(limit - rest) of others, at most \(limit) in all were expected"
        )
      }
      rest -= entry.size
      tensors[key] = try archive.tensor(entry, subject)
      names.append(key)
    }
  }

  /// Writes the arrays to a file, which appears whole or not at all.
  ///
  /// The same arrays give the same bytes: entries carry the first time that an archive can have.
  ///
  /// - Parameters:
  ///   - path: the file; one that is there is replaced.
  ///   - isDeflated: whether the arrays are compressed.
  /// - Throws: ``ModelFileError`` with code `.elementType` for types that NumPy does not have,
  ///   `.unwritable`.
  public func write(to path: String, isDeflated: Bool = false) throws(ModelFileError) {
    try writeWhole(data(name: path, isDeflated: isDeflated), to: path)
  }

  /// The bytes of the file that `write(to:isDeflated:)` writes.
  ///
  /// - Throws: ``ModelFileError`` with code `.elementType` for types that NumPy does not have,
  ///   `.unwritable` where memory does not suffice.
  public func data(name: String = "npz", isDeflated: Bool = false) throws(ModelFileError) -> Data {
    let writer = try ZipWriter(name: name)
    for key in names {
      guard let tensor = tensors[key] else { continue }
      let header = try NPY.header(of: tensor, name: "\(name), array \(shown(key))")
      try writer.add(
        "\(key).npy", [StoredBytes(header), tensor.littleEndianBytes], isDeflated: isDeflated)
    }
    return try writer.data()
  }
}

extension ZipReader {
  /// The entry of an array, its key, and what errors call it.
  func array(
    _ index: Int, _ name: String
  ) throws(ModelFileError) -> (entry: Entry, key: String, subject: String) {
    let entry = try entry(index)
    guard entry.name.hasSuffix(".npy") else {
      throw ModelFileError(
        .unsupported, "\(name), entry \(shown(entry.name))",
        "no array, a name in .npy was expected")
    }
    let key = String(entry.name.dropLast(4))
    return (entry, key, "\(name), array \(shown(key))")
  }
}

extension ModelFileError {
  static func arrayTwice(_ subject: String) -> Self {
    Self(.duplicate, subject, "in the archive twice, once was expected")
  }
}
