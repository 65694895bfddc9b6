import CKernels
import Initializers
import Streams
import Tensors
import Testing
import Threads

/// weight = f(seed, path, element index): the same bits for any thread count, order, slice and
/// instruction set, whatever else is drawn.
@Suite("Promise 1: the same bits", .serialized)
struct PromiseTests {
  /// One of each law, and shapes that are longer than the grain that threads share.
  private static let cases: [(spelled: String, spec: ParameterSpec)] = [
    ("glorotUniform", .dense(in: 784, out: 128)),
    ("heNormal", .dense(in: 784, out: 128)),
    ("lecunTruncatedNormal", .dense(in: 784, out: 128)),
    ("standardUniform", .dense(in: 35, out: 99)),
    ("normal:0.02", .bias(out: 100_003)),
    ("constant:0.1", .dense(in: 35, out: 99)),
    ("identity", .dense(in: 35, out: 99)),
    ("orthogonal:1.1", .dense(in: 150, out: 90)),
    ("orthogonal", .dense(in: 35, out: 99)),
  ]

  private func eachCase(
    _ body: (any Initializer, ParameterSpec, _ whole: [Float], _ name: String) throws -> Void
  ) throws {
    for (spelled, spec) in Self.cases {
      let initializer = try InitializerCatalog.initializer(spelled: spelled)
      try body(initializer, spec, initializer.draw(spec, path: "hidden.weight", seed: 42), spelled)
    }
  }

  private func fill(
    _ initializer: any Initializer, _ spec: ParameterSpec, _ range: Range<Int>,
    threads: ThreadPool = .single
  ) throws -> [Float] {
    var values = [Float](repeating: .nan, count: range.count)
    try values.withUnsafeMutableBufferPointer {
      try initializer.fill(
        $0, from: range.lowerBound, of: spec, path: "hidden.weight", seed: 42, threads: threads)
    }
    return values
  }

  @Test("1, 2, 3 and 7 threads give the same bits, for the whole and for an unaligned slice")
  func threads() throws {
    try eachCase { initializer, spec, whole, name in
      for threads in [1, 2, 3, 7] {
        let pool = ThreadPool(threadCount: threads)
        let count = spec.shape.count
        #expect(
          try isSame(fill(initializer, spec, 0..<count, threads: pool), whole),
          "\(name), \(threads) threads")
        let slice = try fill(initializer, spec, 37..<count - 5, threads: pool)
        #expect(isSame(slice, Array(whole[37..<count - 5])), "\(name), \(threads) threads")
      }
    }
  }

  @Test("any slice holds the bits of the whole there: unaligned, short, empty, at the end")
  func slices() throws {
    try eachCase { initializer, spec, whole, name in
      let chosen = ParameterStream(seed: 3, path: name)
      let count = spec.shape.count
      // Cuts anywhere, some equal.
      let words = (0..<9).map { Int(chosen.word(at: $0) % UInt32(count)) }
      let cuts = ([0, 1, 32, 32, 33, count] + words).sorted()
      var joined: [Float] = []
      for (lower, upper) in zip(cuts, cuts.dropFirst()) {
        joined += try fill(initializer, spec, lower..<upper)
      }
      #expect(isSame(joined, whole), "\(name)")
      #expect(try fill(initializer, spec, count..<count).isEmpty)
    }
  }

  @Test("every instruction set that the processor has gives the same bits")
  func instructionSets() throws {
    let before = xv_current_instruction_set()
    defer { _ = xv_use_instruction_set(before) }
    try eachCase { initializer, spec, whole, name in
      for set in [XV_PORTABLE, XV_AVX2, XV_AVX512] {
        _ = xv_use_instruction_set(set)
        let values = try initializer.draw(spec, path: "hidden.weight", seed: 42)
        #expect(isSame(values, whole), "\(name), set \(set.rawValue)")
      }
    }
  }

  @Test("the order of draws, and what else is drawn, changes nothing")
  func order() throws {
    let paths = ["input.weight", "hidden.weight", "output.weight", "hidden.bias"]
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let initializer = VarianceScaling.glorotNormal
    let forward = try paths.map { try initializer.draw(spec, path: $0, seed: 1) }
    let backward = try paths.reversed().map { path in
      _ = try VarianceScaling.heUniform.draw(.bias(out: 11), path: "another", seed: 1)
      return try initializer.draw(spec, path: path, seed: 1)
    }
    for (a, b) in zip(forward, backward.reversed()) { #expect(isSame(a, b)) }
  }

  @Test("draws made by many threads at once, through one pool, have the same bits")
  func concurrently() async throws {
    let spec = ParameterSpec.dense(in: 784, out: 128)
    let expected = try (0..<6).map {
      try VarianceScaling.heNormal.draw(spec, path: "layers.\($0)", seed: 2)
    }
    try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for layer in 0..<6 {
        group.addTask {
          (layer, try VarianceScaling.heNormal.draw(spec, path: "layers.\(layer)", seed: 2))
        }
      }
      for try await (layer, values) in group { #expect(isSame(values, expected[layer])) }
    }
  }

  @Test("parameters with different names, or different seeds, differ")
  func different() throws {
    for name in ["glorotUniform", "heNormal", "lecunTruncatedNormal", "orthogonal"] {
      let initializer = try InitializerCatalog.initializer(spelled: name)
      let spec = ParameterSpec.dense(in: 35, out: 99)
      let base = try initializer.draw(spec, path: "layers.0.weight", seed: 0)
      let others = try [
        initializer.draw(spec, path: "layers.1.weight", seed: 0),
        initializer.draw(spec, path: "layers.0.weight", seed: 1),
        initializer.draw(spec, path: "layers.0.weight", seed: 1 << 63),
        initializer.draw(spec, path: "", seed: 0),
      ]
      for other in others {
        // Of 3,465 pairs of draws from 2^24 values few are equal by chance.
        #expect(zip(base, other).count { $0 == $1 } < 5, "\(name)")
      }
    }
  }

  @Test("composed and decomposed spellings of a path draw different weights")
  func normalForms() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let composed = try VarianceScaling.heNormal.draw(spec, path: "r\u{e9}seau", seed: 0)
    let decomposed = try VarianceScaling.heNormal.draw(spec, path: "re\u{301}seau", seed: 0)
    #expect(zip(composed, decomposed).count { $0 == $1 } < 5)
  }

  @Test("a fill writes nothing outside the memory it is given")
  func borders() throws {
    try eachCase { initializer, spec, whole, name in
      var values = [Float](repeating: 77, count: 1_200)
      try values.withUnsafeMutableBufferPointer {
        let middle = UnsafeMutableBufferPointer(rebasing: $0[100..<1_100])
        try initializer.fill(middle, from: 50, of: spec, path: "hidden.weight", seed: 42)
      }
      #expect(values.prefix(100).allSatisfy { $0 == 77 }, "\(name)")
      #expect(values.suffix(100).allSatisfy { $0 == 77 }, "\(name)")
      #expect(isSame(Array(values[100..<1_100]), Array(whole[50..<1_050])), "\(name)")
    }
  }

  private func isSame(_ a: [Float], _ b: [Float]) -> Bool {
    a.map(\.bitPattern) == b.map(\.bitPattern)
  }
}
