import Testing
import TestSupport
import Training

/// Damaged files give an error or a data set, never a trap; a trap ends the test run.
@Suite("Damaged data sets")
struct DataSetMutationTests {
  /// One to four random changes: a bit, a byte, a run of bytes removed, doubled or replaced.
  static func mutate(_ bytes: [UInt8], using generator: inout Draws) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...9, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        for index in place..<end {
          bytes[index] = [0x00, 0xff].randomElement(using: &generator) ?? 0
        }
      }
    }
    return bytes
  }

  /// The codes of the errors, and how many data sets came out whole.
  static func outcomes(
    _ count: Int, seed: UInt64, of bytes: [UInt8],
    read: ([UInt8]) throws(DataSetError) -> DataSet
  ) -> (codes: Set<DataSetError.Code>, successes: Int) {
    var generator = Draws(seed: seed)
    var codes: Set<DataSetError.Code> = []
    var successes = 0
    for _ in 0..<count {
      do throws(DataSetError) {
        let set = try read(mutate(bytes, using: &generator))
        #expect((set.train.inputs + set.test.inputs).allSatisfy { $0.isFinite })
        successes += 1
      } catch {
        #expect(error.description.contains(": ") && error.description.contains("expected"))
        codes.insert(error.code)
      }
    }
    return (codes, successes)
  }

  @Test("20,000 damaged IDX files, plain and compressed")
  func idx() {
    for (seed, compressed) in [(1 as UInt64, false), (2, true)] {
      let pack = { (bytes: [UInt8]) in compressed ? gzip(bytes) : bytes }
      let fixture = IDXFixture()
      let images = Self.outcomes(5000, seed: seed, of: pack(fixture.trainImages)) {
        bytes throws(DataSetError) in try IDXFixture.with { $0.trainImages = bytes }.read()
      }
      let labels = Self.outcomes(5000, seed: seed + 10, of: pack(fixture.trainLabels)) {
        bytes throws(DataSetError) in try IDXFixture.with { $0.trainLabels = bytes }.read()
      }
      #expect(images.successes > 0)
      let expected: Set<DataSetError.Code> =
        compressed
        ? [.gzip, .checksum, .truncated] : [.magic, .truncated, .trailingBytes, .tooLarge]
      #expect(images.codes.isSuperset(of: expected), "\(images.codes)")
      #expect(labels.codes.isSuperset(of: [.truncated]), "\(labels.codes)")
    }
  }

  @Test("10,000 damaged tables, plain and compressed")
  func csv() {
    let text = "width,\"height\",label\r\n" + CSVTests.rows.joined(separator: "\r\n")
    let rows = Array(text.utf8)
    let plain = Self.outcomes(8000, seed: 3, of: rows) { bytes throws(DataSetError) in
      try DataSet.csv(bytes: bytes, name: "t.csv")
    }
    #expect(plain.successes > 100)
    let expected: Set<DataSetError.Code> = [.raggedRow, .notNumber, .syntax, .encoding]
    #expect(plain.codes.isSuperset(of: expected), "\(plain.codes)")
    let packed = Self.outcomes(2000, seed: 4, of: gzip(rows)) { bytes throws(DataSetError) in
      try DataSet.csv(bytes: bytes, name: "t.csv")
    }
    #expect(packed.codes.isSuperset(of: [.gzip, .checksum, .truncated]), "\(packed.codes)")
  }

  @Test("an IDX file cut at every length")
  func truncations() {
    let plain = IDXFixture().trainImages
    for bytes in [plain, gzip(plain)] {
      for length in bytes.indices {
        let fault = Fault(.truncated, "") { () throws(DataSetError) in
          try IDXFixture.with { $0.trainImages = Array(bytes[..<length]) }.read()
        }
        let code = fault.error()?.code
        #expect([.truncated, .empty, .magic].contains(code), "\(length)")
      }
    }
  }
}
