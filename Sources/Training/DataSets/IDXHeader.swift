/// The element type of an IDX file, by its code in byte 2.
enum IDXElement: UInt8, CustomStringConvertible {
  case uint8 = 0x08
  case int8 = 0x09
  case int16 = 0x0b
  case int32 = 0x0c
  case float32 = 0x0d
  case float64 = 0x0e

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .float64: 8
    }
  }

  var isInteger: Bool { self != .float32 && self != .float64 }

  var description: String {
    switch self {
    case .uint8: "uint8"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .float32: "float32"
    case .float64: "float64"
    }
  }
}

/// What an IDX file says before its elements: two zero bytes, the element type, the number of
/// dimensions, and each dimension as a big-endian 32-bit number.
struct IDXHeader {
  /// More elements are refused before any memory is taken: 2^30, as float32 4 GiB.
  static let elementLimit = 1 << 30

  let element: IDXElement
  let shape: [Int]
  /// The product of the shape, at most `elementLimit`.
  let elementCount: Int

  /// Bytes of the header itself.
  var size: Int { 4 + 4 * shape.count }
  /// Bytes of the whole file.
  var fileSize: Int { size + elementCount * element.size }

  init(_ reader: ByteReader) throws(DataSetError) {
    let start = try reader.bytes(4)
    guard !start.isEmpty else { throw .empty(reader.name) }
    guard start.prefix(2).allSatisfy({ $0 == 0 }) else {
      throw .magic(reader.name, found: Array(start.prefix(2)))
    }
    guard start.count == 4 else {
      throw .truncatedHeader(reader.name, offset: reader.offset, expected: 4)
    }
    guard let element = IDXElement(rawValue: start[2]) else {
      throw .elementType(reader.name, found: start[2])
    }
    let rank = Int(start[3])
    guard (1...4).contains(rank) else { throw .rank(reader.name, found: rank) }
    let axes = try reader.bytes(4 * rank)
    guard axes.count == 4 * rank else {
      throw .truncatedHeader(reader.name, offset: reader.offset, expected: 4 + 4 * rank)
    }
    let shape = (0..<rank).map { axis in
      axes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    if let axis = shape.firstIndex(of: 0) { throw .dimension(reader.name, axis: axis) }
    var elementCount = 1
    for length in shape {
      // Neither factor reaches 2^32, so the product is exact.
      elementCount *= length
      guard elementCount <= Self.elementLimit else {
        throw .tooManyElements(reader.name, shape: shape, limit: Self.elementLimit)
      }
    }
    self.element = element
    self.shape = shape
    self.elementCount = elementCount
  }
}
