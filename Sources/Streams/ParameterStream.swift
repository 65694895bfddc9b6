import CKernels

/// The random words of one parameter: a pure function of the seed, the parameter's path and the
/// element's index.
///
/// ## Law
/// The key is SHA-256 of `"xavier-stream-1"`, a zero byte, the seed as 8 little-endian bytes and
/// the path's UTF-8 bytes as given. Digest bytes 0-7 are the two Philox4x32-10 key words, bytes
/// 8-15 counter words 2 and 3, little-endian; counter words 0 and 1 are the block number. Element
/// `e = 32 g + 8 j + l` takes word `j` of block `8 g + l`.
///
/// ## Edge cases
/// The path is not normalized: composed and decomposed spellings of a letter are different paths.
/// The empty path is one more path.
///
/// - Reproducibility: exact on every machine, for any slice, order and thread count.
/// - SeeAlso: `REPRODUCIBILITY.md`, promises 1 and 2.
public struct ParameterStream: Sendable, Hashable {
  /// Key words 0 and 1, counter words 2 and 3.
  public let words: SIMD4<UInt32>
  private let seed: UInt64
  private let path: String
  /// The element that counts as the first.
  private let origin: UInt64

  /// The stream of the parameter at `path` under `seed`.
  public init(seed: UInt64, path: String) {
    self.init(Self.words("xavier-stream-1", seed, path), seed: seed, path: path, origin: 0)
  }

  private init(_ words: SIMD4<UInt32>, seed: UInt64, path: String, origin: UInt64) {
    self.words = words
    self.seed = seed
    self.path = path
    self.origin = origin
  }

  /// The same stream counted from another element: what it calls element 0 is element `first` here.
  public func from(_ first: UInt64) -> ParameterStream {
    ParameterStream(words, seed: seed, path: path, origin: origin &+ first)
  }

  /// The stream of words that choose among the parameter's elements, under the prefix
  /// `xavier-stream-1-mask`.
  public var mask: ParameterStream {
    ParameterStream(
      Self.words("xavier-stream-1-mask", seed, path), seed: seed, path: path, origin: origin)
  }

  /// The words that complete those of a Float64 draw, under the prefix `xavier-stream-1-low`.
  var lowWords: SIMD4<UInt32> { Self.words("xavier-stream-1-low", seed, path) }

  private static func words(_ prefix: String, _ seed: UInt64, _ path: String) -> SIMD4<UInt32> {
    var message = Array(prefix.utf8)
    message.append(0)
    for shift in stride(from: 0, to: 64, by: 8) {
      message.append(UInt8(truncatingIfNeeded: seed >> UInt64(shift)))
    }
    message.append(contentsOf: path.utf8)
    let digest = SHA256.digest(of: message)
    return SIMD4(word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12))
  }

  /// The random word of one element.
  ///
  /// - Complexity: constant: one Philox block.
  public func word(at element: UInt64) -> UInt32 {
    let element = origin &+ element
    let block = element / 32 * 8 + element % 8
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), words.z, words.w)
    let lane = Philox4x32(key: SIMD2(words.x, words.y)).block(counter)
    return lane[Int(element % 32 / 8)]
  }

  /// Writes the words of elements `first ..< first + buffer.count`.
  public func fillWords(_ buffer: UnsafeMutableBufferPointer<UInt32>, from first: UInt64) {
    guard let base = buffer.baseAddress else { return }
    withStream { xv_stream_words($0, $1 &+ first, buffer.count, base) }
  }

  /// Calls a kernel with the stream; one that draws in Float64 also needs the lower halves.
  func withStream(
    hasLowerHalves: Bool = false, _ body: (UnsafePointer<xv_stream>, _ origin: UInt64) -> Void
  ) {
    let low = hasLowerHalves ? lowWords : SIMD4()
    var stream = xv_stream(
      key: (words.x, words.y), counter: (words.z, words.w), low_key: (low.x, low.y),
      low_counter: (low.z, low.w))
    withUnsafePointer(to: &stream) { body($0, origin) }
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
