/// How one element of a stored tensor is written.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32.
  case float32 = "f32"
  /// IEEE binary64.
  case float64 = "f64"
  /// IEEE binary16: 5 exponent bits, 11 significant bits.
  case float16 = "f16"
  /// The upper half of binary32: 8 exponent bits, 8 significant bits.
  case bfloat16 = "bf16"
  /// OCP 8-bit float without infinities: 4 exponent bits, 4 significant bits, largest 448.
  case float8E4M3 = "f8e4m3"
  /// OCP 8-bit float with infinities: 5 exponent bits, 3 significant bits, largest 57344.
  case float8E5M2 = "f8e5m2"

  /// The number of bytes of one element.
  public var size: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    case .float8E4M3, .float8E5M2: 1
    }
  }

  /// The number of significant bits, the implied one included.
  public var precision: Int {
    switch self {
    case .float64: 53
    case .float32: 24
    case .float16: 11
    case .bfloat16: 8
    case .float8E4M3: 4
    case .float8E5M2: 3
    }
  }

  /// The exponent of the smallest number with full precision.
  public var smallestExponent: Int {
    switch self {
    case .float64: -1022
    case .float32, .bfloat16: -126
    case .float16, .float8E5M2: -14
    case .float8E4M3: -6
    }
  }

  /// The largest finite number.
  public var largest: Double {
    switch self {
    case .float64: .greatestFiniteMagnitude
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .float16: 65504
    case .bfloat16: 0x1.fep127
    case .float8E4M3: 448
    case .float8E5M2: 57344
    }
  }

  /// The smallest positive number.
  public var smallestPositive: Double {
    Double(sign: .plus, exponent: smallestExponent - precision + 1, significand: 1)
  }

  /// The distance between neighbours at a number's magnitude.
  public func spacing(at x: Double) -> Double {
    let exponent = x == 0 || !x.isFinite ? smallestExponent : max(Int(x.exponent), smallestExponent)
    return Double(sign: .plus, exponent: exponent - precision + 1, significand: 1)
  }

  /// The nearest number of this type, of two equally near ones the even one.
  ///
  /// ## Edge cases
  /// Beyond the largest number by half a spacing or more: infinity, or NaN for ``float8E4M3``,
  /// which has none. NaN stays NaN.
  public func rounded(_ x: Double) -> Double {
    if self == .float64 || !x.isFinite || x == 0 {
      return self == .float8E4M3 && x.isInfinite ? .nan : x
    }
    let step = spacing(at: x)
    let value = (x / step).rounded(.toNearestOrEven) * step
    guard abs(value) > largest else { return value }
    return self == .float8E4M3 ? .nan : x < 0 ? -.infinity : .infinity
  }
}

/// A number that weights can be stored as.
public protocol WeightElement: BitwiseCopyable, Sendable {
  /// How it is written.
  static var elementType: ElementType { get }
}

extension Float: WeightElement {
  /// IEEE binary32.
  public static var elementType: ElementType { .float32 }
}

extension Double: WeightElement {
  /// IEEE binary64.
  public static var elementType: ElementType { .float64 }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: WeightElement {
    /// IEEE binary16.
    public static var elementType: ElementType { .float16 }
  }
#endif
