import CZlib

/// The decompressed bytes of gzip data with one or more members, pulled in bounded steps.
///
/// Memory is 64 KiB of input and zlib's window, however much comes out.
///
/// - Source: RFC 1952; section 2.2 allows several members.
final class Gunzip {
  /// The most bytes that one byte of deflate data can give: 258 bytes for two bits (RFC 1951).
  static let greatestRatio = 1032
  private static let inputSize = 1 << 16

  private let source: RawBytes
  // zlib keeps a pointer to its stream, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isBetweenMembers = false
  private var isAtEnd = false

  /// - Parameters:
  ///   - source: where the compressed bytes come from.
  ///   - prefix: bytes that were already pulled from `source`, at most 64 KiB.
  init(_ source: RawBytes, prefix: [UInt8]) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: Self.inputSize, alignment: 16)
    input.copyBytes(from: prefix)
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(prefix.count)
    // 15 + 16: the largest window, with gzip's header and trailer.
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib status \(status), expected \(Z_OK)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills the buffer; less than full only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataSetError) -> Int {
    let output = buffer.bindMemory(to: UInt8.self)
    var filled = 0
    while filled < output.count, !isAtEnd {
      guard try refill() else { break }
      let space = min(output.count - filled, 1 << 30)
      stream.pointee.next_out = output.baseAddress.map { $0 + filled }
      stream.pointee.avail_out = UInt32(space)
      let status = inflate(stream, Z_NO_FLUSH)
      filled += space - Int(stream.pointee.avail_out)
      switch status {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isBetweenMembers = true
      default: throw failure()
      }
    }
    return filled
  }

  /// Makes sure that input is at hand and, after a member, that it begins another one.
  private func refill() throws(DataSetError) -> Bool {
    if stream.pointee.avail_in == 0 {
      let count = try source.pull(into: input)
      if count == 0 {
        guard isBetweenMembers else {
          throw .truncatedGzip(source.name, offset: source.offset)
        }
        isAtEnd = true
        return false
      }
      stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_in = UInt32(count)
    }
    if isBetweenMembers {
      guard stream.pointee.next_in.pointee == 0x1f else {
        throw .trailingGzip(source.name, offset: position)
      }
      inflateReset(stream)
      isBetweenMembers = false
    }
    return true
  }

  private var position: Int { source.offset - Int(stream.pointee.avail_in) }

  private func failure() -> DataSetError {
    let reason = stream.pointee.msg.map { String(cString: $0) } ?? "no reason given"
    return reason == "incorrect data check" || reason == "incorrect length check"
      ? .checksum(source.name, offset: position, reason: reason)
      : .damagedGzip(source.name, offset: position, reason: reason)
  }
}
