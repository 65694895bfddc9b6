import Tensors

extension Checkpoint {
  /// The arrays of an npz file.
  init(npz path: String) throws(ModelFileError) {
    try self.init(npz: MappedFile.bytes(of: path), name: path)
  }

  /// The arrays of an npz archive in memory: their headers now, their numbers when they are asked for.
  ///
  /// - Parameters:
  ///   - bytes: the archive.
  ///   - name: what errors call it.
  /// - Throws: ``ModelFileError`` with code `.unsupported` for another kind of file, or a code of
  ///   ``NPZ/init(bytes:name:limit:)``; `.archive` also for a name that leaves the archive. Damage of an
  ///   array is found when it is asked for.
  public init(npz bytes: StoredBytes, name: String) throws(ModelFileError) {
    switch FileBeginning(bytes) {
    // What no name is known for may be a damaged archive.
    case .zip, .unknown, .empty: break
    case let beginning:
      throw ModelFileError(
        .unsupported, name, "\(beginning.description), an npz archive was expected")
    }
    let archive = try ZipReader(bytes, name: name)
    var entries: [Entry] = []
    var names: Set<String> = []
    for index in 0..<archive.count {
      let (entry, key, subject) = try archive.array(index, name)
      try entry.checkPath(in: name)
      guard names.insert(key).inserted else { throw .arrayTwice(subject) }
      guard entry.size <= NPZ.defaultLimit else {
        throw ModelFileError(
          .tooLarge, subject,
          "\(entry.size) bytes, at most \(NPZ.defaultLimit) were expected")
      }
      let header = try archive.header(entry, subject)
      entries.append(
        Entry(key, header.type, header.shape) { () throws(ModelFileError) in
          try archive.tensor(entry, subject)
        })
    }
    self.init(name: name, format: .npz, entries: entries)
  }
}
