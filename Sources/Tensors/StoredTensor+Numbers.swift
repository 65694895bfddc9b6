extension StoredTensor {
  /// Writes all elements as float32: narrower types exactly, wider ones rounded to nearest even.
  ///
  /// Of a mapped file only a small part is in memory at a time; elements that are used again are
  /// read from it again.
  ///
  /// - Precondition: the buffer has as many elements as the shape.
  public func copyFloats(into floats: UnsafeMutableBufferPointer<Float>) {
    precondition(
      floats.count == shape.count,
      "tensor \(shape): room for \(floats.count) elements, for \(shape.count) was expected")
    switch storage {
    case .filled(let bits): floats.update(repeating: type.float(of: bits))
    case .bytes(let bytes):
      for start in stride(from: 0, to: shape.count, by: Self.pieceLength) {
        let range = start..<min(start + Self.pieceLength, shape.count)
        let piece = bytes[range.lowerBound * type.size..<range.upperBound * type.size]
        piece.withUnsafeBytes {
          copyFloats(of: $0, into: UnsafeMutableBufferPointer(rebasing: floats[range]))
        }
        piece.letGo()
      }
    }
  }

  /// So many elements are copied before the memory they were in is let go.
  static let pieceLength = 1 << 18

  private func copyFloats(
    of bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .float32 where 1.littleEndian == 1:
      UnsafeMutableRawBufferPointer(floats).copyMemory(from: bytes)
    case .float16:
      for index in floats.indices {
        floats[index] = Float(
          float16Bits: UInt16(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
      }
    case .bfloat16:
      for index in floats.indices {
        let bits = UInt16(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        floats[index] = Float(bitPattern: UInt32(bits) << 16)
      }
    case .float64:
      for index in floats.indices {
        floats[index] = Float(Double(bitPattern: bytes.bits(at: index, size: 8)))
      }
    default:
      for index in floats.indices {
        floats[index] = type.float(of: bytes.bits(at: index, size: type.size))
      }
    }
  }

  /// All elements as float32, as ``copyFloats(into:)`` writes them.
  public var floats: [Float] {
    [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      copyFloats(into: UnsafeMutableBufferPointer(rebasing: buffer[..<shape.count]))
      count = shape.count
    }
  }

  /// All elements as integers; truth values are 0 and 1.
  ///
  /// - Throws: ``TensorError`` with code `.elementKind` for floats, `.integerRange` for a uint64 of
  ///   2^63 or more.
  public func integers() throws(TensorError) -> [Int64] {
    if type.isFloat { throw .elementKind(type, shape) }
    if case .filled = storage, shape.count > 0 {
      return Array(repeating: try integer(at: 0), count: shape.count)
    }
    var integers: [Int64] = []
    integers.reserveCapacity(shape.count)
    for index in 0..<shape.count { integers.append(try integer(at: index)) }
    return integers
  }

  private func integer(at index: Int) throws(TensorError) -> Int64 {
    switch type.number(of: bits(at: index)) {
    case .integer(let value): return value
    case .natural(let value):
      guard let integer = Int64(exactly: value) else {
        throw .integerRange(value, at: index, in: shape)
      }
      return integer
    case .real: throw .elementKind(type, shape)
    }
  }

  /// The tensor with elements of another type.
  ///
  /// ## Conversion
  /// To floats: rounded to nearest even once; beyond the largest number infinity, or NaN for
  /// `float8E4M3`. Floats to integers: towards zero, what does not fit becomes the nearest end of the
  /// range, NaN 0. Integers to integers: the lower bits are kept. To `bool`: whether not 0.
  ///
  /// - Complexity: in elements; a filled tensor stays filled and takes no time. The same type shares
  ///   the memory.
  /// - Precondition: the bytes of the result can be counted by an `Int`.
  public func converted(to other: StoredType) -> StoredTensor {
    guard other != type else { return self }
    switch storage {
    case .filled(let bits):
      let bits = other.bits(of: type.number(of: bits))
      return StoredTensor(type: other, shape: shape, storage: .filled(bits))
    case .bytes(let bytes):
      let converted = StoredBytes(count: shape.count * other.size) { memory in
        if other == .float32, 1.littleEndian == 1 {
          copyFloats(into: memory.bindMemory(to: Float.self))
        } else {
          bytes.withUnsafeBytes { source in
            for index in 0..<shape.count {
              let number = type.number(of: source.bits(at: index, size: type.size))
              memory.store(bits: other.bits(of: number), at: index, size: other.size)
            }
          }
        }
      }
      return StoredTensor(type: other, shape: shape, storage: .bytes(converted))
    }
  }

  /// The bits of one element.
  func bits(at index: Int) -> UInt64 {
    switch storage {
    case .filled(let bits): bits
    case .bytes(let bytes): bytes.withUnsafeBytes { $0.bits(at: index, size: type.size) }
    }
  }
}

extension StoredType {
  /// The number that bits are, as float32.
  fileprivate func float(of bits: UInt64) -> Float {
    switch number(of: bits) {
    case .real(let x): Float(x)
    case .integer(let x): Float(x)
    case .natural(let x): Float(x)
    }
  }
}

extension Float {
  /// The number that the bits of an IEEE binary16 are, exactly.
  init(float16Bits bits: UInt16) {
    let magnitude = UInt32(bits & 0x7fff)
    // Numbers below the smallest with full precision count steps of 2^-24.
    let small = Float(magnitude) * 0x1p-24
    let infinite = magnitude >= 0x7c00 ? 0x7f80_0000 : 0 as UInt32
    let normal = magnitude &<< 13 &+ 112 &<< 23 | infinite
    let value = magnitude < 0x400 ? small.bitPattern : normal
    self.init(bitPattern: value | UInt32(bits & 0x8000) &<< 16)
  }

  /// The number that the bits of an OCP E4M3 are, exactly.
  init(float8E4M3Bits bits: UInt8) {
    let (exponent, fraction) = (Int(bits >> 3 & 0xf), Float(bits & 7))
    let normal = Float(sign: .plus, exponent: exponent - 7, significand: 1 + fraction / 8)
    let finite = exponent == 0 ? fraction * 0x1p-9 : normal
    let value = bits & 0x7f == 0x7f ? Float.nan : finite
    self = bits & 0x80 == 0 ? value : -value
  }
}
