import Initializers
import Networks
import Operators
import Tensors

extension Zoo {
  /// Transformers, normalized before and after their branches, on tokens, numbers and images.
  public static let transformers: [ZooNetwork] = [
    gpt(blocks: 6, isScaled: true), gpt(blocks: 24, isScaled: true),
    gpt(blocks: 6, isScaled: false),
    bert, original, llama, vit, deepNorm,
  ]

  private static func law(_ deviation: Double) -> FixedLaw {
    sure { try .normal(standardDeviation: deviation) }
  }

  private static func gpt(blocks: Int, isScaled: Bool) -> ZooNetwork {
    let weight = law(0.09)
    let last = isScaled ? law(0.09 / (2 * Double(blocks)).squareRoot()) : weight
    return ZooNetwork(
      "GPT-2, \(blocks) blocks" + (isScaled ? "" : ", branches not scaled"), .transformer,
      "normal of deviation 1 / sqrt(width), branches by 1 / sqrt(2 blocks)", of: [12],
      type: .int64, input: .tokens(256)
    ) {
      Embedding(vocabulary: 256, dimension: 128, initializer: weight)
      PositionalEmbedding(initializer: weight)
      for _ in 0..<blocks {
        Residual {
          LayerNormalization()
          MultiHeadAttention(heads: 4, isCausal: true, initializer: weight)
        }
        Residual {
          LayerNormalization()
          Dense(512, activation: .geluTanh, initializer: weight)
          Dense(128, initializer: last)
        }
      }
      LayerNormalization()
      Dense(64, initializer: weight, hasBias: false)
    }.drawing("output.weight", by: last)
  }

  // Normalized after each sum.
  private static let bert = ZooNetwork(
    "BERT, normalized after, 6 blocks", .transformer, "normal of deviation 1 / sqrt(width)",
    of: [12], type: .int64, input: .tokens(256)
  ) {
    let weight = law(0.09)
    Embedding(vocabulary: 256, dimension: 128, initializer: weight)
    PositionalEmbedding(initializer: weight)
    LayerNormalization()
    for _ in 0..<6 {
      Residual { MultiHeadAttention(heads: 4, initializer: weight) }
      LayerNormalization()
      Residual {
        Dense(512, activation: .gelu, initializer: weight)
        Dense(128, initializer: weight)
      }
      LayerNormalization()
    }
    Dense(64, initializer: weight)
  }

  private static let original = ZooNetwork(
    "encoder normalized after, relu, 4 blocks", .transformer, "glorotUniform", of: [10, 96]
  ) {
    for _ in 0..<4 {
      Residual { MultiHeadAttention(heads: 4) }
      LayerNormalization()
      Residual {
        Dense(256, activation: .relu)
        Dense(96)
      }
      LayerNormalization()
    }
    Dense(16)
  }

  private static let llama = ZooNetwork(
    "LLaMA, 8 blocks", .transformer, "normal of deviation 1 / sqrt(width)", of: [12],
    type: .int64, input: .tokens(256)
  ) {
    let weight = law(0.09)
    Embedding(vocabulary: 256, dimension: 128, initializer: weight)
    for _ in 0..<8 {
      Residual {
        RMSNormalization()
        MultiHeadAttention(
          heads: 4, keyValueHeads: 2, isCausal: true, initializer: weight, hasBias: false)
      }
      Residual {
        RMSNormalization()
        GatedLinearUnit(344, initializer: weight)
        Dense(128, initializer: weight, hasBias: false)
      }
    }
    RMSNormalization()
    Dense(64, initializer: weight, hasBias: false)
  }

  private static let vit = ZooNetwork(
    "ViT, 6 blocks", .transformer, "glorotUniform, patches 1 / fan in", of: [3, 16, 16],
    input: .zoo
  ) {
    Convolution(96, kernel: 4, stride: 4, initializer: .lecunNormal)
    Reshape([96, 16])
    Transpose([1, 0])
    PositionalEmbedding(initializer: law(0.02))
    for _ in 0..<6 {
      Residual {
        LayerNormalization()
        MultiHeadAttention(heads: 4)
      }
      Residual {
        LayerNormalization()
        Dense(384, activation: .gelu)
        Dense(96)
      }
    }
    LayerNormalization()
    Transpose([1, 0])
    GlobalAveragePooling()
    Dense(16)
  }

  // alpha = (2 N)^(1/4) multiplies the shortcut, beta = (8 N)^(-1/4) the branch.
  private static let deepNorm = ZooNetwork(
    "DeepNorm, 12 blocks", .transformer, "deepNormUniform", of: [10, 96]
  ) {
    let small = sure { try VarianceScaling.deepNormUniform(layers: 12) }
    let alpha = Float(2.2133638)
    for _ in 0..<12 {
      Residual {
        MultiHeadAttention(heads: 4)
      } shortcut: {
        Apply.times(alpha)
      }
      LayerNormalization()
      Residual {
        Dense(256, activation: .relu, initializer: small)
        Dense(96, initializer: small)
      } shortcut: {
        Apply.times(alpha)
      }
      LayerNormalization()
    }
    Dense(16)
  }.drawing(
    "value.weight", "output.weight", by: sure { try VarianceScaling.deepNormUniform(layers: 12) })
}

extension Apply {
  /// A constant multiple.
  static func times(_ factor: Float) -> Apply {
    Apply { plan, x, path throws(NetworkError) in
      let number = plan.one(factor)
      return try plan.apply(Mul(), to: [x, number], name: path)[0]
    }
  }
}
