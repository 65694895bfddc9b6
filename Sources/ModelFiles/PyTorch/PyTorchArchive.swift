import Tensors

/// The zip archive that `torch.save` writes: a pickle, and each storage as an entry of its own.
struct PyTorchArchive: PyTorchStorages {
  private let archive: ZipReader
  private let name: String
  private let pickle: StoredBytes
  private let isBigEndian: Bool
  // By their keys.
  private let entries: [String: ZipReader.Entry]

  /// - Throws: ``ModelFileError`` as `Checkpoint.init(pytorch:name:)` does.
  init(_ bytes: StoredBytes, name: String) throws(ModelFileError) {
    archive = try ZipReader(bytes, name: name, kind: "PyTorch")
    self.name = name
    var entries: [String: ZipReader.Entry] = [:]
    // All entries lie in one folder, of any name.
    var folder: String?
    var inflated = 0
    for index in 0..<archive.count {
      let entry = try archive.entry(index)
      try entry.checkPath(in: name)
      let parts = entry.name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ModelFileError(
          .unsupported, "\(name), entry \(shown(entry.name))",
          entry.name.hasSuffix(".npy")
            ? "an array of NumPy's npz format, a file of torch.save was expected"
            : "no folder around it, an archive of torch.save was expected")
      }
      if entry.name.hasSuffix("/") { continue }
      folder = folder ?? String(parts[0])
      guard folder == String(parts[0]) else {
        throw ModelFileError(
          .unsupported, "\(name), entry \(shown(entry.name))",
          "beside the folder \(shown(folder ?? "")), one folder around all was expected")
      }
      guard entries.updateValue(entry, forKey: String(parts[1])) == nil else {
        throw ModelFileError(
          .duplicate, "\(name), entry \(shown(entry.name))",
          "in the archive twice, once was expected")
      }
      // What is stored takes no more than the file.
      let (sum, overflows) = inflated.addingReportingOverflow(entry.isStored ? 0 : entry.size)
      guard !overflows, sum <= NPZ.defaultLimit else {
        throw ModelFileError(
          .tooLarge, "\(name), entry \(shown(entry.name))",
          "\(entry.size) bytes after \(inflated) of others, at most \(NPZ.defaultLimit) in all were"
            + " expected")
      }
      inflated = sum
    }
    guard !entries.keys.contains("constants.pkl"),
      !entries.keys.contains(where: { $0.hasPrefix("code/") })
    else {
      throw ModelFileError(
        .unsupported, name,
        "a TorchScript program, a state dict was expected; "
          + "torch.save(torch.jit.load(path).state_dict(), other) writes one")
    }
    guard let pickle = entries["data.pkl"] else {
      throw ModelFileError(
        .unsupported, name, "a zip archive without data.pkl, a file of torch.save was expected")
    }
    guard pickle.size <= PickleMachine.sizeLimit else {
      throw .pickleSize("\(name), data.pkl", limit: PickleMachine.sizeLimit)
    }
    self.pickle = try archive.contents(pickle, "\(name), data.pkl")
    isBigEndian = try Self.isBigEndian(entries["byteorder"], archive, name)
    self.entries = entries
  }

  private static func isBigEndian(
    _ entry: ZipReader.Entry?, _ archive: ZipReader, _ name: String
  ) throws(ModelFileError) -> Bool {
    guard let entry else { return false }
    let text = entry.size <= 6 ? try archive.contents(entry, "\(name), byteorder").array : []
    if text == Array("little".utf8) { return false }
    if text == Array("big".utf8) { return true }
    throw ModelFileError(
      .syntax, "\(name), byteorder",
      "\(entry.size) bytes of another text, little or big was expected")
  }

  /// The tensors by their names, in the pickle's order.
  func tensors() throws(ModelFileError) -> [(name: String, tensor: PyTorchTensor)] {
    try pickle.withUnsafeBytes { bytes throws(ModelFileError) in
      var machine = PickleMachine(bytes, name: "\(name), data.pkl", start: 0)
      let value = try machine.value()
      return try tensors(value, of: machine, name: name)
    }
  }

  func storage(
    _ key: String, size: Int, _ subject: String
  ) throws(ModelFileError) -> PyTorchStorage {
    guard let entry = entries["data/\(key)"] else {
      throw ModelFileError(
        .storage, subject,
        "a storage data/\(shown(key)) that the archive lacks, one that it has was expected")
    }
    guard size <= entry.size else {
      throw ModelFileError(
        .truncated, subject,
        "\(entry.size) bytes of storage data/\(shown(key)), \(size) were expected")
    }
    // Looked up here, so that an archive is found damaged when it is opened.
    if let stored = archive.stored(entry) {
      return PyTorchStorage(size: size, isBigEndian: isBigEndian) { stored }
    }
    let archive = archive
    return PyTorchStorage(size: size, isBigEndian: isBigEndian) { () throws(ModelFileError) in
      try archive.contents(entry, subject)
    }
  }
}
