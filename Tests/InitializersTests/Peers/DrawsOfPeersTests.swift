import Foundation
import Initializers
import Streams
import Tensors
import Threads
import Testing

@Suite("Draws that other libraries get wrong")
struct DrawsOfPeersTests {
  private let spec = ParameterSpec.dense(in: 35, out: 99)

  @Test("two layers that share an initializer differ: in Keras 3.15 they are alike")
  func sharedInitializer() throws {
    let shared = VarianceScaling.glorotUniform
    let first = try shared.draw(spec, path: "layers.0.weight", seed: 42)
    let second = try shared.draw(spec, path: "layers.1.weight", seed: 42)
    #expect(zip(first, second).filter { $0 == $1 }.count < 5)
    #expect(abs(correlation(first, second)) < 5 / Double(first.count).squareRoot())
  }

  @Test("one seed in two layers gives different weights: PyTorch's encoder layers are copies")
  func sharedSeed() throws {
    let paths = (0..<12).map { "encoder.layers.\($0).linear1.weight" }
    let draws = try paths.map { try VarianceScaling.heNormal.draw(spec, path: $0, seed: 0) }
    #expect(Set(draws).count == paths.count)
  }

  @Test("two draws without a generator differ: Lux builds the same one anew at every call")
  func defaultGenerator() throws {
    // There is no generator to leave out; only path and seed tell draws apart.
    let same = try VarianceScaling.heNormal.draw(spec, path: "w", seed: 1)
    #expect(try VarianceScaling.heNormal.draw(spec, path: "w", seed: 1) == same)
    #expect(try VarianceScaling.heNormal.draw(spec, path: "w", seed: 2) != same)
    #expect(try VarianceScaling.heNormal.draw(spec, path: "v", seed: 1) != same)
  }

  @Test("recurrent weights of U(-1 / sqrt h, 1 / sqrt h) have mean 0: Lux's have -1 / sqrt h")
  func recurrentMean() throws {
    let square = ParameterSpec.dense(in: 64, out: 64).with(role: .recurrentWeight)
    let values = try VarianceScaling.standardUniform.draw(square, path: "w", seed: 5)
    let sample = Sample(values)
    #expect(abs(sample.meanScore(.uniform(bound: 0.125))) < 4.5)
    #expect(values.allSatisfy { abs($0) < 0.125 })
  }

  @Test("a draw of 15 normals begins that of 16 and of 17: PyTorch takes another path below 16")
  func prefix() throws {
    let long = try FixedLaw.normal(standardDeviation: 1).draw(.bias(out: 17), path: "b", seed: 0)
    for count in 1...17 {
      let short = try FixedLaw.normal(standardDeviation: 1)
        .draw(.bias(out: count), path: "b", seed: 0)
      #expect(short == Array(long.prefix(count)))
    }
  }

  @Test("an orthogonal draw is the same on any number of threads: PyTorch's is not")
  func orthogonalThreads() throws {
    let wide = ParameterSpec.dense(in: 97, out: 130)
    let whole = try FixedLaw.orthogonal.draw(wide, path: "w", seed: 0)
    for threads in [1, 2, 3, 5] {
      var values = [Float](repeating: 0, count: wide.shape.count)
      try FixedLaw.orthogonal.fill(
        &values, of: wide, path: "w", seed: 0, threads: ThreadPool(threadCount: threads))
      #expect(values == whole)
    }
  }

  @Test("a sparse law's choice belongs to seed and path: PyTorch's ignores the generator")
  func sparseMask() throws {
    func mask(_ path: String, _ seed: UInt64) throws -> [Bool] {
      try FixedLaw.sparse(sparsity: 0.7, standardDeviation: 1)
        .draw(spec, path: path, seed: seed).map { $0 == 0 }
    }
    let first = try mask("w", 0)
    #expect(try mask("w", 0) == first)
    #expect(try mask("w", 1) != first)
    #expect(try mask("v", 0) != first)
  }

  @Test("every unit of a sparse law has its share of zeros, every input is as likely to be one")
  func sparseShare() throws {
    let law = try FixedLaw.sparse(sparsity: 0.7, standardDeviation: 0.5)
    for layout in [Layout.pytorch, .keras] {
      let wide = ParameterSpec.dense(in: 40, out: 3000, layout: layout)
      let values = try law.draw(wide, path: "w", seed: 1)
      var zerosOfInput = [Int](repeating: 0, count: 40)
      for unit in 0..<3000 {
        let own = (0..<40).map { values[layout == .pytorch ? unit * 40 + $0 : $0 * 3000 + unit] }
        #expect(own.filter { $0 == 0 }.count == 28)
        for (input, value) in own.enumerated() where value == 0 { zerosOfInput[input] += 1 }
      }
      // 3000 units, each zero with probability 0.7: 25 zeros are a standard error.
      #expect(zerosOfInput.allSatisfy { abs($0 - 2100) < 5 * 25 })
      // The weights that are left are those of the normal law.
      let normal = try FixedLaw.normal(standardDeviation: 0.5).draw(wide, path: "w", seed: 1)
      #expect(zip(values, normal).allSatisfy { $0 == 0 || $0 == $1 })
    }
  }

  @Test("he_normal has gain sqrt 2: in MLX 0.32 it is 1")
  func heGain() throws {
    try expectVariance(2 / 35.0, VarianceScaling.heNormal, spec)
    try expectVariance(2 / 35.0, VarianceScaling.heTruncatedNormal, spec)
  }

  private func correlation(_ a: [Float], _ b: [Float]) -> Double {
    let products = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let squares = [a, b].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }
    return products / (squares[0] * squares[1]).squareRoot()
  }
}
