import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Mapped files")
struct MappedFileTests {
  private let scratch: Scratch
  private let numbers = (0..<1_000_003).map { Float($0) }

  init() throws { scratch = try Scratch() }

  /// An array of 4 MB in a file.
  private func mapped() throws -> StoredTensor {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(numbers.count),), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
    data.append(Data(header.utf8))
    numbers.withUnsafeBytes { data.append(contentsOf: $0) }
    try data.write(to: URL(fileURLWithPath: scratch.path("a.npy")))
    return try NPY.tensor(contentsOf: scratch.path("a.npy"))
  }

  /// The bytes of the file that are in this process's memory.
  private func resident() throws -> Int {
    // The file gives itself in pieces and no length.
    let maps = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
    let lines = String(decoding: try maps.readToEnd() ?? Data(), as: UTF8.self)
      .split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasSuffix(scratch.path("a.npy")) })
    let line = try #require(lines[start...].first { $0.hasPrefix("Rss:") })
    return 1024 * (try #require(Int(line.split(separator: " ")[1])))
  }

  @Test("are in memory as they are read, no longer once their numbers were copied, and read again")
  func letGo() throws {
    let tensor = try mapped()
    let size = 4 * numbers.count
    for _ in 0..<2 {
      let sum = tensor.littleEndianBytes.withUnsafeBytes { $0.reduce(0) { $0 &+ Int($1) } }
      #expect(sum > 0)
      #expect(try resident() >= size)
      // Not in the expectation, which would look for the differences of a million numbers.
      let isSame = tensor.floats == numbers
      #expect(isSame)
      // The system may map pages ahead of the last piece, at most 64 KiB.
      #expect(try resident() <= 1 << 16)
    }
  }

  @Test("can be read while others let go of them")
  func threads() async throws {
    let tensor = try mapped()
    let isSame = await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { tensor.floats == numbers } }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(isSame)
  }
}
