import Initializers
import Testing

@Suite("Variances of papers' initializers")
struct PaperVarianceTests {
  /// Variances at fan in 350 and fan out 990, from 30-digit arithmetic on the papers' equations and,
  /// for GPT-2 and DeepNorm, on the published digits.
  static let variances = [
    ("seluNormal", 0.00285714285714), ("sirenUniform", 6.34920634921e-6),
    ("sirenUniform:7", 0.000116618075802), ("sirenFirstUniform", 2.72108843537e-6),
    ("spectralNormal", 0.00285714285714), ("spectralNormal:3", 0.0257142857143),
    ("muPInputNormal:2", 0.0114285714286), ("muPHiddenNormal", 0.00285714285714),
    ("muPOutputNormal", 8.16326530612e-6), ("muPOutputNormal:70,0.5", 0.000142857142857),
    ("gpt2ResidualNormal:12", 1.66666666667e-5), ("fixupNormal:12", 0.00016835016835),
    ("fixupNormal:12,3", 0.000583182090091), ("tFixupEmbeddingNormal:12", 0.000274928699614),
    ("tFixupEncoderUniform:12", 0.000193412340179),
    ("tFixupDecoderUniform:12", 0.000143619469948), ("deepNormUniform:12", 0.000152331449641),
    ("deepNormEncoderUniform:12,12", 0.000239042661605),
    ("deepNormDecoderUniform:12", 0.000124378105493), ("subLNUniform:12", 0.00474336392589),
    ("subLNEncoderUniform:12,5", 0.0042817558778), ("subLNDecoderUniform:5", 0.00404186597179),
    ("smallNormal", 0.00114285714286), ("smallEmbeddingUniform", 3.33333333333e-9),
  ]

  @Test("draws have the paper's variance within 4.5 standard errors", arguments: variances)
  func drawn(spelled: String, variance: Double) throws {
    let spec = ParameterSpec.dense(in: 350, out: 990)
    let initializer = try InitializerCatalog.initializer(spelled: spelled)
    let law = try initializer.law(for: spec)
    // The digits quoted have at least seven places.
    #expect(abs(law.variance(of: spec) / variance - 1) < 1e-7)
    let weights = try initializer.draw(spec, path: "paper", seed: 7).map(Double.init)
    let count = Double(weights.count)
    // The variance of a squared draw is 2 s^4 for a normal law, 0.8 s^4 for a uniform one.
    let isNormal = spelled.prefix { $0 != ":" }.hasSuffix("Normal")
    let error = ((isNormal ? 2 : 0.8) / count).squareRoot()
    #expect(abs(weights.secondMoment / variance - 1) < 4.5 * error)
    let mean = weights.reduce(0, +) / count
    #expect(abs(mean) < 4.5 * (variance / count).squareRoot())
    // Only a normal law leaves sqrt(3) deviations; 8 % of its draws do.
    let outside = weights.count { $0 * $0 > 3.0001 * variance }
    let (least, most) = isNormal ? (0.07, 0.09) : (0, 0)
    let share = Double(outside) / count
    #expect(share >= least && share <= most)
  }

  @Test("the residual maps of GPT-2 have the published deviations at its four depths")
  func gpt2() throws {
    let published = [
      12: 0.00408248290463863, 24: 0.00288675134594813, 36: 0.00235702260395516,
      48: 0.00204124145231932,
    ]
    for (layers, deviation) in published {
      let law = try FixedLaw.gpt2ResidualNormal(layers: layers).law as? Normal
      #expect(abs(try #require(law).standardDeviation / deviation - 1) < 1e-13)
    }
  }

