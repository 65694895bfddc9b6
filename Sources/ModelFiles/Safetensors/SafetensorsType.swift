import Spellings
import Tensors

/// The element types of safetensors by their names, those that are read and those that are not.
enum SafetensorsType {
  private static let read: [(name: String, type: StoredType)] = [
    ("F64", .float64), ("F32", .float32), ("F16", .float16), ("BF16", .bfloat16),
    ("F8_E4M3", .float8E4M3), ("F8_E5M2", .float8E5M2), ("I64", .int64), ("I32", .int32),
    ("I16", .int16), ("I8", .int8), ("U64", .uint64), ("U32", .uint32), ("U16", .uint16),
    ("U8", .uint8), ("BOOL", .bool),
  ]

  /// The name of a type.
  static func name(of type: StoredType) -> String { read.first { $0.type == type }!.name }

  /// The type of a name.
  ///
  /// - Throws: ``ModelFileError`` with code `.elementType` for any other.
  static func type(_ name: String, subject: String) throws(ModelFileError) -> StoredType {
    guard let found = read.first(where: { $0.name == name }) else {
      throw ModelFileError(
        .elementType, subject,
        "elements of type \(shown(name)), one of \(read.map(\.name).joined(separator: ", ")) was "
          + "expected")
    }
    return found.type
  }
}
