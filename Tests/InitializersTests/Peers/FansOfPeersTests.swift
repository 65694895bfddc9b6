import Initializers
import Tensors
import Testing

/// Fans that other libraries get wrong; each figure of theirs was measured on the release named.
@Suite("Fans that other libraries get wrong")
struct FansOfPeersTests {
  @Test(
    "transposed convolution: PyTorch 2.15, Keras 3.15 and Flux swap the fans, all ignore stride")
  func transposed() throws {
    let spec = try ParameterSpec.transposedConvolution(
      in: 32, out: 256, kernel: [4, 4], stride: [2, 2], layout: .pytorch)
    // PyTorch counts 256 x 16 = 4096, so that the output's variance is 0.029 of what it should be.
    #expect(spec.fans == Fans(fanIn: 128, fanOut: 4096))
    try expectVariance(1 / 128.0, VarianceScaling.lecunNormal, spec)
  }

  @Test("transposed convolution: any Glorot initializer stops burn, here it draws")
  func transposedGlorot() throws {
    let spec = try ParameterSpec.transposedConvolution(
      in: 64, out: 256, kernel: [3, 3], layout: .pytorch)
    try expectVariance(2 / (576.0 + 2304), VarianceScaling.glorotUniform, spec)
  }

  @Test("grouped convolution: PyTorch, Keras, JAX, Flux and candle count fan out of all groups")
  func grouped() throws {
    let spec = try ParameterSpec.convolution(
      in: 32, out: 64, kernel: [3, 3], groups: 4, layout: .pytorch)
    #expect(spec.shape == [64, 8, 3, 3])
    // PyTorch: (72, 576).
    #expect(spec.fans == Fans(fanIn: 72, fanOut: 144))
  }

  @Test("grouped convolution: tinygrad and mlx-swift start it too small by the root of the groups")
  func groupedScale() throws {
    let spec = try ParameterSpec.convolution(
      in: 64, out: 64, kernel: [3, 3], groups: 64, layout: .pytorch)
    // tinygrad: a deviation of 0.0238 where PyTorch's is 0.192 = sqrt(1 / 27).
    try expectVariance(1 / 27.0, VarianceScaling.standardUniform, spec)
  }

  @Test("depthwise convolution: Keras counts all channels as inputs, PyTorch all as outputs")
  func depthwise() throws {
    for layout in Layout.allCases {
      let spec = try ParameterSpec.depthwiseConvolution(
        channels: 64, kernel: [3, 3], layout: layout)
      // Keras: (576, 9), PyTorch: (9, 576).
      #expect(spec.fans == Fans(fanIn: 9, fanOut: 9))
    }
  }

  @Test("convolution: tinygrad's glorot_uniform leaves the kernel out of fan out")
  func kernelArea() throws {
    let spec = try ParameterSpec.convolution(in: 32, out: 64, kernel: [3, 3], layout: .pytorch)
    // tinygrad: a deviation of 0.0762.
    try expectVariance(0.048112522 * 0.048112522, VarianceScaling.glorotUniform, spec)
  }

  @Test(
    "convolution: candle's bias bound ignores kernel and groups, here it has the weight's fan in")
  func biasBound() throws {
    let weight = try ParameterSpec.convolution(
      in: 32, out: 64, kernel: [3, 3], groups: 4, layout: .pytorch)
    // A bias has no inputs of its own: the bound is written from the weight's fans.
    let bound = 1 / weight.fans.fanIn.squareRoot()
    let values = try FixedLaw.uniform(bound: bound).draw(.bias(out: 64), path: "b", seed: 0)
    #expect(values.allSatisfy { abs($0) < 0.1178512 })
    #expect(values.contains { abs($0) > 0.09 })
  }

  @Test("fused projections: PyTorch counts all three as one map, 0.707 of the right deviation")
  func fused() throws {
    for layout in Layout.allCases {
      let spec = try ParameterSpec.fusedProjections(
        in: 512, out: [512, 512, 512], layout: layout)
      // PyTorch's nn.MultiheadAttention: 0.0312 instead of 0.0442.
      try expectVariance(0.0441941738 * 0.0441941738, VarianceScaling.glorotUniform, spec)
    }
  }

  @Test("fused gates: Keras counts the outputs of all gates")
  func gates() throws {
    let spec = try ParameterSpec.fusedGates(in: 64, out: 128, gates: 4)
    #expect(spec.fans == Fans(fanIn: 64, fanOut: 128))
    try expectVariance(2 / 192.0, VarianceScaling.glorotUniform, spec)
  }

  @Test("expert stacks: PyTorch sees a convolution with fan in 262,144")
  func experts() throws {
    let spec = try ParameterSpec.experts(8, in: 1024, out: 256)
    #expect(spec.shape == [8, 1024, 256])
    #expect(spec.fans == Fans(fanIn: 1024, fanOut: 256))
    try expectVariance(2 / 1024.0, VarianceScaling.heNormal, spec)
  }

  @Test("column layouts: burn passes fan out as fan in")
  func layout() throws {
    for layout in Layout.allCases {
      let spec = ParameterSpec.dense(in: 35, out: 99, layout: layout)
      #expect(spec.fans == Fans(fanIn: 35, fanOut: 99))
    }
  }

  @Test("the start of residual and other wide maps keeps length where DKS swaps in and out")
  func semiOrthogonal() throws {
    // DKS for PyTorch: 100 to 400 keeps a quarter, 400 to 100 gives four times the length.
    for (inputs, outputs, kept) in [(100, 400, 1.0), (400, 100, 0.25)] {
      for layout in [Layout.pytorch, .keras] {
        let spec = ParameterSpec.dense(in: inputs, out: outputs, layout: layout)
        let values = try FixedLaw.orthogonal.draw(spec, path: "w", seed: 7).map(Double.init)
        let squares = values.reduce(0) { $0 + $1 * $1 }
        // The mean of |W x|^2 / |x|^2 over directions is the sum of squares per input.
        #expect(abs(squares / Double(inputs) - kept) < 1e-5)
      }
    }
  }
}

/// Draws a parameter and compares the mean square with a variance, within 5 standard errors.
func expectVariance(
  _ variance: Double, _ initializer: VarianceScaling, _ spec: ParameterSpec,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let law = ExactLaw.law(initializer.distribution.rawValue, variance: variance)
  var values: [Float] = []
  for layer in 0..<max(1, 100_000 / spec.shape.count) {
    values += try initializer.draw(spec, path: "layers.\(layer).weight", seed: 3)
  }
  #expect(abs(Sample(values).varianceScore(law)) < 5, sourceLocation: sourceLocation)
}
