/// An immutable tensor of any element type, as a file holds it: row-major, little-endian.
///
/// The elements are bytes, shared and not copied where the tensor was made from a part of a larger
/// memory, or one value that fills the whole shape and takes no memory however large that is.
///
/// ## Edge cases
/// A filled tensor may have more elements than memory holds: look at ``Shape/count`` before asking
/// for all of them.
public struct StoredTensor: Sendable {
  /// How an element is written.
  public let type: StoredType
  /// The lengths of the axes.
  public let shape: Shape
  let storage: Storage

  enum Storage: Sendable {
    case bytes(StoredBytes)
    // The bits of the one element, the lowest byte first.
    case filled(UInt64)
  }

  init(type: StoredType, shape: Shape, storage: Storage) {
    self.type = type
    self.shape = shape
    self.storage = storage
  }

  /// A tensor whose elements are the given bytes, shared and not copied.
  ///
  /// - Throws: ``TensorError`` with code `.byteCount` where there are more or fewer bytes than
  ///   elements of the type take, `.overflow` where that number is not an `Int`.
  public init(type: StoredType, shape: Shape, bytes: StoredBytes) throws(TensorError) {
    let expected = try Self.byteCount(type, shape)
    guard bytes.count == expected else {
      throw .byteCount(bytes.count, of: type, shape, expected: expected)
    }
    self.init(type: type, shape: shape, storage: .bytes(bytes))
  }

  /// A tensor whose elements are a copy of the given bytes.
  ///
  /// - Throws: ``TensorError`` with code `.byteCount` where there are more or fewer bytes than
  ///   elements of the type take, `.overflow` where that number is not an `Int`.
  public init(
    type: StoredType, shape: Shape, bytes: some Collection<UInt8>
  ) throws(TensorError) {
    try self.init(type: type, shape: shape, bytes: StoredBytes(bytes))
  }

  /// A float32 tensor.
  ///
  /// - Precondition: there are as many elements as the shape has.
  public init(_ shape: Shape, floats: [Float]) {
    Self.check(floats.count, shape)
    self.init(
      type: .float32, shape: shape,
      storage: .bytes(floats.withUnsafeBytes { StoredBytes($0) }))
  }

  /// A tensor of integers or truth values; of wider integers than the type has the lower bits are
  /// kept, as a cast does.
  ///
  /// - Precondition: there are as many elements as the shape has, and `type` is no float.
  public init(_ shape: Shape, integers: [Int64], type: StoredType = .int64) {
    Self.check(integers.count, shape)
    precondition(!type.isFloat, "tensor \(shape): type \(type), an integer type was expected")
    let bytes = StoredBytes(count: integers.count * type.size) { memory in
      for (index, value) in integers.enumerated() {
        memory.store(bits: type.bits(of: .integer(value)), at: index, size: type.size)
      }
    }
    self.init(type: type, shape: shape, storage: .bytes(bytes))
  }

  /// A tensor of truth values.
  ///
  /// - Precondition: there are as many elements as the shape has.
  public init(_ shape: Shape, bools: [Bool]) {
    Self.check(bools.count, shape)
    self.init(
      type: .bool, shape: shape, storage: .bytes(StoredBytes(bools.map { $0 ? 1 : 0 as UInt8 })))
  }

  /// A tensor that holds one number everywhere, converted to the type.
  public static func filled(type: StoredType, shape: Shape, value: Double) -> StoredTensor {
    StoredTensor(type: type, shape: shape, storage: .filled(type.bits(of: .real(value))))
  }

  /// A tensor that holds one integer everywhere, converted to the type.
  public static func filled(type: StoredType, shape: Shape, integer: Int64) -> StoredTensor {
    StoredTensor(type: type, shape: shape, storage: .filled(type.bits(of: .integer(integer))))
  }

  /// A tensor that holds the one element of another tensor everywhere.
  ///
  /// - Throws: ``TensorError`` with code `.elementCount` where that has not one element.
  public static func filled(
    _ shape: Shape, with element: StoredTensor
  ) throws(TensorError) -> StoredTensor {
    guard element.shape.count == 1 else { throw .oneElement(element.shape) }
    return StoredTensor(type: element.type, shape: shape, storage: .filled(element.bits(at: 0)))
  }

  /// The same elements in another shape.
  ///
  /// - Throws: ``TensorError`` with code `.elementCount` where the numbers of elements differ.
  public func reshaped(to other: Shape) throws(TensorError) -> StoredTensor {
    guard other.count == shape.count else { throw .elementCount(shape, reshapedTo: other) }
    return StoredTensor(type: type, shape: other, storage: storage)
  }

  /// Whether the tensor is one value that fills its shape.
  public var isFilled: Bool {
    if case .filled = storage { true } else { false }
  }

  /// All elements as bytes, each with its lowest byte first; shared where they are stored.
  ///
  /// - Complexity: no time, or for a filled tensor time and memory for its bytes.
  public var littleEndianBytes: StoredBytes {
    switch storage {
    case .bytes(let bytes): return bytes
    case .filled(let bits):
      return StoredBytes(count: shape.count * type.size) { memory in
        for index in 0..<shape.count { memory.store(bits: bits, at: index, size: type.size) }
      }
    }
  }

  /// The number of bytes of all elements.
  package static func byteCount(_ type: StoredType, _ shape: Shape) throws(TensorError) -> Int {
    let (count, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
    if overflows { throw .overflow(shape.lengths) }
    return count
  }

  private static func check(_ count: Int, _ shape: Shape) {
    precondition(
      count == shape.count, "tensor \(shape): \(count) elements, \(shape.count) were expected")
  }
}
