/// Where the entries of a zip archive lie, by its own directory.
///
/// libzip gives their contents but not their places, which sharing the memory of a mapped file needs. What
/// is in any way unusual has no place here, and is read through libzip.
///
/// - Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3,
///   <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.
struct ZipDirectory {
  /// One entry.
  struct Place {
    fileprivate let name: Range<Int>
    fileprivate let method: Int
    fileprivate let compressedSize: UInt64
    fileprivate let size: UInt64
    /// Where its own header begins.
    fileprivate let header: UInt64
  }

  /// The entries in the directory's order.
  let places: [Place]

  /// `nil` where the directory cannot be followed.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let directory = Self.directory(bytes) else { return nil }
    var places: [Place] = []
    var offset = directory.offset
    for _ in 0..<directory.count {
      guard let entry = Self.place(bytes, offset) else { return nil }
      places.append(entry.place)
      offset = entry.end
    }
    self.places = places
  }

  /// The bytes of an entry that lies in the archive as it is; `nil` where directory, header and what is
  /// known of the entry differ.
  func range(
    of index: Int, name: String, size: Int, in bytes: UnsafeRawBufferPointer
  ) -> Range<Int>? {
    let place = places[index]
    guard place.method == 0, place.size == UInt64(size), place.compressedSize == place.size,
      bytes[place.name].elementsEqual(name.utf8), let start = Int(exactly: place.header),
      bytes.has(30, at: start), bytes.number(4, at: start) == 0x0403_4b50,
      bytes.number(2, at: start + 8) == 0
    else { return nil }
    let nameLength = Int(bytes.number(2, at: start + 26))
    let first = start + 30 + nameLength + Int(bytes.number(2, at: start + 28))
    guard bytes.has(nameLength, at: start + 30), bytes.has(size, at: first),
      bytes[start + 30..<start + 30 + nameLength].elementsEqual(name.utf8)
    else { return nil }
    return first..<first + size
  }

  private static func directory(
    _ bytes: UnsafeRawBufferPointer
  ) -> (offset: Int, count: Int)? {
    // The last record ends in a comment of up to 64 KiB.
    var end = bytes.count - 22
    let least = max(0, end - 0xffff)
    while end >= least {
      if bytes.number(4, at: end) == 0x0605_4b50,
        Int(bytes.number(2, at: end + 20)) == bytes.count - end - 22
      {
        break
      }
      end -= 1
    }
    guard end >= least else { return nil }
    var (count, offset) = (bytes.number(2, at: end + 10), bytes.number(4, at: end + 16))
    // Archives of 4 GB or 65,536 entries say so in a record of 64-bit numbers, which others may have.
    if bytes.has(20, at: end - 20), bytes.number(4, at: end - 20) == 0x0706_4b50 {
      guard let wide = Int(exactly: bytes.number(8, at: end - 12)), bytes.has(56, at: wide),
        bytes.number(4, at: wide) == 0x0606_4b50
      else { return nil }
      (count, offset) = (bytes.number(8, at: wide + 32), bytes.number(8, at: wide + 48))
    }
    guard let offset = Int(exactly: offset), offset <= bytes.count,
      count <= UInt64(bytes.count / 46)
    else { return nil }
    return (offset, Int(count))
  }

  private static func place(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> (place: Place, end: Int)? {
    guard bytes.has(46, at: offset), bytes.number(4, at: offset) == 0x0201_4b50 else { return nil }
    let lengths = (28...32).filter { $0 % 2 == 0 }.map { Int(bytes.number(2, at: offset + $0)) }
    let name = offset + 46..<offset + 46 + lengths[0]
    let extra = name.upperBound..<name.upperBound + lengths[1]
    let end = extra.upperBound + lengths[2]
    guard end <= bytes.count else { return nil }
    // The decompressed size, the compressed one and the place; where all bits are 1 the 64-bit numbers of
    // an extra field hold, in this order.
    var numbers = [24, 20, 42].map { bytes.number(4, at: offset + $0) }
    if numbers.contains(0xffff_ffff) {
      var wide = Self.wide(bytes, extra)
      for index in numbers.indices where numbers[index] == 0xffff_ffff {
        guard let number = wide.first else { return nil }
        numbers[index] = number
        wide.removeFirst()
      }
    }
    let place = Place(
      name: name, method: Int(bytes.number(2, at: offset + 10)), compressedSize: numbers[1],
      size: numbers[0], header: numbers[2])
    return (place, end)
  }

  /// The 64-bit numbers of the extra field with the number 1.
  private static func wide(_ bytes: UnsafeRawBufferPointer, _ extra: Range<Int>) -> [UInt64] {
    var offset = extra.lowerBound
    while offset + 4 <= extra.upperBound {
      let size = Int(bytes.number(2, at: offset + 2))
      guard offset + 4 + size <= extra.upperBound else { return [] }
      if bytes.number(2, at: offset) == 1 {
        return (0..<min(size / 8, 3)).map { bytes.number(8, at: offset + 4 + 8 * $0) }
      }
      offset += 4 + size
    }
    return []
  }
}

extension UnsafeRawBufferPointer {
  /// Whether so many bytes lie at an offset.
  fileprivate func has(_ count: Int, at offset: Int) -> Bool {
    offset >= 0 && offset <= self.count && count <= self.count - offset
  }

  /// An unsigned number of some bytes, the lowest first, all of which are there.
  fileprivate func number(_ size: Int, at offset: Int) -> UInt64 {
    self[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
