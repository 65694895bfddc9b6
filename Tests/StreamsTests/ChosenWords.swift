import CKernels

/// The counter whose block consists of the given words: Philox4x32-10 run backwards.
///
/// With it a test hands the kernels any words it likes, which no seed and path would give.
func philoxCounter(giving words: [UInt32], key: [UInt32]) -> [UInt32] {
  let (multiplier0, multiplier1): (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  var (c0, c1, c2, c3) = (words[0], words[1], words[2], words[3])
  for round in (0..<10).reversed() {
    let k0 = key[0] &+ UInt32(round) &* 0x9E37_79B9
    let k1 = key[1] &+ UInt32(round) &* 0xBB67_AE85
    let before2 = c1 &* inverse(multiplier1)
    let before0 = c3 &* inverse(multiplier0)
    let high1 = UInt32((UInt64(before2) * UInt64(multiplier1)) >> 32)
    let high0 = UInt32((UInt64(before0) * UInt64(multiplier0)) >> 32)
    (c0, c1, c2, c3) = (before0, c0 ^ high1 ^ k0, before2, c2 ^ high0 ^ k1)
  }
  return [c0, c1, c2, c3]
}

/// The inverse of an odd number modulo 2^32, by Newton's iteration.
private func inverse(_ odd: UInt32) -> UInt32 {
  var x = odd
  for _ in 0..<5 { x = x &* (2 &- odd &* x) }
  return x
}

/// What a kernel draws where a block's words `row` and `row + 1` are the two given; `row` is 0 or 2.
///
/// The block's other two words are free; they are chosen such that the block's number is one that
/// elements reach, which is one in four.
func draws(
  fromWords first: UInt32, _ second: UInt32, row: Int,
  _ fill: (UnsafePointer<xv_stream>, UInt64, Int, UnsafeMutablePointer<Float>) -> Void
) -> (Float, Float) {
  let key: [UInt32] = [0x0123_4567, 0x89AB_CDEF]
  var counter: [UInt32] = []
  var other: UInt32 = 0
  repeat {
    let words = row == 0 ? [first, second, other, 1] : [other, 1, first, second]
    counter = philoxCounter(giving: words, key: key)
    other += 1
  } while counter[1] >= 1 << 29
  var stream = xv_stream(
    key: (key[0], key[1]), counter: (counter[2], counter[3]), low_key: (0, 0), low_counter: (0, 0))
  let block = UInt64(counter[1]) << 32 | UInt64(counter[0])
  let element = block / 8 * 32 + block % 8 + UInt64(8 * row)
  var values: [Float] = [.nan, .nan]
  fill(&stream, element, 1, &values)
  values.withUnsafeMutableBufferPointer { fill(&stream, element + 8, 1, $0.baseAddress! + 1) }
  return (values[0], values[1])
}
