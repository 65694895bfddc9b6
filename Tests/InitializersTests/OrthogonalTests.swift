import Initializers
import Tensors
import Testing
import Threads

@Suite("Orthogonal draws")
struct OrthogonalTests {
  @Test(
    "W'W is the squared gain times identity, tall, wide, square and thin",
    arguments: [
      (150, 90), (90, 150), (128, 128), (784, 35), (35, 784), (1, 1), (1, 50), (50, 1), (2, 2),
      (65, 64), (64, 65), (3, 1_000), (300, 299), (299, 300),
    ], [1, 1.7, 0.05])
  func orthonormal(_ shape: (Int, Int), gain: Double) throws {
    let (rows, columns) = shape
    let values = try FixedLaw.orthogonal(gain: gain)
      .draw(.dense(in: rows, out: columns), path: "w", seed: 1)
    let matrix = Matrix(rows, columns, values)
    // n reflections in Float32, each rounding by 2^-24: errors grow like sqrt(n) to n of them.
    let bound = gain * gain * 0x1p-24 * (8 + 2 * Double(min(rows, columns)).squareRoot())
    #expect(matrix.distanceFromOrthogonal(scale: gain * gain) < bound)
  }

  @Test("any slice has the bits of the whole, on any number of threads")
  func threadsAndSlices() throws {
    for (rows, columns) in [(150, 90), (90, 150), (97, 97)] {
      let spec = ParameterSpec.dense(in: rows, out: columns)
      let whole = try FixedLaw.orthogonal.draw(spec, path: "w", seed: 4)
      for threads in [ThreadPool.single, ThreadPool(threadCount: 2), ThreadPool(threadCount: 3)] {
        for range in [0..<whole.count, 1..<whole.count, columns + 3..<5 * columns + 1, 7..<8] {
          var slice = [Float](repeating: .nan, count: range.count)
          try slice.withUnsafeMutableBufferPointer {
            try FixedLaw.orthogonal.fill(
              $0, from: range.lowerBound, of: spec, path: "w", seed: 4, threads: threads)
          }
          #expect(slice.map(\.bitPattern) == whole[range].map(\.bitPattern))
        }
      }
    }
  }

  @Test("a matrix without elements is drawn as nothing")
  func empty() throws {
    for (rows, columns) in [(0, 0), (0, 5), (5, 0)] {
      let spec = ParameterSpec.dense(in: rows, out: columns)
      #expect(try FixedLaw.orthogonal.draw(spec, path: "w", seed: 1).isEmpty)
      let law = try FixedLaw.orthogonal.law(for: spec)
      #expect(law.variance(of: spec).isFinite)
    }
  }

  @Test("a 1 x 1 draw is the gain with a fair sign")
  func single() throws {
    let initializer = try FixedLaw.orthogonal(gain: 2)
    let values = try (0..<2_000).map {
      try initializer.draw(.dense(in: 1, out: 1), path: "w", seed: $0)[0]
    }
    #expect(values.allSatisfy { abs($0) == 2 })
    // Null law: 2,000 fair coins.
    let positive = Double(values.count { $0 > 0 })
    #expect(abs(positive - 1_000) < 4.5 * 500.0.squareRoot())
  }

  @Test("the law's variance is the gain's square over the longer axis")
  func variance() throws {
    for (rows, columns) in [(150, 90), (90, 150), (1, 50), (64, 64)] {
      let spec = ParameterSpec.dense(in: rows, out: columns)
      let law = try FixedLaw.orthogonal(gain: 1.5).law(for: spec)
      let expected = 2.25 / Double(max(rows, columns))
      #expect(abs(law.variance(of: spec) / expected - 1) < 1e-15)
      // Orthonormality fixes the mean square of every draw.
      let values = try FixedLaw.orthogonal(gain: 1.5).draw(spec, path: "w", seed: 3)
      #expect(abs(Sample(values).moment(2) / expected - 1) < 1e-5)
    }
  }

  @Test("a gain of 0 gives zeros, gains scale the same matrix")
  func gains() throws {
    let spec = ParameterSpec.dense(in: 30, out: 20)
    let base = try FixedLaw.orthogonal.draw(spec, path: "w", seed: 0)
    #expect(try FixedLaw.orthogonal(gain: 4).draw(spec, path: "w", seed: 0) == base.map { 4 * $0 })
    #expect(
      try FixedLaw.orthogonal(gain: 0).draw(spec, path: "w", seed: 0).allSatisfy { $0 == 0 })
  }

  @Test("a wide draw is the transpose of the tall one of the same path")
  func transposed() throws {
    let tall = try FixedLaw.orthogonal.draw(.dense(in: 40, out: 25), path: "w", seed: 8)
    let wide = try FixedLaw.orthogonal.draw(.dense(in: 25, out: 40), path: "w", seed: 8)
    for row in 0..<40 {
      for column in 0..<25 { #expect(tall[row * 25 + column] == wide[column * 40 + row]) }
    }
  }
}
