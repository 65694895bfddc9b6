import Foundation
import Streams
import Tensors
import TestSupport

/// The cases of `Tests/Golden/stream1.json`.
struct Stream1Golden: Decodable {
  struct KnownAnswer: Decodable { let counter, key, words: [UInt32] }

  struct Stream: Decodable {
    let seed: UInt64
    let pathUTF8: String
    let keyWords, counterWords, words: [UInt32]
    let uniformBits, glorotUniformBits: [String]
    let farElements: [UInt64]?
    let farWords: [UInt32]?
  }

  struct Digest: Decodable {
    let seed: UInt64
    let path, boundBits, sha256: String
    let count: Int
  }

  struct Normals: Decodable {
    let seed: UInt64
    let path: String
    let elements: [UInt64]
    let values: [Double]
  }

  struct NormalPair: Decodable {
    let words: [UInt32]
    let cosine, sine: Double
  }

  struct Truncated: Decodable {
    let cut: Double
    let words: [UInt32]
    let values: [Double]
    let seed: UInt64?
    let path: String?
  }

  let glorotBoundBits: String
  let knownAnswers: [KnownAnswer]
  let streams: [Stream]
  let uniformDigests: [Digest]
  let normals: [Normals]
  let normalPairs: [NormalPair]
  let truncatedNormals: [Truncated]

  private static let loaded = Result { try Golden.load("stream1", as: Stream1Golden.self) }
  static var file: Stream1Golden { get throws { try loaded.get() } }
}

extension Stream1Golden.Stream {
  /// The path, from its bytes: a JSON reader may have normalized its text.
  var path: String {
    let digits = Array(pathUTF8.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  var stream: ParameterStream { ParameterStream(seed: seed, path: path) }
}

/// The float whose bits are written in hexadecimal digits; NaN for other text.
func float(_ digits: String) -> Float {
  UInt32(digits, radix: 16).map { Float(bitPattern: $0) } ?? .nan
}

/// Bytes as hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The SHA-256 digest of floats as little-endian bytes.
func digest(_ values: [Float]) -> String {
  let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
  return hexadecimal(SHA256.digest(of: bytes))
}

extension ParameterStream {
  func words(from first: UInt64 = 0, _ count: Int) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: count) { buffer, made in
      fillWords(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: first)
      made = count
    }
  }

  func uniform(from first: UInt64 = 0, _ count: Int, bound: Float = 1) -> [Float] {
    floats(count) { fillUniform(ElementBuffer($0), from: first, halfWidth: Double(bound)) }
  }

  func normal(from first: UInt64 = 0, _ count: Int, deviation: Float = 1) -> [Float] {
    floats(count) {
      fillNormal(ElementBuffer($0), from: first, standardDeviation: Double(deviation))
    }
  }

  func truncated(from first: UInt64 = 0, _ count: Int, parent: Float = 1) -> [Float] {
    floats(count) {
      fillTruncatedNormal(
        ElementBuffer($0), from: first, truncation: .two, parentDeviation: Double(parent))
    }
  }
}

/// `count` floats that a body writes.
func floats(_ count: Int, _ write: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
  [Float](unsafeUninitializedCapacity: count) { buffer, made in
    write(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    made = count
  }
}
