import Tensors

extension Checkpoint {
  /// The checkpoint in one safetensors file, which is mapped.
  ///
  /// - Throws: ``ModelFileError``.
  init(safetensors path: String) throws(ModelFileError) {
    try self.init(safetensors: MappedFile.bytes(of: path), name: path)
  }

  /// The checkpoint in the bytes of a safetensors file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what errors call it.
  /// - Throws: ``ModelFileError`` with code `.truncated`, `.tooLarge`, `.syntax`, `.encoding`,
  ///   `.duplicate`, `.elementType`, `.shape`, `.count`, `.storage` or `.trailingBytes`.
  package init(safetensors bytes: StoredBytes, name: String) throws(ModelFileError) {
    let header = try SafetensorsHeader(bytes, name: name)
    var entries: [Entry] = []
    for entry in header.entries {
      let tensor: StoredTensor
      do {
        tensor = try StoredTensor(type: entry.type, shape: entry.shape, bytes: bytes[entry.place])
      } catch {
        throw ModelFileError(.count, "\(name), tensor \(shown(entry.name))", error.description)
      }
      entries.append(Entry(entry.name, tensor))
    }
    self.init(name: name, format: .safetensors, entries: entries, metadata: header.metadata)
  }
}
