import Initializers
import Testing

@Suite("Matrix laws of papers")
struct PaperLawTests {
  @Test("delta-orthogonal kernels are orthonormal at the middle and 0 elsewhere, both ways round")
  func deltaOrthogonal() throws {
    for (inputs, outputs) in [(35, 99), (99, 35)] {
      let spec = try ParameterSpec.convolution(
        in: inputs, out: outputs, kernel: [3, 5], layout: .pytorch)
      let weights = try FixedLaw.deltaOrthogonal(gain: 2).draw(spec, path: "k", seed: 1)
      func weight(_ output: Int, _ input: Int, _ position: Int) -> Double {
        Double(weights[(output * inputs + input) * 15 + position])
      }
      for position in 0..<15 where position != 7 {
        #expect((0..<inputs * outputs).allSatisfy { weights[$0 * 15 + position] == 0 })
      }
      let (long, short) = (max(inputs, outputs), min(inputs, outputs))
      var worst = 0.0
      for a in 0..<short {
        for b in 0..<short {
          let dot = (0..<long).reduce(0.0) {
            inputs < outputs
              ? $0 + weight($1, a, 7) * weight($1, b, 7) : $0 + weight(a, $1, 7) * weight(b, $1, 7)
          }
          worst = max(worst, abs(dot - (a == b ? 4 : 0)))
        }
      }
      #expect(worst < 2e-5)
      let variance = try FixedLaw.deltaOrthogonal(gain: 2).law(for: spec).variance(of: spec)
      // Of an orthonormal matrix the squares add up to the smaller side.
      let sum = weights.reduce(0) { $0 + Double($1) * Double($1) }
      #expect(abs(sum - 4 * Double(short)) < 1e-3)
      #expect(abs(variance * Double(weights.count) / sum - 1) < 1e-5)
    }
  }

  @Test("each unit has 15 weights, all where there are fewer, and they are spread over all inputs")
  func sparse() throws {
    for (inputs, kept) in [(350, 15), (9, 9)] {
      let map = try DrawnMap(FixedLaw.martensSparse(), in: inputs, out: 990, path: "w")
      for unit in 0..<990 {
        #expect((0..<inputs).count { map.weights[$0 * 990 + unit] != 0 } == kept)
      }
      let count = Double(990 * kept)
      let mean = map.weights.reduce(0) { $0 + $1 * $1 } / count
      #expect(abs(mean - 1) < 4.5 * (2 / count).squareRoot())
      // The number of units that look at an input is binomial.
      let share = Double(kept) / Double(inputs)
      let deviation = (990 * share * (1 - share)).squareRoot()
      for input in 0..<inputs {
        let seen = (0..<990).count { map.weights[input * 990 + $0] != 0 }
        #expect(abs(Double(seen) - 990 * share) <= 5 * deviation)
      }
    }
  }

  @Test("arguments out of range are refused in these words")
  func refusals() throws {
    func expect(
      _ code: InitializerError.Code, _ sentence: String, _ body: () throws -> Void
    ) {
      let error = thrownError(body)
      #expect(error?.code == code, "\(sentence)")
      #expect(error?.description == sentence)
    }
    typealias Rule = VarianceScaling
    let least = "a whole number that is at least 1 was expected"
    expect(.argument, "residual blocks: 0, \(least)") { _ = try Rule.fixupNormal(blocks: 0) }
    expect(
      .argument,
      "layers in a residual branch: 1, a whole number that is at least 2 was expected"
    ) { _ = try Fixup(blocks: 3, layersPerBranch: 1) }
    expect(.argument, "transformer layers: -2, \(least)") {
      _ = try FixedLaw.gpt2ResidualNormal(layers: -2)
    }
    expect(.argument, "encoder layers: 0, \(least)") {
      _ = try Rule.tFixupEncoderUniform(layers: 0)
    }
    expect(.argument, "decoder layers: 0, \(least)") {
      _ = try Rule.tFixupDecoderUniform(layers: 0)
    }
    expect(.argument, "encoder layers: 0, \(least)") {
      _ = try VarianceRule.tFixupEmbeddingNormal(layers: 0)
    }
    expect(.argument, "layers: 0, \(least)") { _ = try DeepNorm.decoderOnly(layers: 0) }
    expect(.argument, "decoder layers: 0, \(least)") {
      _ = try DeepNorm.encoder(layers: 3, decoderLayers: 0)
    }
    expect(.argument, "decoder layers: 0, \(least)") { _ = try Rule.subLNDecoderUniform(layers: 0) }
    expect(.argument, "base width: 0, \(least)") {
      _ = try MaximalUpdate(baseWidth: 0, width: 8)
    }
    expect(.argument, "width of a head: 0, \(least)") {
      _ = try MaximalUpdate.attentionMultiplier(headWidth: 0, baseHeadWidth: 8)
    }
    let positive = "a finite number above 0 was expected"
    expect(.scale, "omega: 0, \(positive)") { _ = try Rule.sirenUniform(omega: 0) }
    expect(.scale, "omega: nan, \(positive)") { _ = try Rule.sirenUniform(omega: .nan) }
    expect(.scale, "base fan in: -1, \(positive)") {
      _ = try VarianceRule.muPOutputNormal(baseFanIn: -1)
    }
    expect(.scale, "gain: -1.0, a finite number that is at least 0 was expected") {
      _ = try VarianceRule.spectralNormal(gain: -1)
    }
    expect(
      .argument,
      "recipe fixupNormal:4,1: a whole number that is at least 2 as number of layers in a branch "
        + "was expected"
    ) { _ = try InitializerCatalog.initializer(spelled: "fixupNormal:4,1") }
    expect(
      .argument,
      "recipe deepNormUniform: deepNormUniform:LAYERS, with the number of layers, was expected"
    ) { _ = try InitializerCatalog.initializer(spelled: "deepNormUniform") }
  }

  @Test("a fan of 0 is refused by the rules that divide by it")
  func zeroFans() throws {
    let empty = ParameterSpec.dense(in: 0, out: 99)
    for rule in [
      VarianceRule.sirenFirstUniform, .spectralNormal, try .muPOutputNormal(),
      try .tFixupEmbeddingNormal(layers: 2),
    ] {
      let error = thrownError { _ = try rule.law(for: empty) }
      #expect(error?.code == .zeroFan, "\(rule.name)")
      #expect(
        error?.description
          == "fan in 0, fan out 99: fanIn is 0, at least 1 was expected")
    }
    let table = ParameterSpec.embedding(vocabulary: 5, dimension: 0)
    let error = thrownError {
      _ = try VarianceRule.tFixupEmbeddingNormal(layers: 2).law(for: table)
    }
    #expect(error?.code == .zeroFan)
  }

  @Test("a rule of one's own gives its variance, and refuses one that is none")
  func ownRule() throws {
    let rule = VarianceRule(name: "own", distribution: .truncatedNormal) { _ in 0.25 }
    let spec = ParameterSpec.dense(in: 35, out: 99)
    #expect(abs(try rule.law(for: spec).variance(of: spec) - 0.25) < 1e-15)
    let refused = VarianceRule(name: "own", distribution: .normal) { _ in -1 }
    #expect(
      thrownError { _ = try refused.law(for: spec) }?.description
        == "variance: -1.0, a finite number that is at least 0 was expected")
  }
}
