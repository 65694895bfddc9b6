/// A number for a stretch of elements: equal for equal bits, different for others but for one in 2^64
/// pairs.
enum ContentHash {
  static let start: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = SIMD4<UInt64>(start, start &+ 1, start &+ 2, start &+ 3)
    var offset = 0
    while offset + 32 <= bytes.count {
      let words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
      lanes = (lanes ^ words) &* factor
      lanes ^= lanes &>> 32
      offset += 32
    }
    var hash = mixed(mixed(mixed(lanes[0], lanes[1]), lanes[2]), lanes[3])
    while offset + 4 <= bytes.count {
      hash = mixed(
        hash, UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      offset += 4
    }
    return hash
  }
}
