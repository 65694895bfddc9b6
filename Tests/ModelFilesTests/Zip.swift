/// The bytes of zip archives, written by hand so that they can be wrong.
struct Zip {
  /// One entry; what is `nil` is as it should be.
  struct Entry {
    var name: [UInt8]
    var contents: [UInt8]
    var method = 0
    var flags = 0
    var size: Int?
    var checkSum: UInt32?

    init(_ name: String, _ contents: [UInt8]) {
      (self.name, self.contents) = (Array(name.utf8), contents)
    }
  }

  static func bytes(_ entries: [Entry]) -> [UInt8] {
    var (files, directory) = ([UInt8](), [UInt8]())
    for entry in entries {
      // Deflate data of one block that is stored: its length, and that with all bits inverted.
      let count = entry.contents.count
      let stored = [1] + little(count, 2) + little(~count, 2) + entry.contents
      let data = entry.method == 8 ? stored : entry.contents
      let common =
        little(20, 2) + little(entry.flags, 2) + little(entry.method, 2) + little(0, 2)
        + little(0x21, 2) + little(Int(entry.checkSum ?? checkSum(entry.contents)), 4)
        + little(data.count, 4) + little(entry.size ?? count, 4) + little(entry.name.count, 2)
        + little(0, 2)
      directory +=
        [0x50, 0x4b, 1, 2] + little(20, 2) + common + [UInt8](repeating: 0, count: 10)
        + little(files.count, 4) + entry.name
      files += [0x50, 0x4b, 3, 4] + common + entry.name + data
    }
    return files + directory + [0x50, 0x4b, 5, 6] + little(0, 4) + little(entries.count, 2)
      + little(entries.count, 2) + little(directory.count, 4) + little(files.count, 4)
      + little(0, 2)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// The check sum of IEEE 802.3, bit by bit.
  private static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~sum
  }
}

/// The bytes of an npy file with a header as given.
func npy(_ header: String, _ contents: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
  let count = header.utf8.count
  let length = [UInt8(count & 0xff), UInt8(count >> 8)] + (version == 1 ? [] : [0, 0])
  return [0x93] + "NUMPY".utf8 + [version, 0] + length + header.utf8 + contents
}
