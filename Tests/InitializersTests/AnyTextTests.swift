import GaussianIntegrals
import Initializers
import TestSupport
import Testing

@Suite("Text that nobody would type")
struct AnyTextTests {
  /// Pieces of right spellings, wrong ones, numbers at the ends of their ranges, and other letters.
  private let pieces =
    InitializerCatalog.names + FunctionCatalog.entries.map { $0.name } + [
      ":", ",", ",,", "-", "->", "...", " ", "", "0", "1", "-1", "1e308", "1e-308", "nan", "inf",
      "-inf", "9223372036854775807", "0x1p-2", "fanIn", "normal", "ü", "\u{0}", "🌱", "ab", "bc",
    ]

  private func text(_ draws: inout Draws) -> String {
    (0..<Int.random(in: 0...6, using: &draws)).map { _ in pieces.randomElement(using: &draws)! }
      .joined()
  }

  @Test("any spelling of an initializer gives one that draws or refuses, or is refused itself")
  func initializers() {
    var draws = Draws(seed: 1)
    let specs = [ParameterSpec.dense(in: 3, out: 5), .bias(out: 4), .dense(in: 0, out: 2)]
    var made = 0
    for _ in 0..<20_000 {
      let spelled = text(&draws)
      guard let initializer = try? InitializerCatalog.initializer(spelled: spelled) else {
        continue
      }
      made += 1
      for spec in specs {
        guard let values = try? initializer.draw(spec, path: spelled, seed: 0) else { continue }
        #expect(values.allSatisfy { $0.isFinite }, "\(spelled)")
      }
    }
    #expect(made > 500)
  }

  @Test("any text as an equation, any numbers as a shape, are a parameter or are refused")
  func equations() {
    var draws = Draws(seed: 2)
    let lengths = [0, 1, 2, 3, 1 << 31, 1 << 62, .max, -1, .min]
    for _ in 0..<20_000 {
      let shape = (0..<Int.random(in: 0...7, using: &draws)).map { _ in
        lengths.randomElement(using: &draws)!
      }
      let groups = lengths.randomElement(using: &draws)!
      let layout = Layout.allCases.randomElement(using: &draws)!
      let letters = (0..<3).map { _ in
        String(
          (0..<Int.random(in: 0...3, using: &draws)).map { _ in "abcd".randomElement(using: &draws)!
          })
      }
      let a = lengths.randomElement(using: &draws)!
      let b = lengths.randomElement(using: &draws)!
      let specs = [
        try? ParameterSpec.einsum(text(&draws), shape: shape),
        try? ParameterSpec.einsum("\(letters[0]),\(letters[1])->\(letters[2])", shape: shape),
        try? ParameterSpec.stored(shape, layout: layout, groups: groups),
        try? ParameterSpec.convolution(
          in: a, out: b, kernel: shape, groups: groups, layout: layout),
        try? ParameterSpec.transposedConvolution(
          in: a, out: b, kernel: shape, stride: shape, groups: groups, layout: layout),
        try? ParameterSpec.depthwiseConvolution(
          channels: a, multiplier: b, kernel: shape, layout: layout),
        try? ParameterSpec.fusedProjections(in: a, out: shape, layout: layout),
        try? ParameterSpec.fusedGates(in: a, out: b, gates: groups, layout: layout),
        try? ParameterSpec.experts(groups, in: a, out: b, layout: layout),
      ]
      for spec in specs.compactMap({ $0 }) where spec.shape.count < 1000 {
        #expect(spec.fans.fanIn >= 0 && spec.fans.fanOut >= 0)
        for name in ["glorotUniform", "orthogonal", "identity", "sparse:0.5"] {
          let initializer = try? InitializerCatalog.initializer(spelled: name)
          _ = try? initializer?.draw(spec, path: "w", seed: 0)
        }
      }
    }
  }

  @Test("any spelling of a function gives one with moments, or is refused")
  func functions() {
    var draws = Draws(seed: 3)
    for _ in 0..<2_000 {
      let spelled = text(&draws)
      guard let function = try? FunctionCatalog.function(spelled: spelled) else { continue }
      _ = try? GaussianMoments(of: function, variance: 1)
    }
  }
}
