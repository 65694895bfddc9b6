import Foundation
import Tensors

/// The index of a checkpoint in several files, `model.safetensors.index.json` or
/// `pytorch_model.bin.index.json`: which file has which tensor.
struct CheckpointIndex {
  /// The tensors in the order of the text, and the file that each is in.
  let places: [(name: String, file: String)]
  /// The files, each once, in the order in which they are named first.
  let files: [String]

  /// - Throws: ``ModelFileError``; with code `.externalData` where a file would lie elsewhere than beside
  ///   the index.
  init(contentsOf path: String) throws(ModelFileError) {
    try self.init(MappedFile.bytes(of: path), name: path)
  }

  init(_ bytes: StoredBytes, name: String) throws(ModelFileError) {
    guard bytes.count <= SafetensorsHeader.sizeLimit else {
      throw ModelFileError(
        .tooLarge, name,
        "\(bytes.count) bytes, at most \(SafetensorsHeader.sizeLimit) of an index were expected")
    }
    var places: [(name: String, file: String)]?
    var (files, known): ([String], Set<String>) = ([], [])
    var reader = JSONReader(bytes, name: name)
    try reader.object { reader, key throws(ModelFileError) in
      guard key == "weight_map" else { return try reader.skip() }
      var own: [(name: String, file: String)] = []
      try reader.object { reader, key throws(ModelFileError) in
        let file = try reader.string()
        guard !file.isEmpty, !file.contains("/"), !file.utf8.contains(0), file.first != "." else {
          throw ModelFileError(
            .externalData, "\(name), tensor \(shown(key))",
            "file \(shown(file)), the name of one beside the index was expected")
        }
        own.append((key, file))
        if known.insert(file).inserted { files.append(file) }
      }
      places = own
    }
    try reader.end()
    guard let places else {
      throw ModelFileError(
        .index, name, "no weight_map, one that names the file of each tensor was expected")
    }
    (self.places, self.files) = (places, files)
  }

  /// The text of an index.
  ///
  /// Keys are sorted, so that the same tensors give the same bytes.
  static func data(_ files: [(file: String, tensors: [String])], size: Int) -> Data {
    let places = files.flatMap { file, tensors in tensors.map { (name: $0, file: file) } }
      .sorted { $0.name < $1.name }
    let lines = places.map { "    \(quoted($0.name)): \(quoted($0.file))" }
    return Data(
      """
      {
        "metadata": {
          "total_size": \(size)
        },
        "weight_map": {
      \(lines.joined(separator: ",\n"))
        }
      }

      """.utf8)
  }
}
