/// An 8-bit float of the Open Compute Project without infinities: 4 exponent bits, bias 7, largest
/// 448.
///
/// - Source: OCP 8-bit Floating Point Specification, revision 1.0, 2023.
public struct Float8E4M3: WeightElement, Hashable {
  /// The sign, 4 exponent bits and 3 fraction bits; all ones is NaN.
  public let bitPattern: UInt8

  /// The number with the given bits.
  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  /// The number nearest to `value`, of two equally near ones the even one; NaN beyond the range.
  public init(_ value: Float) {
    bitPattern = float8Bits(value, .float8E4M3, fractionBits: 3, overflow: 0x7f)
  }

  /// `f8e4m3`.
  public static var elementType: ElementType { .float8E4M3 }
}

/// An 8-bit float of the Open Compute Project with infinities: 5 exponent bits, bias 15, largest
/// 57344.
///
/// - Source: OCP 8-bit Floating Point Specification, revision 1.0, 2023.
public struct Float8E5M2: WeightElement, Hashable {
  /// The sign, 5 exponent bits and 2 fraction bits.
  public let bitPattern: UInt8

  /// The number with the given bits.
  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  /// The number nearest to `value`, of two equally near ones the even one; infinity beyond the
  /// range.
  public init(_ value: Float) {
    bitPattern = float8Bits(value, .float8E5M2, fractionBits: 2, overflow: 0x7c)
  }

  /// `f8e5m2`.
  public static var elementType: ElementType { .float8E5M2 }
}

private func float8Bits(
  _ value: Float, _ type: ElementType, fractionBits: Int, overflow: UInt8
) -> UInt8 {
  let sign: UInt8 = value.sign == .minus ? 0x80 : 0
  if value.isNaN { return sign | 0x7f }
  let magnitude = abs(type.rounded(Double(value)))
  guard magnitude.isFinite else { return sign | overflow }
  // Steps of the spacing count up through the exponents: the bits are their number.
  let step = type.spacing(at: magnitude)
  let fraction = Int(magnitude / step)
  let exponent = magnitude == 0 ? 0 : max(Int(magnitude.exponent) - type.smallestExponent, 0)
  return sign | UInt8(fraction + exponent << fractionBits)
}

private func float8Value(_ bits: UInt8, _ type: ElementType, fractionBits: Int) -> Float {
  let fraction = Int(bits) & (1 << fractionBits - 1)
  let exponent = Int(bits & 0x7f) >> fractionBits
  let units = exponent == 0 ? fraction : fraction + 1 << fractionBits
  let magnitude = Double(units) * type.smallestPositive * Double(1 << max(exponent - 1, 0))
  return Float(bits & 0x80 == 0 ? magnitude : -magnitude)
}

extension Float {
  /// The same number, exactly.
  public init(_ value: Float8E4M3) {
    self =
      value.bitPattern & 0x7f == 0x7f
      ? .nan : float8Value(value.bitPattern, .float8E4M3, fractionBits: 3)
  }

  /// The same number, exactly.
  public init(_ value: Float8E5M2) {
    let magnitude = value.bitPattern & 0x7f
    self =
      magnitude < 0x7c
      ? float8Value(value.bitPattern, .float8E5M2, fractionBits: 2)
      : magnitude > 0x7c ? .nan : value.bitPattern & 0x80 == 0 ? .infinity : -.infinity
  }
}
