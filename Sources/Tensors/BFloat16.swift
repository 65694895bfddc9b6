/// The upper half of a Float32: its range with 8 significant bits.
public struct BFloat16: WeightElement, Hashable {
  /// The sign, 8 exponent bits and 7 fraction bits.
  public let bitPattern: UInt16

  /// The number with the given bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The number nearest to `value`, of two equally near ones the even one; NaN stays NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16
    bitPattern = UInt16(value.isNaN ? bits >> 16 | 0x40 : rounded)
  }

  /// `bf16`.
  public static var elementType: ElementType { .bfloat16 }
}

extension Float {
  /// The same number, exactly.
  public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }
}
