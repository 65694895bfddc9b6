/// The cases of `Tests/Golden/draws1.json`: draws of stream 1 by an independent implementation.
public struct StreamOneGolden: Decodable, Sendable {
  /// A range of elements.
  public struct Slice: Decodable, Sendable {
    /// The first element.
    public let first: UInt64
    /// How many there are.
    public let count: Int
  }

  /// What a stream is made from.
  public struct Stream: Decodable, Sendable {
    /// The seed.
    public let seed: UInt64
    /// The path's bytes as hexadecimal digits.
    public let pathUTF8: String

    /// The path.
    public var path: String {
      let digits = Array(pathUTF8.utf8)
      let bytes = stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16) ?? 0
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The constants of a normal law cut to an interval, as hexadecimal floats.
  public struct Truncation: Decodable, Sendable {
    /// The constants.
    public let lower, upper, mass, mean, deviation: String
  }

  /// Draws of all slices in one element type.
  public struct Draw: Decodable, Sendable {
    /// The law, the element type, the first element's bits of each slice, the digest of all bytes.
    public let law, type, sha256: String
    /// The law's parameters as hexadecimal floats; the bits.
    public let numbers, bits: [String]
  }

  /// The draw of one parameter.
  public struct Map: Decodable, Sendable {
    /// As the catalog spells it; the element type; the parameter's name in the script; the digest.
    public let initializer, type, spec, sha256: String
    /// The bits of the first elements.
    public let bits: [String]
  }

  /// The checksum of very many draws.
  public struct Large: Decodable, Sendable {
    /// The law, the element type, the path, the first sum, the digest of all sums.
    public let law, type, path, firstSum, sha256: String
    /// The law's parameters as hexadecimal floats.
    public let numbers: [String]
    /// The seed.
    public let seed: UInt64
    /// The number of elements.
    public let count: Int
  }

  /// The ranges that each of ``draws`` joins: even ones of the first stream, odd ones of the second.
  public let slices: [Slice]
  /// The two streams.
  public let streams: [Stream]
  /// Constants of cut laws.
  public let truncations: [Truncation]
  /// Draws of elements one by one.
  public let draws: [Draw]
  /// Draws of whole maps.
  public let maps: [Map]
  /// Checksums of draws of hundreds of megabytes.
  public let large: [Large]

  private static let loaded = Result { try Golden.load("draws1", as: StreamOneGolden.self) }
  /// The file.
  public static var file: StreamOneGolden { get throws { try loaded.get() } }

  /// A number written by Python's `float.hex`.
  public static func number(_ digits: String) -> Double {
    let isNegative = digits.hasPrefix("-")
    let magnitude = isNegative ? String(digits.dropFirst()) : digits
    let value = magnitude == "inf" ? .infinity : Double(magnitude) ?? .nan
    return isNegative ? -value : value
  }

  /// The bits of element `index` among elements of `size` bytes, most significant digit first.
  public static func digits(_ bytes: [UInt8], _ index: Int, size: Int) -> String {
    hexadecimal(bytes[index * size..<(index + 1) * size].reversed())
  }

  /// Bytes as hexadecimal digits.
  public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
