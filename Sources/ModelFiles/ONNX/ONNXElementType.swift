import Spellings
import Tensors

/// The element types of ONNX by their numbers, those that are read and those that are not.
enum ONNXElementType {
  private static let read: [Int32: StoredType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16, 17: .float8E4M3,
    19: .float8E5M2,
  ]
  private static let refused: [Int32: String] = [
    0: "undefined", 8: "string", 14: "complex64", 15: "complex128", 18: "float8E4M3FNUZ",
    20: "float8E5M2FNUZ", 21: "uint4", 22: "int4", 23: "float4E2M1", 24: "float8E8M0", 25: "uint2",
    26: "int2",
  ]

  /// The number that means a type.
  static func number(of type: StoredType) -> Int32? { read.first { $0.value == type }?.key }

  /// The type that a number means.
  ///
  /// - Throws: ``ModelFileError`` with code `.elementType` for any other, by name where it has one.
  static func type(_ number: Int32, subject: String) throws(ModelFileError) -> StoredType {
    if let type = read[number] { return type }
    let names = read.keys.sorted().compactMap { read[$0]?.rawValue }
    throw ModelFileError(
      .elementType, subject,
      "elements of type \(refused[number] ?? "\(number)"), one of \(names.joined(separator: ", "))"
        + " was expected")
  }
}
