import Streams
import TestSupport
import Testing

@Suite("Stream 1 against an independent implementation")
struct ParameterStreamTests {
  @Test("key and counter words are the digest of prefix, seed and path")
  func keys() throws {
    let cases = try Stream1Golden.file.streams
    #expect(cases.count == 50)
    for golden in cases {
      let words = golden.stream.words
      #expect([words.x, words.y] == golden.keyWords, "\(golden.seed) \(golden.path)")
      #expect([words.z, words.w] == golden.counterWords, "\(golden.seed) \(golden.path)")
    }
  }

  @Test("paths of the lengths at which SHA-256 pads differently are among the cases")
  func paddingLengths() throws {
    // 24 bytes stand before the path.
    let lengths = Set(try Stream1Golden.file.streams.map { $0.pathUTF8.utf8.count / 2 + 24 })
    #expect(lengths.isSuperset(of: [24, 55, 56, 64]))
    #expect(lengths.contains { $0 > 128 })
  }

  @Test("words are those of the independent implementation")
  func words() throws {
    for golden in try Stream1Golden.file.streams {
      #expect(golden.stream.words(40) == golden.words, "\(golden.seed) \(golden.path)")
      for (element, word) in golden.words.enumerated() {
        #expect(golden.stream.word(at: UInt64(element)) == word)
      }
    }
  }

  @Test("words at elements beyond 2^32, 2^34, 2^40 and near 2^63 are the independent ones")
  func farWords() throws {
    var count = 0
    for golden in try Stream1Golden.file.streams {
      guard let elements = golden.farElements, let words = golden.farWords else { continue }
      for (element, word) in zip(elements, words) {
        #expect(golden.stream.word(at: element) == word, "element \(element)")
        #expect(golden.stream.words(from: element, 1) == [word], "element \(element)")
        count += 1
      }
    }
    #expect(count == 4 * 60)
  }

  @Test("uniform draws have the bits of the independent implementation, for bound 1 and Glorot's")
  func uniformBits() throws {
    let file = try Stream1Golden.file
    let glorot = float(file.glorotBoundBits)
    for golden in file.streams {
      #expect(golden.stream.uniform(40) == golden.uniformBits.map(float))
      #expect(golden.stream.uniform(40, bound: glorot) == golden.glorotUniformBits.map(float))
    }
  }

  @Test("a million and three uniform draws have the digest of the independent implementation")
  func uniformDigests() throws {
    let cases = try Stream1Golden.file.uniformDigests
    #expect(cases.count == 4)
    for golden in cases {
      #expect(golden.count == 1_000_003)
      let stream = ParameterStream(seed: golden.seed, path: golden.path)
      let values = stream.uniform(golden.count, bound: float(golden.boundBits))
      #expect(digest(values) == golden.sha256, "\(golden.seed) \(golden.path)")
    }
  }

  @Test("composed and decomposed spellings of a letter are different paths")
  func normalForms() {
    let composed = ParameterStream(seed: 0, path: "r\u{e9}seau.weight")
    let decomposed = ParameterStream(seed: 0, path: "re\u{301}seau.weight")
    #expect("r\u{e9}seau.weight" == "re\u{301}seau.weight", "Swift holds them equal")
    #expect(composed != decomposed)
    #expect(composed.words(64) != decomposed.words(64))
  }

  @Test("seeds that differ in one bit, and paths that differ in one letter, share no word")
  func differentStreams() {
    let base = Set(ParameterStream(seed: 42, path: "hidden.weight").words(1_000))
    // Null law: 1,000 x 1,000 pairs of words meet by chance with probability 2^-32 each, once in
    // 4,300 comparisons; over the 67 here a common word has probability 0.016, and none occurs.
    for bit in 0..<64 {
      let other = ParameterStream(seed: 42 ^ 1 << UInt64(bit), path: "hidden.weight")
      #expect(base.isDisjoint(with: other.words(1_000)), "bit \(bit)")
    }
    for path in ["hidden.weighu", "Hidden.weight", "hidden.weight "] {
      let other = ParameterStream(seed: 42, path: path)
      #expect(base.isDisjoint(with: other.words(1_000)), "\(path)")
    }
  }

  @Test("every bit of the words is a fair coin")
  func bits() {
    let count = 1 << 18
    var ones = [Int](repeating: 0, count: 32)
    for word in ParameterStream(seed: 7, path: "coins").words(count) {
      for bit in 0..<32 { ones[bit] += Int(word >> UInt32(bit) & 1) }
    }
    // Null law: binomial. Bound: 5 standard deviations, sqrt(count) / 2 each.
    for bit in 0..<32 {
      let deviation = Double(ones[bit] - count / 2) / (Double(count).squareRoot() / 2)
      #expect(abs(deviation) < 5, "bit \(bit)")
    }
  }
}
