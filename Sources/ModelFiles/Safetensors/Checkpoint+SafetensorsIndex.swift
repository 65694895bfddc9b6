import Tensors

extension Checkpoint {
  /// The checkpoint in several safetensors files that an index names, in the index's order.
  ///
  /// The metadata are those that all files agree on.
  ///
  /// - Throws: ``ModelFileError``, with code `.index` where index and files do not agree.
  init(safetensorsIndex path: String) throws(ModelFileError) {
    let index = try SafetensorsIndex(contentsOf: path)
    let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
    var found: [String: (entry: Entry, file: String)] = [:]
    var metadata: [String: String]?
    var draws: [String: String] = [:]
    for file in index.files {
      let checkpoint = try Checkpoint(safetensors: folder + file)
      for entry in checkpoint.entries {
        if let other = found.updateValue((entry, file), forKey: entry.name) {
          throw ModelFileError(
            .duplicate, "\(path), tensor \(shown(entry.name))",
            "in \(shown(other.file)) and in \(shown(file)), in one file was expected")
        }
      }
      draws.merge(checkpoint.draws) { first, _ in first }
      metadata = metadata?.filter { checkpoint.metadata[$0.key] == $0.value } ?? checkpoint.metadata
    }
    var entries: [Entry] = []
    for (name, file) in index.places {
      guard let own = found.removeValue(forKey: name), own.file == file else {
        throw ModelFileError(
          .index, "\(path), tensor \(shown(name))",
          "not in \(shown(file)), where the index has it was expected")
      }
      entries.append(own.entry)
    }
    if let (name, own) = found.min(by: { $0.key < $1.key }) {
      throw ModelFileError(
        .index, "\(path), tensor \(shown(name))",
        "in \(shown(own.file)) and not in the index, in both was expected")
    }
    self.init(
      name: path, format: .safetensorsIndex, entries: entries, metadata: metadata ?? [:],
      draws: draws)
  }
}

extension ModelFileError.Code {
  /// An index and the files that it names do not agree.
  public static let index = Self("index")
}
