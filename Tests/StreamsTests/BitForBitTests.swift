import Streams
import Tensors
import TestSupport
import Testing

/// Draws against an independent implementation of what REPRODUCIBILITY.md says.
///
/// Bytes are compared as this machine has them: little-endian.
@Suite("Stream 1 has the bits that are written down")
struct BitForBitTests {
  @Test("the constants of cut normal laws have all bits")
  func truncations() throws {
    for golden in try StreamOneGolden.file.truncations {
      let number = StreamOneGolden.number
      let law = Truncation(lower: number(golden.lower), upper: number(golden.upper))
      #expect(law.mass == number(golden.mass), "\(law)")
      #expect(law.mean == number(golden.mean), "\(law)")
      #expect(law.deviation == number(golden.deviation), "\(law)")
    }
  }

  @Test("every law in every element type, near and far, aligned and not")
  func draws() throws {
    let file = try StreamOneGolden.file
    let streams = file.streams.map { ParameterStream(seed: $0.seed, path: $0.path) }
    #expect(Set(file.draws.map(\.type)) == Set(ElementType.allCases.map(\.rawValue)))
    for golden in file.draws {
      let type = try #require(ElementType(rawValue: golden.type))
      let law = try #require(drawing(golden.law, golden.numbers))
      var all: [UInt8] = []
      for (place, slice) in file.slices.enumerated() {
        let bytes = [UInt8](unsafeUninitializedCapacity: slice.count * type.size) { bytes, made in
          let start = UnsafeMutableRawPointer(bytes.baseAddress)
          let elements = ElementBuffer(start: start, count: slice.count, type: type)
          law(streams[place % 2], elements, slice.first)
          made = slice.count * type.size
        }
        #expect(
          StreamOneGolden.digits(bytes, 0, size: type.size) == golden.bits[place],
          "\(golden.law) \(golden.numbers) \(type), element \(slice.first)")
        all += bytes
      }
      let digest = StreamOneGolden.hexadecimal(SHA256.digest(of: all))
      #expect(digest == golden.sha256, "\(golden.law) \(golden.numbers) \(type)")
    }
  }

  @Test("a quarter of a gigabyte of each law, and 64 MB of Float64, have their checksum")
  func large() async throws {
    for golden in try StreamOneGolden.file.large {
      let stream = ParameterStream(seed: golden.seed, path: golden.path)
      let law = try #require(drawing(golden.law, golden.numbers))
      let mega = 1 << 20
      let sums = await withTaskGroup(of: (Int, UInt64).self) { group in
        for part in 0..<golden.count / mega {
          group.addTask {
            let first = UInt64(part * mega)
            if golden.type == ElementType.float64.rawValue {
              var values = [Double](repeating: .nan, count: mega)
              values.withUnsafeMutableBufferPointer { law(stream, ElementBuffer($0), first) }
              return (part, sum(values.map(\.bitPattern)))
            }
            let values = floats(mega) { law(stream, ElementBuffer($0), first) }
            return (part, sum(values.map(\.bitPattern)))
          }
        }
        return await group.reduce(into: [UInt64](repeating: 0, count: golden.count / mega)) {
          $0[$1.0] = $1.1
        }
      }
      #expect(sums.first == UInt64(golden.firstSum, radix: 16), "\(golden.law) \(golden.type)")
      let bytes = sums.map(\.littleEndian).withUnsafeBytes { Array($0) }
      let digest = hexadecimal(SHA256.digest(of: bytes))
      #expect(digest == golden.sha256, "\(golden.law) \(golden.type)")
    }
  }

  @Test("the checksum sees one bit change and two elements change places")
  func sensitivity() {
    let values = ParameterStream(seed: 1, path: "w").words(1000)
    var changed = values
    changed[500] ^= 1
    #expect(sum(changed) != sum(values))
    changed = values
    changed.swapAt(3, 997)
    #expect(sum(changed) != sum(values))
  }
}

private typealias Drawing = @Sendable (ParameterStream, ElementBuffer, _ first: UInt64) -> Void

private func drawing(_ law: String, _ digits: [String]) -> Drawing? {
  let numbers = digits.map(StreamOneGolden.number)
  switch law {
  case "uniform":
    return { $0.fillUniform($1, from: $2, center: numbers[0], halfWidth: numbers[1]) }
  case "normal":
    return { $0.fillNormal($1, from: $2, mean: numbers[0], standardDeviation: numbers[1]) }
  case "truncatedNormal":
    let truncation = Truncation(lower: numbers[2], upper: numbers[3])
    return {
      $0.fillTruncatedNormal(
        $1, from: $2, truncation: truncation, parentMean: numbers[0], parentDeviation: numbers[1])
    }
  default: return nil
  }
}

/// The sum of (2 i + 1) bits_i, modulo 2^64.
private func sum(_ bits: [some FixedWidthInteger]) -> UInt64 {
  var total: UInt64 = 0
  for (i, pattern) in bits.enumerated() { total &+= UInt64(pattern) &* UInt64(2 * i + 1) }
  return total
}
