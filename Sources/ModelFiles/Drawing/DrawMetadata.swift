import Initializers
import Spellings
import Tensors

/// What a drawn checkpoint says of itself, so that it can be made again.
///
/// | key | value |
/// |---|---|
/// | `xavier.version` | the version that drew it |
/// | `xavier.stream` | the stream of random words, 1 |
/// | `xavier.seed` | the seed |
/// | `xavier.recipe`, `xavier.model` | what was asked for, for people to read |
/// | `xavier.layout` | the order of axes, where it is not that of the file's format |
/// | `xavier.draws` | a JSON object: for each drawn tensor its ``DrawRecord`` |
/// | `format` | `pt`, without which some readers refuse a file |
enum DrawMetadata {
  static let draws = "xavier.draws"
  static let seed = "xavier.seed"
  static let layout = "xavier.layout"
  static let stream = "xavier.stream"
  static let streamVersion = "1"

  /// The records of a file's metadata, by the names of tensors.
  ///
  /// - Throws: ``ModelFileError`` where they are not the JSON that is written here.
  static func records(
    _ metadata: [String: String], of name: String
  ) throws(ModelFileError) -> [String: String] {
    guard let text = metadata[draws] else { return [:] }
    var records: [String: String] = [:]
    var reader = JSONReader(StoredBytes(text.utf8), name: "\(name), \(draws)")
    try reader.object { reader, name throws(ModelFileError) in
      records[name] = try reader.string()
    }
    try reader.end()
    return records
  }

  /// The entries of a plan that keeps what a template says of itself, but for how that was drawn.
  static func entries(of template: Checkpoint?, recipe: String) -> [String: String] {
    var entries = (template?.metadata ?? [:]).filter {
      !$0.key.hasPrefix("xavier.") || $0.key == layout
    }
    entries["format"] = entries["format"] ?? "pt"
    entries["xavier.recipe"] = recipe
    return entries
  }

  /// The entries for some tensors of a plan.
  static func entries(_ plan: CheckpointPlan, _ tensors: [PlannedTensor]) -> [String: String] {
    var entries = plan.metadata
    entries["xavier.version"] = Version.current
    entries[stream] = streamVersion
    entries[seed] = "\(plan.seed)"
    var lines: [(name: String, text: String)] = []
    for tensor in tensors {
      if case .drawn(let record) = tensor.contents { lines.append((tensor.name, record.text)) }
    }
    let sorted = lines.sorted { $0.name < $1.name }
    entries[draws] =
      "{" + sorted.map { "\(quoted($0.name)):\(quoted($0.text))" }.joined(separator: ",") + "}"
    return entries
  }
}
