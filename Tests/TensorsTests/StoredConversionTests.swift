import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Conversion of stored tensors")
struct StoredConversionTests {
  private struct File: Decodable { let cases: [Case] }
  private struct Case: Decodable {
    let from: String
    let to: String
    let bytes: String
    let expected: String
  }

  @Test("elements convert as NumPy and ml_dtypes convert them, bit by bit")
  func golden() throws {
    let cases = try Golden.load("tensors", as: File.self).cases
    #expect(cases.count > 100)
    for item in cases {
      let from = try #require(StoredType(rawValue: item.from))
      let to = try #require(StoredType(rawValue: item.to))
      let bytes = Self.bytes(item.bytes)
      let tensor = try StoredTensor(
        type: from, shape: [bytes.count / from.size], bytes: bytes)
      let converted = tensor.converted(to: to)
      #expect(converted.type == to)
      #expect(
        converted.littleEndianBytes.array == Self.bytes(item.expected),
        "\(item.from) to \(item.to)")
      for index in 0..<tensor.shape.count {
        // One value everywhere converts as the same value in memory does.
        let one = try StoredTensor(
          type: from, shape: [1], bytes: bytes[index * from.size..<(index + 1) * from.size])
        let filled = try StoredTensor.filled([1], with: one).converted(to: to)
        #expect(
          filled.littleEndianBytes.array
            == Array(converted.littleEndianBytes.array[index * to.size..<(index + 1) * to.size]))
      }
      if to == .float32 {
        #expect(tensor.floats.map(\.bitPattern) == converted.floats.map(\.bitPattern))
      }
    }
  }

  @Test("every float16 is the number that the processor says")
  func float16() throws {
    let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let floats = try StoredTensor(type: .float16, shape: [1 << 16], bytes: bytes).floats
    for bits in 0...UInt16.max {
      let expected = Float(Float16(bitPattern: bits))
      let found = floats[Int(bits)]
      #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN)
    }
  }

  @Test("floats become the nearest integer towards zero, or the nearest end of the range")
  func saturation() throws {
    let tensor = StoredTensor([6], floats: [-1.9, 1.9, 300, -300, .infinity, .nan])
    #expect(try tensor.converted(to: .int8).integers() == [-1, 1, 127, -128, 127, 0])
    #expect(try tensor.converted(to: .uint8).integers() == [0, 1, 255, 0, 255, 0])
    #expect(try tensor.converted(to: .int64).integers() == [-1, 1, 300, -300, .max, 0])
    #expect(try tensor.converted(to: .bool).integers() == [1, 1, 1, 1, 1, 1])
    let large = StoredTensor([2], floats: [0x1p63, -0x1p63])
    #expect(try large.converted(to: .int64).integers() == [.max, .min])
    #expect(
      large.converted(to: .uint64).littleEndianBytes.array == [0, 0, 0, 0, 0, 0, 0, 0x80]
        + [UInt8](repeating: 0, count: 8))
    #expect(try large.converted(to: .int32).integers() == [Int64(Int32.max), Int64(Int32.min)])
  }

  @Test("a 64-bit integer just above a tie rounds up, which rounding twice would not")
  func once() throws {
    // 1.5 spacings of bfloat16 at 2^62, and one more that a Float64 cannot hold.
    let tie = Int64(1) << 62 + Int64(1) << 54
    for (value, bits) in [(tie, 0x5e80), (tie + 1, 0x5e81), (-tie - 1, 0xde81)] as [(Int64, UInt16)]
    {
      let converted = StoredTensor([1], integers: [value]).converted(to: .bfloat16)
      #expect(converted.littleEndianBytes.array == [UInt8(bits & 0xff), UInt8(bits >> 8)])
    }
  }

  private static func bytes(_ text: String) -> [UInt8] {
    stride(from: 0, to: text.utf8.count, by: 2).map { start in
      let first = text.index(text.startIndex, offsetBy: start)
      return UInt8(text[first...].prefix(2), radix: 16) ?? 0
    }
  }
}
