/// How one element of a stored tensor is written: floats, integers and truth values.
///
/// ``ElementType`` has the floats alone, for weights are drawn as floats.
public enum StoredType: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary64.
  case float64
  /// IEEE binary32.
  case float32
  /// IEEE binary16.
  case float16
  /// The upper half of binary32.
  case bfloat16
  /// OCP 8-bit float without infinities: 4 exponent bits, largest 448.
  case float8E4M3
  /// OCP 8-bit float with infinities: 5 exponent bits, largest 57344.
  case float8E5M2
  /// 8 bits in two's complement.
  case int8
  /// 16 bits in two's complement.
  case int16
  /// 32 bits in two's complement.
  case int32
  /// 64 bits in two's complement.
  case int64
  /// 8 bits.
  case uint8
  /// 16 bits.
  case uint16
  /// 32 bits.
  case uint32
  /// 64 bits.
  case uint64
  /// A truth value in a byte: 0 is false, anything else true; 1 is written for true.
  case bool

  /// The type of a float element.
  public init(_ type: ElementType) {
    switch type {
    case .float64: self = .float64
    case .float32: self = .float32
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float8E4M3: self = .float8E4M3
    case .float8E5M2: self = .float8E5M2
    }
  }

  /// The float type that is meant; `nil` for integers and truth values.
  public var elementType: ElementType? {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float8E4M3: .float8E4M3
    case .float8E5M2: .float8E5M2
    default: nil
    }
  }

  /// The number of bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float8E4M3, .float8E5M2, .int8, .uint8, .bool: 1
    }
  }

  /// Whether elements are floats.
  public var isFloat: Bool { elementType != nil }

  /// Whether elements are integers; truth values are not.
  public var isInteger: Bool { !isFloat && self != .bool }

  /// Whether elements are integers that may be negative.
  public var isSigned: Bool {
    switch self {
    case .int8, .int16, .int32, .int64: true
    default: false
    }
  }
}
