import Initializers
import Tensors
import Testing

@Suite("Memory that the caller owns")
struct FillTests {
  private let spec = ParameterSpec.dense(in: 35, out: 99)
  private let initializer = VarianceScaling.glorotNormal

  @Test("an array, a span, a buffer and untyped memory are filled alike, whole and in part")
  func ways() throws {
    let whole = try initializer.draw(spec, path: "w", seed: 5)
    for (first, count) in [(0, 3465), (0, 1), (3464, 1), (777, 1000), (3465, 0)] {
      let expected = Array(whole[first..<first + count])
      var array = [Float](repeating: 9, count: count)
      try initializer.fill(&array, from: first, of: spec, path: "w", seed: 5)
      #expect(array == expected)

      var viewed = [Float](repeating: 9, count: count)
      var span = viewed.mutableSpan
      try initializer.fill(&span, from: first, of: spec, path: "w", seed: 5)
      #expect(viewed == expected)

      var owned = [Float](repeating: 9, count: count)
      try owned.withUnsafeMutableBufferPointer {
        try initializer.fill($0, from: first, of: spec, path: "w", seed: 5)
      }
      #expect(owned == expected)

      // Memory that no alignment is promised for.
      var bytes = [UInt8](repeating: 9, count: 4 * count + 2)
      try bytes.withUnsafeMutableBytes { raw in
        let start = raw.baseAddress.map { $0 + 1 }
        try initializer.fill(
          ElementBuffer(start: start, count: count, type: .float32), from: first, of: spec,
          path: "w", seed: 5)
        for (index, value) in expected.enumerated() {
          #expect(raw.loadUnaligned(fromByteOffset: 1 + 4 * index, as: Float.self) == value)
        }
      }
      #expect(bytes.first == 9 && bytes.last == 9)
    }
  }

  @Test("a part of an array can be filled through its span")
  func part() throws {
    var array = [Float](repeating: 9, count: 30)
    var span = array.mutableSpan
    var middle = span.extracting(10..<20)
    try initializer.fill(&middle, from: 40, of: spec, path: "w", seed: 5)
    let whole = try initializer.draw(spec, path: "w", seed: 5)
    #expect(array[10..<20] == whole[40..<50])
    #expect(array[..<10].allSatisfy { $0 == 9 } && array[20...].allSatisfy { $0 == 9 })
  }
}
