import Tensors
import Testing

@Suite("Memory that can be read again")
struct RecoverableMemoryTests {
  /// Bytes that change as they are let go, so that reading them later shows, and how many at once.
  private final class Memory: RecoverableMemory, @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer
    private(set) var letGo: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
      self.bytes = .allocate(byteCount: bytes.count, alignment: 1)
      self.bytes.copyBytes(from: bytes)
    }

    func letGo(of part: UnsafeRawBufferPointer) {
      guard let start = part.baseAddress, let base = bytes.baseAddress else { return }
      let offset = start - UnsafeRawPointer(base)
      letGo.append(offset..<offset + part.count)
      for index in offset..<offset + part.count { bytes[index] = 0xee }
    }

    var stored: StoredBytes { StoredBytes(UnsafeRawBufferPointer(bytes), owner: self) }

    deinit { bytes.deallocate() }
  }

  @Test(
    "is let go in pieces of at most 2 MiB, each after its numbers were copied, and no other byte",
    arguments: [StoredType.float32, .float16, .float64, .int8])
  func pieces(_ type: StoredType) throws {
    let count = 700_001
    let numbers = (0..<count).map { Float($0 % 101 - 50) }
    let bytes = StoredTensor([count], floats: numbers).converted(to: type).littleEndianBytes.array
    let memory = Memory([1, 2, 3] + bytes + [4, 5])
    let part = memory.stored[3..<3 + bytes.count]
    let tensor = try StoredTensor(type: type, shape: [count], bytes: part)
    // Not in the expectation, which would look for the differences of so many numbers.
    let isSame = tensor.floats == numbers
    #expect(isSame)
    #expect(memory.letGo.first?.lowerBound == 3)
    #expect(memory.letGo.last?.upperBound == 3 + bytes.count)
    #expect(
      zip(memory.letGo, memory.letGo.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(memory.letGo.allSatisfy { $0.count <= 2 << 20 })
    #expect(
      [0, 1, 2, 3 + bytes.count, 4 + bytes.count].map { memory.bytes[$0] } == [1, 2, 3, 4, 5])
  }

  @Test("is only a file's: numbers that were given in an array stay where they are")
  func arrays() {
    let numbers = (0..<70_001).map { Float($0) }
    let tensor = StoredTensor([70_001], floats: numbers)
    for _ in 0..<3 {
      tensor.littleEndianBytes.letGo()
      let isSame = tensor.floats == numbers
      #expect(isSame)
    }
  }
}