  @Test("the numbers of DeepNorm at 12 layers are those published")
  func deepNorm() throws {
    let numbers = [
      (try DeepNorm.encoderOnly(layers: 12), 2.2133638, 0.31947155),
      (try DeepNorm.decoderOnly(layers: 12), 2.2133638, 0.31947155),
      (try DeepNorm.encoder(layers: 12, decoderLayers: 12), 1.7608776, 0.40019818),
      (try DeepNorm.decoder(layers: 12), 2.4494897, 0.28867513),
    ]
    for (numbers, multiplier, gain) in numbers {
      #expect(abs(numbers.residualMultiplier - multiplier) < 5e-8)
      #expect(abs(numbers.gain - gain) < 5e-9)
    }
    // 16^4 / 16 is 2^12: the encoder's root is exact and unequal to the one with exchanged depths.
    let uneven = try DeepNorm.encoder(layers: 16, decoderLayers: 65_536)
    #expect(abs(uneven.residualMultiplier - 0.81 * 4) < 1e-14)
    #expect(abs(uneven.gain - 0.87 / 4) < 1e-15)
  }

  @Test("Fixup's factor is the square root of the depth for two layers, the fourth for three")
  func fixup() throws {
    // He's deviation for a kernel of 3 x 3 and 64 filters is 0.0589256.
    let spec = try ParameterSpec.convolution(in: 35, out: 64, kernel: [3, 3])
    let factors = [(1, 2, 1.0), (1, 5, 1), (16, 2, 0.25), (16, 3, 0.5), (64, 4, 0.5)]
    for (blocks, layers, factor) in factors {
      let rule = VarianceScaling.self
      let law = try rule.fixupNormal(blocks: blocks, layersPerBranch: layers).law(for: spec)
      let deviation = law.variance(of: spec).squareRoot()
      #expect(abs(deviation / (0.0589255650988790 * factor) - 1) < 1e-12)
    }
  }

  @Test("T-Fixup's factors are exact where the roots are whole numbers")
  func tFixup() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let glorot = try VarianceScaling.glorotUniform.law(for: spec).variance(of: spec)
    func factor(_ rule: VarianceScaling) throws -> Double {
      (try rule.law(for: spec).variance(of: spec) / glorot).squareRoot()
    }
    #expect(abs(try factor(.tFixupEncoderUniform(layers: 1)) - 0.67) < 1e-15)
    #expect(abs(try factor(.tFixupEncoderUniform(layers: 16)) - 0.335) < 1e-15)
    #expect(abs(try factor(.tFixupDecoderUniform(layers: 9)) - 1.0 / 3) < 1e-15)
    // 1/8 is the deviation of vectors of 64 numbers, however many there are and wherever they stand.
    let rule = try VarianceRule.tFixupEmbeddingNormal(layers: 9)
    for spec in [
      ParameterSpec.embedding(vocabulary: 999, dimension: 64),
      .tiedEmbedding(vocabulary: 999, dimension: 64),
    ] {
      let deviation = try rule.law(for: spec).variance(of: spec).squareRoot()
      #expect(abs(deviation - 1.0 / 24) < 1e-16)
    }
  }

  @Test("the small variance of attention is Glorot's of the feed-forward map beside it")
  func small() throws {
    let square = ParameterSpec.dense(in: 35, out: 35)
    let wide = ParameterSpec.dense(in: 35, out: 140)
    let small = try VarianceScaling.smallNormal.law(for: square).variance(of: square)
    let glorot = try VarianceScaling.glorotNormal.law(for: wide).variance(of: wide)
    #expect(abs(small / glorot - 1) < 1e-15)
  }

  @Test("sections of a fused map have the variances of their own fans")
  func sections() throws {
    let spec = try ParameterSpec.fusedProjections(in: 400, out: [400, 40])
    let weights = try VarianceRule.spectralNormal.draw(spec, path: "qkv", seed: 2).map(Double.init)
    let wide = weights.indices.filter { $0 % 440 < 400 }.map { weights[$0] }
    let narrow = weights.indices.filter { $0 % 440 >= 400 }.map { weights[$0] }
    // 40 outputs of 400 inputs: a tenth of the variance, from 16 000 draws and ten times as many.
    let error = (2.0 / 16_000 + 2.0 / 160_000).squareRoot()
    #expect(abs(wide.secondMoment / narrow.secondMoment / 10 - 1) < 4.5 * error)
  }
}
