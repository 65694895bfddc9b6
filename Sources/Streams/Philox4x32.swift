/// The counter-based generator Philox4x32-10, one block at a time.
///
/// A block of four random words is a pure function of a 128-bit counter and a 64-bit key. This is
/// the readable form; ``ParameterStream`` fills memory with the vector form in C, which tests hold
/// to this one.
///
/// - Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
///   SC 2011.
public struct Philox4x32: Sendable {
  /// The two key words.
  public let key: SIMD2<UInt32>

  /// A generator with the given key.
  public init(key: SIMD2<UInt32>) { self.key = key }

  /// The four words of the block with the given counter.
  public func block(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var key = key
    var words = counter
    for _ in 0..<10 {
      let product0 = UInt64(words.x) * 0xD251_1F53
      let product1 = UInt64(words.z) * 0xCD9E_8D57
      words = SIMD4(
        UInt32(product1 >> 32) ^ words.y ^ key.x, UInt32(truncatingIfNeeded: product1),
        UInt32(product0 >> 32) ^ words.w ^ key.y, UInt32(truncatingIfNeeded: product0))
      key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return words
  }
}
