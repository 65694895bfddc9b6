import CKernels
import Streams
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
  @Test("gives the known answers of Random123, in Swift and in C")
  func knownAnswers() throws {
    let cases = try Stream1Golden.file.knownAnswers
    #expect(cases.count == 3)
    for known in cases {
      #expect(swift(known.counter, known.key) == known.words)
      #expect(c(known.counter, known.key) == known.words)
    }
  }

  @Test("the readable form in Swift and the one in C agree on any counter and key")
  func agreement() {
    let words = ParameterStream(seed: 1, path: "counters and keys").words(6 * 1_000)
    for start in stride(from: 0, to: words.count, by: 6) {
      let counter = Array(words[start..<start + 4])
      let key = Array(words[start + 4..<start + 6])
      #expect(swift(counter, key) == c(counter, key))
    }
  }

  @Test("the inverse that other tests use undoes a block")
  func inverse() {
    let words = ParameterStream(seed: 2, path: "blocks").words(6 * 100)
    for start in stride(from: 0, to: words.count, by: 6) {
      let counter = Array(words[start..<start + 4])
      let key = Array(words[start + 4..<start + 6])
      #expect(philoxCounter(giving: swift(counter, key), key: key) == counter)
    }
  }

  private func swift(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
    let block = Philox4x32(key: SIMD2(key[0], key[1]))
      .block(SIMD4(counter[0], counter[1], counter[2], counter[3]))
    return (0..<4).map { block[$0] }
  }

  private func c(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
    var out = [UInt32](repeating: 0, count: 4)
    xv_philox4x32_10(counter, key, &out)
    return out
  }
}
