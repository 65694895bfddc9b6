import Foundation
import Recipes
import Tensors

/// The members of a `.keras` file that weights need.
struct KerasArchive {
  static let weightsName = "model.weights.h5"

  /// The HDF5 file: a part of the archive, or where it is compressed a file of its own.
  let weights: HDF5Source
  /// What `config.json` says of the layers.
  let model: KerasLayer
  /// The version of Keras.
  let metadata: [String: String]

  init(_ bytes: StoredBytes, of file: OpenFile, name: String) throws(ModelFileError) {
    let archive = try ZipReader(bytes, name: name, kind: ".keras")
    var members: [String: ZipReader.Entry] = [:]
    for index in 0..<archive.count {
      let entry = try archive.entry(index)
      try entry.checkPath(in: name)
      guard members.updateValue(entry, forKey: entry.name) == nil else {
        throw ModelFileError(
          .duplicate, "\(name), entry \(shown(entry.name))",
          "in the archive twice, once was expected")
      }
    }
    func member(_ key: String, limit: Int) throws(ModelFileError) -> ZipReader.Entry {
      guard let entry = members[key] else {
        throw ModelFileError(
          .unsupported, name, "an archive without \(key), a .keras file was expected")
      }
      guard entry.isStored || entry.size <= limit else {
        throw ModelFileError(
          .tooLarge, "\(name), \(key)",
          "\(entry.size) bytes when decompressed, at most \(limit) were expected")
      }
      return entry
    }
    let config = try member("config.json", limit: 1 << 26)
    model = try KerasConfiguration.model(
      archive.contents(config, "\(name), config.json"), name: "\(name), config.json")
    let entry = try member(Self.weightsName, limit: NPZ.defaultLimit)
    if let stored = archive.stored(entry) {
      let start = stored.withUnsafeBytes { part in
        bytes.withUnsafeBytes { whole in
          UInt(bitPattern: part.baseAddress) - UInt(bitPattern: whole.baseAddress)
        }
      }
      weights = HDF5Source(stored, of: file, from: stored.count == 0 ? 0 : Int(start))
    } else {
      let subject = "\(name), \(Self.weightsName)"
      weights = try HDF5Source(archive.contents(entry, subject), name: subject)
    }
    var metadata: [String: String] = [:]
    if let entry = members["metadata.json"], entry.size <= 1 << 16 {
      let text = try archive.contents(entry, "\(name), metadata.json")
      let found = try? JSONSerialization.jsonObject(with: Data(text.array)) as? [String: Any]
      metadata["keras_version"] = found?["keras_version"] as? String
    }
    self.metadata = metadata
  }
}
