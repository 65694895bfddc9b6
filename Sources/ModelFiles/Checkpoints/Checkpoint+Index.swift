import Tensors

extension Checkpoint {
  /// The checkpoint in several files that an index names, in the index's order.
  ///
  /// The metadata are those that all files agree on.
  ///
  /// - Parameters:
  ///   - path: the index.
  ///   - format: the index's own; its files are safetensors, or what PyTorch's names may hold.
  /// - Throws: ``ModelFileError``, with code `.index` where index and files do not agree.
  init(index path: String, _ format: CheckpointFormat) throws(ModelFileError) {
    let index = try CheckpointIndex(contentsOf: path)
    let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
    var found: [String: (entry: Entry, file: String)] = [:]
    var metadata: [String: String]?
    var draws: [String: String] = [:]
    for file in index.files {
      let checkpoint = try Self.part(folder + file, of: format)
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
      name: path, format: format, entries: entries, metadata: metadata ?? [:], draws: draws)
  }

  private static func part(
    _ path: String, of format: CheckpointFormat
  ) throws(ModelFileError) -> Checkpoint {
    guard format == .pytorchIndex else { return try Checkpoint(safetensors: path) }
    // An index is no part of another, so that none leads to itself.
    guard path.hasSuffix(".bin") else {
      throw ModelFileError(.index, path, "in an index of .bin files, one in .bin was expected")
    }
    return try Checkpoint(contentsOf: path)
  }
}

extension ModelFileError.Code {
  /// An index and the files that it names do not agree.
  public static let index = Self("index")
}
