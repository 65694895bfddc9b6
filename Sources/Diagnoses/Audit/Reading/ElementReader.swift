import Tensors

/// Reads ranges of a stored tensor's elements into memory of the reader.
struct ElementReader: Sendable {
  let type: StoredType
  let count: Int
  private let bytes: StoredBytes?
  private let value: Double

  init(_ tensor: StoredTensor) {
    type = tensor.type
    count = tensor.shape.count
    if tensor.isFilled, count > 0 {
      bytes = nil
      value = tensor.element(0).doubles[0]
    } else {
      bytes = tensor.littleEndianBytes
      value = 0
    }
  }

  /// Writes a range as float32.
  func read(_ range: Range<Int>, into floats: UnsafeMutableBufferPointer<Float>) {
    guard let bytes else { return floats.update(repeating: Float(value)) }
    part(bytes, range).copyFloats(into: floats)
  }

  /// Writes a range of float64 elements.
  func read(_ range: Range<Int>, into doubles: UnsafeMutableBufferPointer<Double>) {
    guard let bytes else { return doubles.update(repeating: value) }
    let part = bytes[range.lowerBound * 8..<range.upperBound * 8]
    part.withUnsafeBytes {
      for index in doubles.indices {
        doubles[index] = $0.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
      }
    }
    part.letGo()
  }

  /// Says that the tensor will not be read soon: a system brings more of a file into memory than was
  /// read of it.
  func letGo() { bytes?.letGo() }

  private func part(_ bytes: StoredBytes, _ range: Range<Int>) -> StoredTensor {
    let own = bytes[range.lowerBound * type.size..<range.upperBound * type.size]
    do {
      return try StoredTensor(type: type, shape: [range.count], bytes: own)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
