/// Bytes in memory that stays as it is: a part of an array, of a file that was read or is mapped.
///
/// Copies and parts share the memory; it is let go with the last of them.
public struct StoredBytes: @unchecked Sendable {
  private let owner: AnyObject?
  private let start: UnsafeRawPointer?
  /// The number of bytes.
  public let count: Int

  private final class Copy {
    let memory: UnsafeMutableRawBufferPointer

    init(_ count: Int) { memory = .allocate(byteCount: count, alignment: 64) }

    deinit { memory.deallocate() }
  }

  /// Bytes of memory that `owner` keeps alive and nobody changes; they may start at any address.
  public init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    self.owner = owner
    start = bytes.baseAddress
    count = bytes.count
  }

  /// A copy of bytes.
  public init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// New bytes that `fill` writes, all of them.
  public init<Failure: Error>(
    count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let copy = Copy(count)
    try fill(copy.memory)
    owner = copy
    start = UnsafeRawPointer(copy.memory.baseAddress)
    self.count = count
  }

  /// A part of the bytes, which shares their memory.
  ///
  /// - Precondition: the range lies in `0 ..< count`.
  public subscript(range: Range<Int>) -> StoredBytes {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "stored bytes: range \(range), within 0..<\(count) was expected")
    return StoredBytes(owner: owner, start: start.map { $0 + range.lowerBound }, range.count)
  }

  private init(owner: AnyObject?, start: UnsafeRawPointer?, _ count: Int) {
    self.owner = owner
    self.start = start
    self.count = count
  }

  /// Calls `body` with the bytes, whose address holds as long as they live.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Says that the bytes will not be read soon, so that memory may go that a file can fill again.
  ///
  /// They stay readable. Memory that cannot be filled again stays as it is.
  package func letGo() {
    guard let owner = owner as? any RecoverableMemory else { return }
    withUnsafeBytes { owner.letGo(of: $0) }
  }

  /// A copy of the bytes.
  public var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
