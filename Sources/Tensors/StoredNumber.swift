/// The value of one stored element, exactly.
enum StoredNumber {
  case real(Double)
  case integer(Int64)
  // Of uint64 alone, the others fit in Int64.
  case natural(UInt64)
}

extension StoredType {
  /// The bits of an element, the unused ones 0.
  func bits(of number: StoredNumber) -> UInt64 {
    if self == .bool {
      switch number {
      case .real(let x): return x != 0 ? 1 : 0
      case .integer(let x): return x != 0 ? 1 : 0
      case .natural(let x): return x != 0 ? 1 : 0
      }
    }
    guard let float = elementType else { return integerBits(of: number) }
    switch number {
    case .real(let x): return float.bits(of: x)
    case .integer(let x):
      if float == .float64 { return Double(x).bitPattern }
      if float == .float32 { return UInt64(Float(x).bitPattern) }
      // Rounding twice would be wrong near a tie; a sticky last bit keeps it apart.
      let magnitude = x.magnitude.isSmall ? x.magnitude : x.magnitude & ~0xfff | 0x800
      return float.bits(of: x < 0 ? -Double(magnitude) : Double(magnitude))
    case .natural(let x):
      if float == .float64 { return Double(x).bitPattern }
      if float == .float32 { return UInt64(Float(x).bitPattern) }
      return float.bits(of: Double(x.isSmall ? x : x & ~0xfff | 0x800))
    }
  }

  private func integerBits(of number: StoredNumber) -> UInt64 {
    let mask = UInt64.max >> UInt64(64 - 8 * size)
    switch number {
    case .integer(let x): return UInt64(bitPattern: x) & mask
    case .natural(let x): return x & mask
    case .real(let x):
      if x.isNaN { return 0 }
      if isSigned {
        let largest = Int64(mask >> 1)
        if x >= Double(largest) { return UInt64(largest) }
        if x <= -Double(largest) - 1 { return UInt64(bitPattern: -largest - 1) & mask }
        return UInt64(bitPattern: Int64(x)) & mask
      }
      if x >= Double(mask) { return mask }
      return x <= 0 ? 0 : UInt64(x)
    }
  }

  /// The number that bits are.
  func number(of bits: UInt64) -> StoredNumber {
    switch self {
    case .float64: .real(Double(bitPattern: bits))
    case .float32: .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case .float16: .real(Double(Float(float16Bits: UInt16(truncatingIfNeeded: bits))))
    case .bfloat16: .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)))
    case .float8E4M3: .real(Double(Float(float8E4M3Bits: UInt8(truncatingIfNeeded: bits))))
    case .float8E5M2:
      // The upper half of a float16.
      .real(Double(Float(float16Bits: UInt16(truncatingIfNeeded: bits << 8))))
    case .int8: .integer(Int64(Int8(truncatingIfNeeded: bits)))
    case .int16: .integer(Int64(Int16(truncatingIfNeeded: bits)))
    case .int32: .integer(Int64(Int32(truncatingIfNeeded: bits)))
    case .int64: .integer(Int64(bitPattern: bits))
    case .uint8, .uint16, .uint32: .integer(Int64(bits))
    case .uint64: .natural(bits)
    case .bool: .integer(bits == 0 ? 0 : 1)
    }
  }
}

extension UInt64 {
  /// Whether the lower 12 bits are 0, or the number is exact as a Float64 anyway.
  fileprivate var isSmall: Bool { self & 0xfff == 0 || self < 1 << 53 }
}

extension ElementType {
  /// The bits of the nearest number, of two equally near ones the even one.
  func bits(of x: Double) -> UInt64 {
    switch self {
    case .float64: return x.bitPattern
    case .float32: return UInt64(Float(x).bitPattern)
    default: break
    }
    let (fraction, width) = (precision - 1, 8 * size)
    let sign: UInt64 = x.sign == .minus ? 1 << UInt64(width - 1) : 0
    let exponentMask = (UInt64(1) << UInt64(width - 1 - fraction)) - 1
    let value = abs(rounded(x))
    if value.isNaN {
      // Without infinities only all ones are not a number; else the quiet bit says it.
      let quiet: UInt64 = self == .float8E4M3 ? 7 : 1 << UInt64(fraction - 1)
      return sign | exponentMask << UInt64(fraction) | quiet
    }
    if value.isInfinite { return sign | exponentMask << UInt64(fraction) }
    let steps = UInt64(value / spacing(at: value))
    guard value != 0, Int(value.exponent) >= smallestExponent else { return sign | steps }
    // The implied bit of the significand adds the 1 that the biased exponent lacks.
    return sign | UInt64(Int(value.exponent) - smallestExponent) << UInt64(fraction) + steps
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Writes the lowest `size` bytes of an element.
  func store(bits: UInt64, at index: Int, size: Int) {
    switch size {
    case 1: self[index] = UInt8(truncatingIfNeeded: bits)
    case 2:
      storeBytes(
        of: UInt16(truncatingIfNeeded: bits).littleEndian, toByteOffset: 2 * index, as: UInt16.self)
    case 4:
      storeBytes(
        of: UInt32(truncatingIfNeeded: bits).littleEndian, toByteOffset: 4 * index, as: UInt32.self)
    default: storeBytes(of: bits.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The bits of an element of `size` bytes, at any address.
  func bits(at index: Int, size: Int) -> UInt64 {
    switch size {
    case 1: UInt64(self[index])
    case 2:
      UInt64(UInt16(littleEndian: loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
    case 4:
      UInt64(UInt32(littleEndian: loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
    default: UInt64(littleEndian: loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
  }
}
