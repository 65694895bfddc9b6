import Foundation
import Synchronization
import Xavier

/// The models that pages have sent, the latest few.
final class LabModels: Sendable {
  /// A model.
  struct Model: Sendable {
    let id: String
    /// Its file's name, of letters that a command line takes as they are.
    let name: String
    let network: Network
    let parameters: Int
    let layers: Int
  }

  private let models = Mutex<[Model]>([])

  /// The most that are kept.
  static let most = 4

  /// A model.
  ///
  /// - Throws: ``LabError`` where it is not there.
  func model(_ id: String) throws(LabError) -> Model {
    guard let found = models.withLock({ $0.first { $0.id == id } }) else {
      throw .value(
        "model", String(id.prefix(60)), expected: "the id of one of the latest \(Self.most) models")
    }
    return found
  }

  /// Reads a model and keeps it; the oldest goes where there are too many.
  ///
  /// - Throws: `ModelFileError` where the bytes are no model that can be run.
  func add(_ bytes: Data, name: String) throws -> Model {
    let name = Self.safe(name)
    let id = Self.fingerprint(bytes, name)
    if let known = models.withLock({ $0.first { $0.id == id } }) { return known }
    let file = try ONNXModel(bytes: StoredBytes(Array(bytes)), name: name)
    var options = ONNXOptions(shapes: [:], batch: 32)
    options.needsWeights = false
    let network = try Network.forAnyBatch(file, options: options)
    let model = Model(
      id: id, name: name, network: network, parameters: network.weightCount,
      layers: network.weightedNodes.count)
    models.withLock { models in
      models.append(model)
      if models.count > Self.most { models.removeFirst() }
    }
    return model
  }

  // The same file has the same id, so that a page's address can be opened again.
  private static func fingerprint(_ bytes: Data, _ name: String) -> String {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in name.utf8 { add(byte) }
    bytes.withUnsafeBytes { for byte in $0 { add(byte) } }
    return String(sum, radix: 16)
  }

  /// A file's name as a command line takes it: what is before the last slash goes, other letters than
  /// those of plain words become `_`.
  static func safe(_ name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "model"
    var safe = String(
      last.prefix(100).map { letter in
        let isPlain = letter.isLetter || letter.isNumber || "-_.".contains(letter)
        return letter.isASCII && isPlain ? letter : "_"
      })
    if !safe.lowercased().hasSuffix(".onnx") { safe += ".onnx" }
    return safe.hasPrefix("-") || safe.hasPrefix(".") ? "_" + safe : safe
  }
}
