import CZlib
import Foundation
import Xavier

/// One of the things that decide what a part holds: a part that was measured with another is none.
struct PartCondition: Codable, Hashable {
  let name: String
  let value: String

  init(_ name: String, _ value: String?) { (self.name, self.value) = (name, value ?? "") }

  init(_ name: String, _ value: some CustomStringConvertible) {
    (self.name, self.value) = (name, value.description)
  }

  /// What the file of a network holds; of a shorthand its text says all.
  static func content(of model: String) throws -> PartCondition {
    guard ModelArgument.isFile(model) else { return PartCondition("model content", "") }
    let data = try Data(contentsOf: URL(fileURLWithPath: model), options: .alwaysMapped)
    return PartCondition(
      "model content", data.withUnsafeBytes { Fingerprint(of: [$0]).description })
  }

  /// The laws that draw a network's parameters, and the numbers of those that are not drawn.
  static func weights(of network: Network) -> PartCondition {
    var fingerprint = Fingerprint()
    for parameter in network.parameters {
      let law = parameter.law.flatMap { law in
        parameter.spec.map { DrawRecord(law: law, spec: $0).text }
      }
      fingerprint.add(Array("\(parameter.path) \(parameter.shape) \(law ?? "")\n".utf8))
      if parameter.law == nil, let stored = parameter.stored { fingerprint.add(stored) }
    }
    return PartCondition("weights", fingerprint)
  }

  /// The numbers of examples that were given.
  static func data(_ arrays: [String: StoredTensor]?) -> PartCondition {
    guard let arrays else { return PartCondition("data content", "") }
    var fingerprint = Fingerprint()
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      fingerprint.add(Array("\(name) \(array.type.rawValue) \(array.shape)\n".utf8))
      fingerprint.add(array)
    }
    return PartCondition("data content", fingerprint)
  }

  /// The examples of a data set.
  static func data(_ set: DataSet) -> PartCondition {
    var fingerprint = Fingerprint()
    for examples in [set.train, set.test] {
      examples.inputs.withUnsafeBytes { fingerprint.add($0) }
      examples.labels.withUnsafeBytes { fingerprint.add($0) }
    }
    return PartCondition("data content", fingerprint)
  }
}

/// A text that tells bytes from others: SHA-256 of the checksums of their blocks, since the digest of
/// gigabytes would take longer than a measurement.
struct Fingerprint: CustomStringConvertible {
  private var checksums: [UInt8] = []

  init(of pieces: [UnsafeRawBufferPointer] = []) {
    for piece in pieces { add(piece) }
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  mutating func add(_ tensor: StoredTensor) {
    // One number may fill more than memory holds.
    let stored = tensor.isFilled && tensor.shape.count > 0 ? tensor.element(0) : tensor
    stored.littleEndianBytes.withUnsafeBytes { add($0) }
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { checksums += $0 }
    var start = 0
    while start < bytes.count {
      let end = min(start + 1 << 20, bytes.count)
      let block = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      let sum = crc32_z(0, block.bindMemory(to: UInt8.self).baseAddress, block.count)
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: sum).littleEndian) { checksums += $0 }
      start = end
    }
  }

  var description: String {
    SHA256.digest(of: checksums).map { String(format: "%02x", $0) }.joined()
  }
}
