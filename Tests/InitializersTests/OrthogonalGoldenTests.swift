import CKernels
import Streams
import TestSupport
import Testing
import Threads

private struct OrthogonalGolden: Decodable {
  struct Matrix: Decodable {
    let rows, columns: Int
    let sha256: String
    let elements: [Int]
    let bits: [String]
  }
  let matrices: [Matrix]
}

/// The kernel against `Tests/Golden/orthogonal.py`, an independent implementation of what
/// `REPRODUCIBILITY.md` says.
@Suite("Orthogonal draws have the bits that are written down")
struct OrthogonalGoldenTests {
  @Test("the kernel gives the bits of the Python implementation, on one thread and on three")
  func bits() throws {
    let threads = ThreadPool(threadCount: 3)
    for golden in try Golden.load("orthogonal", as: OrthogonalGolden.self).matrices {
      for pool in [nil, threads.handle] {
        let values = matrix(golden.rows, golden.columns, pool)
        #expect(golden.elements.map { hexadecimal(values[$0].bitPattern) } == golden.bits)
        let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
        let digest = SHA256.digest(of: bytes).map { hexadecimal($0) }.joined()
        #expect(digest == golden.sha256, "\(golden.rows) x \(golden.columns)")
      }
    }
  }

  /// The draw from the numbers of the data file: the rule heads its script.
  private func matrix(_ rows: Int, _ columns: Int, _ pool: OpaquePointer?) -> [Float] {
    let count = rows * columns
    var numbers = (0..<count).map { e in
      let k = 2 * ((1_103_515_245 * e + 12_345 + 7 * count) % (1 << 24)) + 1 - (1 << 24)
      return Float(k) * 0x1p-23
    }
    var values = [Float](repeating: .nan, count: count)
    #expect(xv_orthogonal(&numbers, &values, rows, columns, 1, pool) == 0)
    return values
  }

  private func hexadecimal(_ bits: some FixedWidthInteger & UnsignedInteger) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: bits.bitWidth / 4 - digits.count) + digits
  }
}
