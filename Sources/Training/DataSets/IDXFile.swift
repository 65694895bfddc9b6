/// One IDX file: its header is read at once, its elements when asked for.
///
/// A file that cannot hold what its header declares is refused before memory is taken for it: a
/// plain file by its size, a compressed one by the greatest ratio of deflate. At most one byte
/// beyond the declared size is ever decompressed.
///
/// - Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", the
///   section on the IDX file format, <http://yann.lecun.com/exdb/mnist/>.
final class IDXFile {
  private static let chunkSize = 1 << 20

  let header: IDXHeader
  var name: String { reader.name }
  /// The number of examples.
  var count: Int { header.shape[0] }
  /// The shape of one example; of a file with one dimension, one value.
  var exampleShape: [Int] { header.shape.count == 1 ? [1] : Array(header.shape.dropFirst()) }
  private let reader: ByteReader

  init(_ reader: ByteReader) throws(DataSetError) {
    self.reader = reader
    header = try IDXHeader(reader)
    guard header.fileSize <= reader.greatestSize else {
      throw reader.isCompressed
        ? .impossibleSize(name, size: reader.storedSize, expected: header.fileSize)
        : .truncatedElements(name, offset: reader.storedSize, expected: header.fileSize)
    }
  }

  convenience init(bytes: [UInt8], name: String) throws(DataSetError) {
    try self.init(ByteReader(RawBytes(bytes, name: name)))
  }

  convenience init(file path: String) throws(DataSetError) {
    try self.init(ByteReader(file: path))
  }

  /// All elements as float32, once.
  func values() throws(DataSetError) -> [Float] {
    try elements { chunk, first, values throws(DataSetError) in
      switch header.element {
      case .float32:
        try reals(chunk, first, as: UInt32.self, to: values) {
          Double(Float(bitPattern: UInt32(bigEndian: $0)))
        }
      case .float64:
        try reals(chunk, first, as: UInt64.self, to: values) {
          Double(bitPattern: UInt64(bigEndian: $0))
        }
      default: integers(chunk) { values[$0] = Float($1) }
      }
    }
  }

  /// All elements as classes, once.
  func labels() throws(DataSetError) -> [Int32] {
    guard header.shape.count == 1 else { throw .labelRank(name, found: header.shape.count) }
    guard header.element.isInteger else { throw .labelType(name, found: header.element) }
    return try elements { chunk, first, labels throws(DataSetError) in
      var refused: (index: Int, value: Int)?
      integers(chunk) { index, value in
        if value < 0 || value >= DataSet.classLimit, refused == nil { refused = (index, value) }
        labels[index] = Int32(value)
      }
      if let refused {
        throw .label(name, offset: offset(of: first + refused.index), value: refused.value)
      }
    }
  }

  /// The byte at which an element begins.
  private func offset(of element: Int) -> Int { header.size + element * header.element.size }

  /// Pulls the elements in chunks and lets `convert` write each one's results.
  private func elements<Element: BitwiseCopyable>(
    _ convert: (
      _ chunk: UnsafeRawBufferPointer, _ firstElement: Int, UnsafeMutableBufferPointer<Element>
    ) throws(DataSetError) -> Void
  ) throws(DataSetError) -> [Element] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 16)
    defer { buffer.deallocate() }
    let (count, size) = (header.elementCount, header.element.size)
    let all = try [Element](unsafeUninitializedCapacity: count) {
      all, filled throws(DataSetError) in
      while filled < count {
        let end = min(filled + Self.chunkSize / size, count)
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<((end - filled) * size)])
        guard try reader.read(into: chunk) == chunk.count else {
          throw .truncatedElements(name, offset: reader.offset, expected: header.fileSize)
        }
        let results = UnsafeMutableBufferPointer(rebasing: all[filled..<end])
        try convert(UnsafeRawBufferPointer(chunk), filled, results)
        filled = end
      }
    }
    // Asking for one more byte also makes zlib compare the check sum.
    guard try reader.bytes(1).isEmpty else {
      throw .trailingElements(name, offset: header.fileSize)
    }
    return all
  }

  /// Calls `body` with the place and the value of each integer of a chunk.
  @inline(__always)
  private func integers(_ chunk: UnsafeRawBufferPointer, _ body: (Int, Int) -> Void) {
    switch header.element {
    case .uint8:
      for index in 0..<chunk.count { body(index, Int(chunk[index])) }
    case .int8:
      for index in 0..<chunk.count { body(index, Int(Int8(bitPattern: chunk[index]))) }
    case .int16:
      for index in 0..<chunk.count / 2 {
        let bits = chunk.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)
        body(index, Int(Int16(bigEndian: bits)))
      }
    case .int32:
      for index in 0..<chunk.count / 4 {
        let bits = chunk.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)
        body(index, Int(Int32(bigEndian: bits)))
      }
    case .float32, .float64: preconditionFailure("\(header.element), expected an integer type")
    }
  }

  @inline(__always)
  private func reals<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeRawBufferPointer, _ first: Int, as type: Bits.Type,
    to values: UnsafeMutableBufferPointer<Float>, _ value: (Bits) -> Double
  ) throws(DataSetError) {
    for index in values.indices {
      let bits = chunk.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
      let real = value(bits)
      guard Float(real).isFinite else {
        throw .notFinite(name, offset: offset(of: first + index), value: real)
      }
      values[index] = Float(real)
    }
  }
}
