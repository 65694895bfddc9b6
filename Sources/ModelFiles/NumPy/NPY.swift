import Files
import Foundation
import Tensors

/// Arrays in NumPy's npy format.
public enum NPY {
  /// The array in a file; its elements stay in the mapped file where they lie there as in memory.
  ///
  /// Arrays in column-major order are transposed, big-endian ones converted.
  ///
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` of the file, or
  ///   a code of `tensor(bytes:name:)`.
  public static func tensor(contentsOf path: String) throws(ModelFileError) -> StoredTensor {
    try tensor(bytes: MappedFile.bytes(of: path), name: path)
  }

  /// The array in memory, whose bytes it may share.
  ///
  /// - Throws: ``ModelFileError`` with code `.syntax`, `.tooLarge` or `.unsupported` for a header that
  ///   NumPy does not write, `.elementType` for elements that are no numbers, `.shape` for axes beyond
  ///   all measure, `.truncated` or `.trailingBytes` where the shape needs other bytes than there are.
  public static func tensor(
    bytes: StoredBytes, name: String
  ) throws(ModelFileError) -> StoredTensor {
    let size = try NPYHeader.size(bytes[0..<min(bytes.count, 12)].array, name)
    guard size <= bytes.count else { throw .npyEnds(name, bytes.count) }
    let header = try NPYHeader(bytes[0..<size].array, name)
    try header.check(fileSize: bytes.count, name)
    return try header.tensor(bytes[size..<bytes.count])
  }

  /// Writes an array to a file, which appears whole or not at all.
  ///
  /// - Throws: ``ModelFileError`` with code `.elementType` for types that NumPy does not have,
  ///   `.unwritable`.
  public static func write(_ tensor: StoredTensor, to path: String) throws(ModelFileError) {
    var data = Data(try header(of: tensor, name: path))
    tensor.littleEndianBytes.withUnsafeBytes { data.append(contentsOf: $0) }
    try writeWhole(data, to: path)
  }

  /// The header of an array's file, padded so that the elements start at a multiple of 64 bytes.
  static func header(of tensor: StoredTensor, name: String) throws(ModelFileError) -> [UInt8] {
    guard let type = descr(tensor.type) else {
      throw ModelFileError(
        .elementType, name, "elements of type \(tensor.type), a type of NumPy was expected")
    }
    let lengths = tensor.shape.lengths.map { "\($0)," }.joined(separator: " ")
    let shape = tensor.shape.rank > 1 ? String(lengths.dropLast()) : lengths
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    let length = (10 + text.utf8.count + 1 + 63) / 64 * 64
    text += String(repeating: " ", count: length - 11 - text.utf8.count) + "\n"
    let count = text.utf8.count
    return [0x93] + "NUMPY".utf8 + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + text.utf8
  }

  private static func descr(_ type: StoredType) -> String? {
    switch type {
    case .float64: "<f8"
    case .float32: "<f4"
    case .float16: "<f2"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .bool: "|b1"
    case .bfloat16, .float8E4M3, .float8E5M2: nil
    }
  }
}

/// Writes a file whole or not at all.
func writeWhole(_ data: Data, to path: String) throws(ModelFileError) {
  do throws(FileError) {
    try WholeFile(checking: path).write(data)
  } catch { throw ModelFileError(.unwritable, path, error.detail) }
}

extension NPYHeader {
  /// Holds the bytes that there are to those that the shape needs.
  func check(fileSize: Int, _ name: String) throws(ModelFileError) {
    let expected = size + contentSize
    guard fileSize != expected else { return }
    throw ModelFileError(
      fileSize < expected ? .truncated : .trailingBytes, "\(name) byte \(min(fileSize, expected))",
      "\(fileSize) bytes in all, \(expected) for \(shape) of \(type) were expected")
  }

  /// The array whose elements are the given bytes, little-endian and row-major.
  func tensor(_ bytes: StoredBytes) throws(ModelFileError) -> StoredTensor {
    let isReordered = isColumnMajor && shape.lengths.count { $0 > 1 } > 1 && shape.count > 0
    let isSwapped = isBigEndian && type.size > 1
    var elements = bytes
    if isReordered || isSwapped {
      elements = bytes.withUnsafeBytes { source in
        StoredBytes(count: bytes.count) { memory in
          reorder(source, into: memory, isReordered: isReordered, isSwapped: isSwapped)
        }
      }
    }
    do throws(TensorError) {
      return try StoredTensor(type: type, shape: shape, bytes: elements)
    } catch { throw ModelFileError(.count, "array", error.description) }
  }

  private func reorder(
    _ source: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer,
    isReordered: Bool, isSwapped: Bool
  ) {
    let size = type.size
    var index = [Int](repeating: 0, count: shape.rank)
    // How far apart neighbours along an axis are in the file.
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in shape.lengths.indices.dropFirst() {
      strides[axis] = strides[axis - 1] * shape[axis - 1]
    }
    var place = 0
    for element in 0..<shape.count {
      let start = size * (isReordered ? place : element)
      for byte in 0..<size {
        memory[size * element + byte] = source[start + (isSwapped ? size - 1 - byte : byte)]
      }
      guard isReordered else { continue }
      var axis = shape.rank - 1
      while axis >= 0 {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }
}
