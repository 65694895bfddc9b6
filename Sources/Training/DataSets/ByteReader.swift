/// The bytes of a file, decompressed where it is gzip data.
///
/// A file whose name ends in `.gz` must be gzip data; any other is where it begins like gzip data.
final class ByteReader {
  /// What errors call the bytes: the path as given.
  let name: String
  /// How many decompressed bytes were pulled.
  private(set) var offset = 0
  /// The size of the file as it is stored.
  let storedSize: Int
  let isCompressed: Bool
  private let source: RawBytes
  private let gunzip: Gunzip?
  private var prefix: [UInt8]

  init(_ source: RawBytes) throws(DataSetError) {
    name = source.name
    storedSize = source.size
    self.source = source
    var first = [UInt8](repeating: 0, count: 2)
    let count = try first.withUnsafeMutableBufferPointer { buffer throws(DataSetError) in
      try source.pull(into: UnsafeMutableRawBufferPointer(buffer))
    }
    guard count > 0 else { throw .empty(source.name) }
    first.removeLast(2 - count)
    isCompressed = first == [0x1f, 0x8b]
    guard isCompressed || !source.name.hasSuffix(".gz") else { throw .notGzip(source.name) }
    gunzip = isCompressed ? Gunzip(source, prefix: first) : nil
    prefix = isCompressed ? [] : first
  }

  convenience init(file path: String) throws(DataSetError) {
    try self.init(RawBytes(file: path))
  }

  /// The most bytes that can come in all: known for a plain file, bounded for a compressed one.
  var greatestSize: Int {
    guard isCompressed else { return storedSize }
    let (size, overflow) = storedSize.multipliedReportingOverflow(by: Gunzip.greatestRatio)
    return overflow ? .max : size
  }

  /// Fills the buffer; less than full only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataSetError) -> Int {
    let early = min(prefix.count, buffer.count)
    buffer.copyBytes(from: prefix.prefix(early))
    prefix.removeFirst(early)
    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[early...])
    let count =
      if let gunzip { try gunzip.read(into: rest) } else { try source.pull(into: rest) }
    offset += early + count
    return early + count
  }

  /// The next bytes, fewer than asked for only at the end.
  func bytes(_ count: Int) throws(DataSetError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(DataSetError) in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
      filled = try read(into: bytes)
    }
  }
}
