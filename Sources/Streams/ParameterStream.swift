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
/// - SeeAlso: `REPRODUCIBILITY.md`, promise 3.
public struct ParameterStream: Sendable, Hashable {
  /// Key words 0 and 1, counter words 2 and 3.
  public let words: SIMD4<UInt32>

  /// The stream of the parameter at `path` under `seed`.
  public init(seed: UInt64, path: String) {
    var message = Array("xavier-stream-1".utf8)
    message.append(0)
    for shift in stride(from: 0, to: 64, by: 8) {
      message.append(UInt8(truncatingIfNeeded: seed >> UInt64(shift)))
    }
    message.append(contentsOf: path.utf8)
    let digest = SHA256.digest(of: message)
    words = SIMD4(
      Self.word(digest, 0), Self.word(digest, 4), Self.word(digest, 8), Self.word(digest, 12))
  }

  /// The random word of one element.
  ///
  /// - Complexity: constant: one Philox block.
  public func word(at element: UInt64) -> UInt32 {
    let block = element / 32 * 8 + element % 8
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), words.z, words.w)
    let lane = Philox4x32(key: SIMD2(words.x, words.y)).block(counter)
    return lane[Int(element % 32 / 8)]
  }

  /// Writes the words of elements `first ..< first + buffer.count`.
  public func fillWords(_ buffer: UnsafeMutableBufferPointer<UInt32>, from first: UInt64) {
    guard let base = buffer.baseAddress else { return }
    withStream { xv_stream_words($0, first, buffer.count, base) }
  }

  /// Writes draws from the uniform law on the open interval (-bound, bound).
  ///
  /// ## Law
  ///     k = 2 (word >> 8) + 1 - 2^24,   value = k (bound 2^-24)
  ///     variance = bound^2 / 3 (1 - 2^-48)
  /// Symmetric; neither 0 nor a bound occurs.
  ///
  /// - Complexity: one word for each element.
  /// - Reproducibility: exact.
  public func fillUniform(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, bound: Float
  ) {
    guard let base = buffer.baseAddress else { return }
    withStream { xv_fill_uniform($0, XV_FLOAT32, first, buffer.count, 0, Double(bound), base) }
  }

  /// Writes draws from the normal law with mean 0.
  ///
  /// ## Law
  /// Words w0, w1 of a block give its elements j = 0, 1, words w2, w3 its elements j = 2, 3:
  ///
  ///     u = Float((w0 >> 1) | 1) 2^-31,   r = sqrt(-2 log u),   theta = pi k 2^-24 with k from w1
  ///     values  (r cos theta) standardDeviation,  (r sin theta) standardDeviation
  /// It reaches 6.56 standard deviations.
  ///
  /// - Complexity: one word for each element.
  /// - Reproducibility: exact on every machine; the bits may still change until stream 1 is frozen.
  /// - Source: G. Box, M. Muller, Annals of Mathematical Statistics 29 (1958), 610-611.
  public func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, standardDeviation: Float
  ) {
    guard let base = buffer.baseAddress else { return }
    withStream {
      xv_fill_normal($0, XV_FLOAT32, first, buffer.count, 0, Double(standardDeviation), base)
    }
  }

  /// Writes draws from a normal law with mean 0 that is cut at `±cut` standard deviations.
  ///
  /// ## Law
  /// The inverse distribution function at k 2^-24, k as in the uniform law:
  ///
  ///     value = parentDeviation sqrt(2) erfinv(k 2^-24 P(|z| < cut))
  /// where `parentDeviation` belongs to the law before it was cut.
  ///
  /// - Complexity: one word for each element.
  /// - Reproducibility: exact on every machine; the bits may still change until stream 1 is frozen.
  public func fillTruncatedNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, parentDeviation: Float,
    cut: TruncationCut
  ) {
    guard let base = buffer.baseAddress else { return }
    var truncation = xv_truncated(-cut.bound, cut.bound)
    withStream {
      xv_fill_truncated_normal(
        $0, XV_FLOAT32, first, buffer.count, &truncation, 0, Double(parentDeviation), base)
    }
  }

  private func withStream(_ body: (UnsafePointer<xv_stream>) -> Void) {
    var stream = xv_stream(
      key: (words.x, words.y), counter: (words.z, words.w), low_key: (0, 0), low_counter: (0, 0))
    withUnsafePointer(to: &stream, body)
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
