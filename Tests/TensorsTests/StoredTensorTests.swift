import Tensors
import Testing

@Suite("Stored tensors")
struct StoredTensorTests {
  @Test("floats, integers and truth values read back as they were given")
  func readBack() throws {
    let floats = StoredTensor([2, 3], floats: [1, -2, .infinity, 0, -0.0, 0x1p-140])
    #expect(floats.type == .float32)
    #expect(floats.shape == [2, 3])
    #expect(floats.floats == [1, -2, .infinity, 0, -0.0, 0x1p-140])
    #expect(floats.floats[4].sign == .minus)
    #expect(!floats.isFilled)
    let integers = StoredTensor([3], integers: [-1, 0, .max])
    #expect(try integers.integers() == [-1, 0, .max])
    #expect(integers.floats == [-1, 0, 0x1p63])
    let bools = StoredTensor([2], bools: [true, false])
    #expect(bools.type == .bool)
    #expect(try bools.integers() == [1, 0])
    #expect(bools.floats == [1, 0])
  }

  @Test("bytes are little-endian and row-major, for every integer type")
  func littleEndian() throws {
    let expected: [(StoredType, [UInt8])] = [
      (.int8, [0x84, 0xfe]), (.uint8, [0x84, 0xfe]), (.int16, [0x84, 0x83, 0xfe, 0xff]),
      (.uint16, [0x84, 0x83, 0xfe, 0xff]), (.int32, [0x84, 0x83, 0x82, 0x81, 0xfe, 255, 255, 255]),
      (.uint32, [0x84, 0x83, 0x82, 0x81, 0xfe, 255, 255, 255]),
      (.int64, [0x84, 0x83, 0x82, 0x81, 0, 0, 0, 0, 0xfe] + [UInt8](repeating: 255, count: 7)),
      (.uint64, [0x84, 0x83, 0x82, 0x81, 0, 0, 0, 0, 0xfe] + [UInt8](repeating: 255, count: 7)),
    ]
    for (type, bytes) in expected {
      let tensor = StoredTensor([2], integers: [0x8182_8384, -2], type: type)
      #expect(tensor.littleEndianBytes.array == bytes, "\(type)")
      #expect(tensor.type == type)
    }
  }

  @Test("a part of a larger memory is shared, at any address")
  func shared() throws {
    let memory = StoredBytes((0..<40).map { UInt8($0) })
    for start in 0..<8 {
      let bytes = memory[start..<start + 16]
      let tensor = try StoredTensor(type: .float32, shape: [2, 2], bytes: bytes)
      let expected = (0..<4).map { index in
        Float(
          bitPattern: (0..<4).reduce(0) { $0 | UInt32(start + 4 * index + $1) << UInt32(8 * $1) })
      }
      #expect(tensor.floats == expected)
      let wide = try StoredTensor(type: .int64, shape: [2], bytes: bytes)
      #expect(
        try wide.integers()[0] == (0..<8).reduce(0) { $0 | Int64(start + $1) << Int64(8 * $1) })
      let address = memory.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      let part = tensor.littleEndianBytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      #expect(part == address + UInt(start))
    }
  }

  @Test("the memory lives as long as a part of it")
  func lifetime() throws {
    final class Owner: @unchecked Sendable {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
      let freed: @Sendable () -> Void
      init(_ freed: @escaping @Sendable () -> Void) {
        self.freed = freed
        memory.initializeMemory(as: UInt8.self, repeating: 7)
      }
      deinit {
        memory.deallocate()
        freed()
      }
    }
    try confirm { freed in
      var tensor: StoredTensor?
      do {
        let owner = Owner { freed() }
        let bytes = StoredBytes(UnsafeRawBufferPointer(owner.memory), owner: owner)
        tensor = try StoredTensor(type: .uint8, shape: [3], bytes: bytes[2..<5])
      }
      #expect(try tensor?.integers() == [7, 7, 7])
      tensor = nil
    }
  }

  private func confirm(_ body: (@escaping @Sendable () -> Void) throws -> Void) throws {
    let count = Counter()
    try body { count.add() }
    #expect(count.value == 1)
  }

  @Test("one value fills a huge shape at no cost and converts at none")
  func filled() throws {
    let huge = StoredTensor.filled(type: .float32, shape: [1 << 30, 1 << 30], value: 1.5)
    #expect(huge.isFilled)
    #expect(huge.shape.count == 1 << 60)
    let half = huge.converted(to: .float16)
    #expect(half.isFilled && half.type == .float16)
    #expect(try half.reshaped(to: [1 << 60]).shape == [1 << 60])
    let small = StoredTensor.filled(type: .int16, shape: [3], integer: -2)
    #expect(small.littleEndianBytes.array == [0xfe, 255, 0xfe, 255, 0xfe, 255])
    #expect(small.floats == [-2, -2, -2])
    #expect(try small.integers() == [-2, -2, -2])
    let element = StoredTensor([1], floats: [0.25])
    #expect(try StoredTensor.filled([2], with: element).floats == [0.25, 0.25])
    #expect(StoredTensor.filled(type: .int64, shape: [0], integer: 3).floats == [])
    #expect(try StoredTensor.filled(type: .int64, shape: [0], integer: 3).integers() == [])
  }

  @Test("a tensor without elements has no bytes, a scalar those of one")
  func empty() throws {
    for type in StoredType.allCases {
      let empty = try StoredTensor(type: type, shape: [3, 0], bytes: [])
      #expect(empty.floats == [])
      #expect(empty.converted(to: .float64).littleEndianBytes.count == 0)
      let scalar = try StoredTensor(
        type: type, shape: [], bytes: [UInt8](repeating: 0, count: type.size))
      #expect(scalar.floats == [0])
    }
  }

  @Test("what does not fit is refused word for word")
  func refusals() throws {
    func check(
      _ code: TensorError.Code, _ sentence: String, _ body: () throws -> Void
    ) {
      let error = #expect(throws: TensorError.self) { try body() }
      #expect(error?.code == code)
      #expect(error?.description == sentence)
    }
    check(.byteCount, "tensor 2×3 of float16: 11 bytes, 12 were expected") {
      _ = try StoredTensor(
        type: .float16, shape: [2, 3], bytes: [UInt8](repeating: 0, count: 11))
    }
    check(
      .overflow,
      "shape [\(Int.max)]: more than \(Int.max) elements, at most \(Int.max) were expected"
    ) { _ = try StoredTensor(type: .float16, shape: [Int.max], bytes: []) }
    check(.elementCount, "tensor 2: 2 elements, one to fill with was expected") {
      _ = try StoredTensor.filled([3], with: StoredTensor([2], floats: [1, 2]))
    }
    check(.elementCount, "tensor 2×3: 6 elements, 5 were expected for shape 5") {
      _ = try StoredTensor([2, 3], floats: [1, 2, 3, 4, 5, 6]).reshaped(to: [5])
    }
    check(.elementKind, "tensor 1: elements of float32, integers were expected") {
      _ = try StoredTensor([1], floats: [1]).integers()
    }
    check(
      .integerRange,
      "tensor 2: element 1 is 18446744073709551615, at most 9223372036854775807 was expected"
    ) { _ = try StoredTensor([2], integers: [1, -1], type: .uint64).integers() }
  }
}

private final class Counter: @unchecked Sendable {
  private(set) var value = 0
  func add() { value += 1 }
}
