import CKernels
import Streams
import Tensors
import Testing

@Suite("Slices of a stream")
struct SliceTests {
  private static let stream = ParameterStream(seed: 42, path: "hidden.weight")

  /// What can be drawn, as bits: from where, how many.
  static let laws: [(name: String, draw: @Sendable (UInt64, Int) -> [UInt32])] = [
    ("words", { stream.words(from: $0, $1) }),
    ("uniform", { stream.uniform(from: $0, $1, bound: 0.08).map(\.bitPattern) }),
    ("normal", { stream.normal(from: $0, $1, deviation: 0.08).map(\.bitPattern) }),
    ("truncated normal", { stream.truncated(from: $0, $1, parent: 0.08).map(\.bitPattern) }),
  ]

  @Test("every start and every length about a tile gives the same bits as the whole")
  func everyShortSlice() {
    for law in Self.laws {
      let whole = law.draw(0, 200)
      for first in 0...70 {
        for count in 0...70 {
          let slice = law.draw(UInt64(first), count)
          if slice != Array(whole[first..<first + count]) {
            Issue.record("\(law.name): \(count) from \(first)")
          }
        }
      }
    }
  }

  @Test("any cut gives the same bits as the whole", arguments: 0..<20)
  func randomCuts(round: UInt64) {
    let length = 20_011
    // The cut points are words themselves: fixed, unaligned, now and then equal or at an end.
    let chosen = ParameterStream(seed: round, path: "cuts").words(12)
    let cuts = ([0, length] + chosen.map { Int($0 % UInt32(length + 1)) } + [4_096, 4_096]).sorted()
    for law in Self.laws {
      let whole = law.draw(0, length)
      var joined: [UInt32] = []
      for (lower, upper) in zip(cuts, cuts.dropFirst()) {
        joined += law.draw(UInt64(lower), upper - lower)
      }
      #expect(joined == whole, "\(law.name)")
    }
  }

  @Test("a slice about element 2^34, where the block number passes 2^32, has the same bits")
  func farSlices() {
    for law in Self.laws {
      for start: UInt64 in [1 << 34, 1 << 40, 1 << 62] {
        let whole = law.draw(start - 2_000, 4_001)
        let parts =
          law.draw(start - 2_000, 1_993) + law.draw(start - 7, 10) + law.draw(start + 3, 1_998)
        #expect(parts == whole, "\(law.name) about \(start)")
      }
    }
  }

  @Test("filling words agrees with asking for each word")
  func singleWords() {
    for first: UInt64 in [0, 5, 31, 32, 1_000_003, 1 << 34 - 17, 1 << 60 + 3] {
      let words = Self.stream.words(from: first, 300)
      for (index, word) in words.enumerated() {
        #expect(word == Self.stream.word(at: first + UInt64(index)))
      }
    }
  }

  @Test("an empty slice writes nothing")
  func empty() {
    var canary: [Float] = [7, 7]
    canary.withUnsafeMutableBufferPointer { buffer in
      let none = ElementBuffer(UnsafeMutableBufferPointer(rebasing: buffer[1..<1]))
      Self.stream.fillUniform(none, from: 3, halfWidth: 1)
      Self.stream.fillNormal(none, from: 3, standardDeviation: 1)
      Self.stream.fillTruncatedNormal(none, from: 3, truncation: .two, parentDeviation: 1)
      Self.stream.fillNormal(
        ElementBuffer(start: nil, count: 0, type: .float32), from: 0, standardDeviation: 1)
    }
    #expect(canary == [7, 7])
  }

  @Test("a slice writes nothing before and nothing after itself")
  func borders() {
    for count in [1, 7, 8, 31, 32, 33, 64, 511, 513] {
      let laws: [(ElementBuffer) -> Void] = [
        { Self.stream.fillUniform($0, from: 5, halfWidth: 1) },
        { Self.stream.fillNormal($0, from: 5, standardDeviation: 1) },
        { Self.stream.fillTruncatedNormal($0, from: 5, truncation: .two, parentDeviation: 1) },
      ]
      for fill in laws {
        let values = floats(count + 200) { buffer in
          buffer.initialize(repeating: 77)
          fill(ElementBuffer(buffer)[100..<100 + count])
        }
        #expect(values.prefix(100).allSatisfy { $0 == 77 })
        #expect(values.suffix(100).allSatisfy { $0 == 77 })
        #expect(values[100..<100 + count].allSatisfy { $0 != 77 })
      }
    }
  }
}

@Suite("Instruction sets", .serialized)
struct StreamInstructionSetTests {
  @Test("every instruction set that the processor has gives the same bits")
  func sameBits() {
    let before = xv_current_instruction_set()
    defer { _ = xv_use_instruction_set(before) }
    for law in SliceTests.laws {
      for first: UInt64 in [0, 13, 1 << 34 - 1_000] {
        _ = xv_use_instruction_set(XV_PORTABLE)
        let portable = law.draw(first, 30_011)
        for set in [XV_AVX2, XV_AVX512] {
          _ = xv_use_instruction_set(set)
          #expect(law.draw(first, 30_011) == portable, "\(law.name), set \(set.rawValue)")
        }
      }
    }
  }

  @Test("a set wider than the processor's is not chosen")
  func widest() {
    let before = xv_current_instruction_set()
    defer { _ = xv_use_instruction_set(before) }
    #expect(xv_use_instruction_set(XV_AVX512).rawValue <= xv_widest_instruction_set().rawValue)
    #expect(xv_use_instruction_set(XV_PORTABLE) == XV_PORTABLE)
  }
}
