import Foundation
import Tensors

extension ONNXTensorProto {
  /// The fields that elements can be stored in.
  enum Contents: String, CaseIterable {
    case floatData = "float_data"
    case int32Data = "int32_data"
    case stringData = "string_data"
    case int64Data = "int64_data"
    case rawData = "raw_data"
    case doubleData = "double_data"
    case uint64Data = "uint64_data"

    /// The field that elements of a type are stored in where it is not `raw_data`.
    init(_ type: StoredType) {
      switch type {
      case .float32: self = .floatData
      case .float64: self = .doubleData
      case .int64: self = .int64Data
      case .uint32, .uint64: self = .uint64Data
      default: self = .int32Data
      }
    }
  }

  /// Whether a field holds anything.
  func holds(_ contents: Contents) -> Bool {
    // Packed numbers of no bytes are none, but a text of no bytes is one.
    pieces.contains {
      $0.contents == contents && ($0.place.count > 0 || contents == .stringData)
    }
  }
}

extension ONNXSource {
  /// The bytes of a tensor that lies in the model's own file.
  func contents(
    of tensor: ONNXTensorProto, _ type: StoredType, _ shape: Shape, _ size: Int, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    let fields = ONNXTensorProto.Contents.allCases.filter { tensor.holds($0) }
    let typed = ONNXTensorProto.Contents(type)
    guard let field = fields.first else {
      guard shape.count == 0 else { throw .noContents(subject, shape) }
      return StoredBytes([])
    }
    guard fields.count == 1, field == .rawData || field == typed else {
      throw .fields(subject, fields.map(\.rawValue), typed: typed.rawValue)
    }
    let pieces = tensor.pieces.filter { $0.contents == field }.map { bytes[$0.place.offsets] }
    switch field {
    case .rawData, .floatData, .doubleData:
      return try placed(pieces, field, type, shape, size, subject)
    case .int64Data:
      return try integers(pieces, of: Int64.self, field, type, shape, subject)
    case .uint64Data:
      return try integers(pieces, of: UInt64.self, field, type, shape, subject)
    case .int32Data, .stringData:
      return try integers(pieces, of: Int32.self, field, type, shape, subject)
    }
  }

  /// The contents of a field as they lie in the file, which they mostly do in one piece.
  private func placed(
    _ pieces: [StoredBytes], _ field: ONNXTensorProto.Contents, _ type: StoredType,
    _ shape: Shape, _ size: Int, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    guard field != .rawData || pieces.count == 1 else {
      throw .severalContents(subject, field.rawValue)
    }
    let count = pieces.reduce(0) { $0 + $1.count }
    guard count == size else {
      throw field == .rawData
        ? .byteCount(subject, count, expected: size, type, shape)
        : .elementCount(subject, count / type.size, expected: shape, field.rawValue)
    }
    if pieces.count == 1 { return pieces[0] }
    return StoredBytes(pieces.flatMap(\.array))
  }

  /// The elements of a field of integers, which may be the bits of narrow floats.
  private func integers<Integer: FixedWidthInteger>(
    _ pieces: [StoredBytes], of: Integer.Type, _ field: ONNXTensorProto.Contents,
    _ type: StoredType, _ shape: Shape, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    // Only the last byte of a number has its highest bit clear.
    let count = pieces.reduce(0) { count, piece in
      count + piece.withUnsafeBytes { $0.reduce(0) { $1 < 0x80 ? $0 + 1 : $0 } }
    }
    guard count == shape.count else {
      throw .elementCount(subject, count, expected: shape, field.rawValue)
    }
    var values: [Integer] = []
    values.reserveCapacity(count)
    for piece in pieces {
      try piece.withUnsafeBytes { bytes throws(ModelFileError) in
        var reader = ProtobufReader(bytes, name: name)
        while reader.offset < reader.end {
          values.append(Integer(truncatingIfNeeded: try reader.varint()))
        }
      }
    }
    let range = type.storedRange
    if Int128(Integer.min) < range.lowerBound || Int128(Integer.max) > range.upperBound {
      let (least, greatest) = (
        Integer(clamping: range.lowerBound), Integer(clamping: range.upperBound)
      )
      for (index, value) in values.enumerated() where value < least || value > greatest {
        throw .elementRange(subject, index, "\(value)", type, range)
      }
    }
    return StoredBytes(count: shape.count * type.size) { memory in
      for (index, value) in values.enumerated() {
        switch type.size {
        case 1: memory[index] = UInt8(truncatingIfNeeded: value)
        case 2:
          memory.storeBytes(
            of: UInt16(truncatingIfNeeded: value).littleEndian, toByteOffset: 2 * index,
            as: UInt16.self)
        case 4:
          memory.storeBytes(
            of: UInt32(truncatingIfNeeded: value).littleEndian, toByteOffset: 4 * index,
            as: UInt32.self)
        default:
          memory.storeBytes(
            of: UInt64(truncatingIfNeeded: value).littleEndian, toByteOffset: 8 * index,
            as: UInt64.self)
        }
      }
    }
  }
}

extension StoredType {
  /// What a field of integers may hold for an element of the type; of narrow floats the bits.
  fileprivate var storedRange: ClosedRange<Int128> {
    if self == .bool { return 0...1 }
    let bits = Int128(1) << Int128(8 * size)
    return isSigned ? -bits / 2...bits / 2 - 1 : 0...bits - 1
  }
}

extension ModelFileError {
  fileprivate static func noContents(_ subject: String, _ shape: Shape) -> Self {
    Self(.count, subject, "no elements, \(shape.count) of shape \(shape) were expected")
  }

  fileprivate static func fields(_ subject: String, _ fields: [String], typed: String) -> Self {
    let expected = typed == "raw_data" ? typed : "raw_data or \(typed)"
    return Self(
      .storage, subject,
      "elements in \(fields.joined(separator: " and ")), \(expected) alone was expected")
  }

  fileprivate static func severalContents(_ subject: String, _ field: String) -> Self {
    Self(.storage, subject, "\(field) several times, once was expected")
  }

  fileprivate static func byteCount(
    _ subject: String, _ count: Int, expected: Int, _ type: StoredType, _ shape: Shape
  ) -> Self {
    Self(
      .count, subject,
      "\(count) bytes of raw_data, \(expected) for \(shape) of \(type) were expected")
  }

  fileprivate static func elementCount(
    _ subject: String, _ count: Int, expected shape: Shape, _ field: String
  ) -> Self {
    Self(
      .count, subject,
      "\(count) elements in \(field), \(shape.count) of shape \(shape) were expected")
  }

  fileprivate static func elementRange(
    _ subject: String, _ index: Int, _ value: String, _ type: StoredType,
    _ range: ClosedRange<Int128>
  ) -> Self {
    Self(
      .range, subject,
      "element \(index) is \(value), \(range.lowerBound) to \(range.upperBound) of \(type) was expected"
    )
  }
}
