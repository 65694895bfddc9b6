import Initializers
import Streams
import Tensors
import Testing

@Suite("Fused projections, gates, experts, embeddings")
struct FusedTests {
  @Test("each section of a fused projection is drawn with the variance of its own map")
  func sections() throws {
    for layout in [Layout.pytorch, .keras] {
      let spec = try ParameterSpec.fusedProjections(
        in: 96, out: [192, 48, 48], layout: layout)
      #expect(spec.shape == (layout == .pytorch ? [288, 96] : [96, 288]))
      #expect(
        spec.pieces.map(\.fans) == [
          Fans(fanIn: 96, fanOut: 192), Fans(fanIn: 96, fanOut: 48), Fans(fanIn: 96, fanOut: 48),
        ])
      let values = try VarianceScaling.glorotUniform.draw(spec, path: "qkv", seed: 1)
      for (section, length) in zip([0..<192, 192..<240, 240..<288], [192.0, 48, 48]) {
        let own = values.indices.filter {
          section.contains(layout == .pytorch ? $0 / 96 : $0 % 288)
        }.map { values[$0] }
        let bound = (6 / (96 + length)).squareRoot()
        #expect(own.allSatisfy { abs(Double($0)) < bound })
        // The largest of n uniform draws is within 10 bounds / n of the bound but for 5e-5.
        let largest = Double(own.map(abs).max() ?? 0)
        #expect(largest > bound * (1 - 10 / Double(own.count)))
      }
    }
  }

  @Test("a section's elements take the words of their place in the whole")
  func words() throws {
    let fused = try ParameterSpec.fusedProjections(in: 7, out: [5, 5, 5])
    let alone = ParameterSpec.dense(in: 7, out: 15)
    // With equal variances the sections cannot be told from one matrix.
    #expect(
      try VarianceScaling.lecunNormal.draw(fused, path: "w", seed: 0)
        == VarianceScaling.lecunNormal.draw(alone, path: "w", seed: 0))
  }

  @Test("any slice of a fused parameter is the slice of the whole, for every kind of law")
  func slices() throws {
    for layout in [Layout.pytorch, .keras] {
      let spec = try ParameterSpec.fusedProjections(in: 6, out: [4, 2, 0, 3], layout: layout)
      for name in ["glorotNormal", "orthogonal", "identity", "sparse:0.5,1"] {
        let initializer = try InitializerCatalog.initializer(spelled: name)
        let whole = try initializer.draw(spec, path: "w", seed: 3)
        #expect(whole.count == 54)
        for first in 0...54 {
          for count in stride(from: 0, through: 54 - first, by: 3) {
            var slice = [Float](repeating: .nan, count: count)
            try initializer.fill(&slice, from: first, of: spec, path: "w", seed: 3)
            #expect(slice == Array(whole[first..<first + count]), "\(name) \(first) \(count)")
          }
        }
      }
    }
  }

  @Test("queries, keys and values are orthogonal each by itself, and differ")
  func orthogonalSections() throws {
    let spec = try ParameterSpec.fusedProjections(in: 8, out: [8, 8, 8], layout: .pytorch)
    let values = try FixedLaw.orthogonal.draw(spec, path: "qkv", seed: 2).map(Double.init)
    let parts = (0..<3).map { Array(values[$0 * 64..<($0 + 1) * 64]) }
    for part in parts { #expect(orthogonalityError(part, rows: 8, columns: 8) < 1e-6) }
    #expect(parts[0] != parts[1] && parts[1] != parts[2])
  }

  @Test("each gate of a recurrent layer has an orthogonal matrix of its own, in either layout")
  func gates() throws {
    let rows = try ParameterSpec.fusedGates(
      in: 6, out: 6, gates: 4, isRecurrent: true, layout: .pytorch)
    #expect(rows.shape == [24, 6])
    #expect(rows.role == .recurrentWeight)
    #expect(rows.fans == Fans(fanIn: 6, fanOut: 6))
    let stored = try FixedLaw.orthogonal.draw(rows, path: "w", seed: 0).map(Double.init)
    let columns = try ParameterSpec.fusedGates(in: 6, out: 6, gates: 4)
    #expect(columns.shape == [6, 24])
    let other = try FixedLaw.orthogonal.draw(columns, path: "w", seed: 0).map(Double.init)
    for gate in 0..<4 {
      let own = Array(stored[gate * 36..<(gate + 1) * 36])
      #expect(orthogonalityError(own, rows: 6, columns: 6) < 1e-6)
      // The other layout holds the transposed matrix of the same gate.
      for (output, input) in (0..<36).map({ ($0 / 6, $0 % 6) }) {
        #expect(own[output * 6 + input] == other[input * 24 + gate * 6 + output])
      }
    }
  }

  @Test("a stack of experts has the fans of one of them, and its matrices differ")
  func experts() throws {
    let spec = try ParameterSpec.experts(8, in: 64, out: 32)
    #expect(spec.shape == [8, 64, 32])
    #expect(spec.mapCount == 8)
    #expect(spec.fans == Fans(fanIn: 64, fanOut: 32))
    let values = try FixedLaw.orthogonal.draw(spec, path: "experts", seed: 0).map(Double.init)
    for expert in 0..<8 {
      let own = Array(values[expert * 2048..<(expert + 1) * 2048])
      #expect(orthogonalityError(own, rows: 64, columns: 32) < 2e-6)
    }
    // A slice within one expert draws that expert alone, with the same bits.
    var slice = [Float](repeating: 0, count: 100)
    try FixedLaw.orthogonal.fill(&slice, from: 5 * 2048 + 7, of: spec, path: "experts", seed: 0)
    #expect(slice.map(Double.init) == Array(values[5 * 2048 + 7..<5 * 2048 + 107]))
  }

  @Test("an embedding sums nothing: fan in 1, fan out its dimension; tied, the map to logits sums")
  func embeddings() throws {
    #expect(
      ParameterSpec.embedding(vocabulary: 1000, dimension: 64).fans == Fans(fanIn: 1, fanOut: 64))
    let tied = ParameterSpec.tiedEmbedding(vocabulary: 1000, dimension: 64)
    #expect(tied.fans == Fans(fanIn: 64, fanOut: 1000))
    #expect(tied.shape == [1000, 64])
    let narrow = ParameterSpec.tiedEmbedding(vocabulary: 10, dimension: 64)
    #expect(narrow.fans == Fans(fanIn: 64, fanOut: 64))
    let both = try ParameterSpec.dense(in: 5, out: 9).tied(
      with: .dense(in: 5, out: 9, layout: .keras))
    #expect(both.fans == Fans(fanIn: 5, fanOut: 9))
    #expect(throws: InitializerError.self) {
      try ParameterSpec.dense(in: 5, out: 9).tied(with: .dense(in: 9, out: 5))
    }
  }

  @Test("a low-rank adapter's maps have the fans of the matrices they are")
  func adapters() {
    #expect(ParameterSpec.adapterDown(in: 512, rank: 8).fans == Fans(fanIn: 512, fanOut: 8))
    #expect(ParameterSpec.adapterUp(rank: 8, out: 512).fans == Fans(fanIn: 8, fanOut: 512))
  }

  @Test("an einsum's letters say what its axes are for")
  func einsum() throws {
    let cases: [(String, [Int], Fans, Int)] = [
      ("btd,dhk->bthk", [512, 8, 64], Fans(fanIn: 512, fanOut: 512), 1),
      ("bthk,hkd->btd", [8, 64, 256], Fans(fanIn: 512, fanOut: 256), 1),
      ("ebd,edf->ebf", [4, 96, 32], Fans(fanIn: 96, fanOut: 32), 4),
      ("...i,io->...o", [35, 99], Fans(fanIn: 35, fanOut: 99), 1),
      ("bi,oi->bo", [99, 35], Fans(fanIn: 35, fanOut: 99), 1),
      ("b i, i -> b", [35], Fans(fanIn: 35, fanOut: 1), 1),
    ]
    for (equation, shape, fans, maps) in cases {
      let spec = try ParameterSpec.einsum(equation, shape: shape)
      #expect(spec.fans == fans, "\(equation)")
      #expect(spec.mapCount == maps, "\(equation)")
    }
  }
}

/// The largest entry of |Q'Q - I| (or |QQ' - I| where there are fewer rows than columns).
func orthogonalityError(_ values: [Double], rows: Int, columns: Int) -> Double {
  let (count, length) = rows >= columns ? (columns, rows) : (rows, columns)
  func entry(_ vector: Int, _ i: Int) -> Double {
    rows >= columns ? values[i * columns + vector] : values[vector * columns + i]
  }
  var worst = 0.0
  for a in 0..<count {
    for b in 0...a {
      let product = (0..<length).reduce(0.0) { $0 + entry(a, $1) * entry(b, $1) }
      worst = max(worst, abs(product - (a == b ? 1 : 0)))
    }
  }
  return worst
}
