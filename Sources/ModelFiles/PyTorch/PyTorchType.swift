import Tensors

/// The element types of PyTorch, those that are read and those that are not.
enum PyTorchType: String, CaseIterable {
  case float64, float32, float16, bfloat16
  case int64, int32, int16, int8
  case uint64, uint32, uint16, uint8
  case bool
  case float8E4M3 = "float8_e4m3fn"
  case float8E5M2 = "float8_e5m2"
  case float8E4M3FNUZ = "float8_e4m3fnuz"
  case float8E5M2FNUZ = "float8_e5m2fnuz"
  case float8E8M0 = "float8_e8m0fnu"
  case float4E2M1 = "float4_e2m1fn_x2"
  case complex32, complex64, complex128
  case qint8, quint8, qint32
  case quint4x2, quint2x4
  case bits1x8, bits2x4, bits4x2, bits8, bits16
  case uint1, uint2, uint3, uint4, uint5, uint6, uint7
  case int1, int2, int3, int4, int5, int6, int7

  /// The same type here; `nil` where there is none.
  var stored: StoredType? {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .int8: .int8
    case .uint64: .uint64
    case .uint32: .uint32
    case .uint16: .uint16
    case .uint8: .uint8
    case .bool: .bool
    case .float8E4M3: .float8E4M3
    case .float8E5M2: .float8E5M2
    default: nil
    }
  }

  /// The bytes of an element in a storage of the type.
  var storedSize: Int {
    switch self {
    case .complex64: 8
    case .complex128: 16
    case .qint32: 4
    default: stored?.size ?? 1
    }
  }

  /// The types of the classes of storages, `torch.FloatStorage` and so on.
  static let storages: [String: PyTorchType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    "ComplexFloatStorage": .complex64, "ComplexDoubleStorage": .complex128, "QInt8Storage": .qint8,
    "QUInt8Storage": .quint8, "QInt32Storage": .qint32, "QUInt4x2Storage": .quint4x2,
    "QUInt2x4Storage": .quint2x4,
  ]
}
