extension StoredTensor {
  /// One element, in row-major order, as a tensor without axes.
  ///
  /// - Precondition: the tensor has so many elements.
  public func element(_ index: Int) -> StoredTensor {
    precondition(
      index >= 0 && index < shape.count,
      "tensor \(shape): element \(index), one from 0 to \(shape.count - 1) was expected")
    return StoredTensor(type: type, shape: [], storage: .filled(bits(at: index)))
  }

  /// The elements as 64-bit words: integers of any width as the lower bits of a number with their
  /// sign, a uint64 as the same bits, truth values as 0 and 1.
  ///
  /// - Precondition: elements are no floats, and there are so many that memory holds them.
  public var words: [Int64] {
    precondition(!type.isFloat, "tensor \(shape): elements of \(type), integers were expected")
    func word(_ bits: UInt64) -> Int64 {
      switch type.number(of: bits) {
      case .integer(let value): value
      case .natural(let value): Int64(bitPattern: value)
      case .real: 0
      }
    }
    switch storage {
    case .filled(let bits): return Array(repeating: word(bits), count: shape.count)
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { bytes in
        (0..<shape.count).map { word(bytes.bits(at: $0, size: type.size)) }
      }
    }
  }

  /// The elements as float64 numbers: floats exactly, integers rounded.
  ///
  /// - Precondition: there are so many that memory holds them.
  public var doubles: [Double] {
    func double(_ bits: UInt64) -> Double {
      switch type.number(of: bits) {
      case .real(let value): value
      case .integer(let value): Double(value)
      case .natural(let value): Double(value)
      }
    }
    switch storage {
    case .filled(let bits): return Array(repeating: double(bits), count: shape.count)
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { bytes in
        (0..<shape.count).map { double(bytes.bits(at: $0, size: type.size)) }
      }
    }
  }

  /// A tensor of the given numbers, rounded to the type.
  ///
  /// - Precondition: there are as many numbers as the shape has elements.
  public init(_ shape: Shape, doubles: [Double], type: StoredType) {
    precondition(
      doubles.count == shape.count,
      "tensor \(shape): \(doubles.count) elements, \(shape.count) were expected")
    let bytes = StoredBytes(count: doubles.count * type.size) { memory in
      for (index, value) in doubles.enumerated() {
        memory.store(bits: type.bits(of: .real(value)), at: index, size: type.size)
      }
    }
    self.init(type: type, shape: shape, storage: .bytes(bytes))
  }
}
