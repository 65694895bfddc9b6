import Initializers
import Networks
import Operators
import Recipes
import Tensors

/// Networks as people build them, drawn as their papers and libraries draw them.
enum Architectures {
  /// Weights as PyTorch draws those of maps and convolutions.
  static let pytorch = VarianceScaling.standardUniform
  /// N(0, 0.02).
  static var small: FixedLaw { get throws { try .normal(standardDeviation: 0.02) } }
  /// The same, cut at two deviations.
  static var cut: FixedLaw { get throws { try .truncatedNormal(standardDeviation: 0.02) } }
  /// N(0, 2 / fan out).
  static let fanOut = VarianceScaling(scale: 2, mode: .fanOut, distribution: .normal)

  /// Biases as PyTorch draws them.
  static func bias(fanIn: Int) throws -> FixedLaw {
    try .uniform(bound: 1 / Double(fanIn).squareRoot())
  }

  // MARK: Images

  private static func bottleneck(_ width: Int, stride: Int, from channels: Int) -> any Layer {
    func body() -> [any Layer] {
      [
        Convolution(width, kernel: 1, initializer: fanOut, hasBias: false),
        BatchNormalization(), Activate(.relu),
        Convolution(
          width, kernel: 3, stride: PerAxis(stride), padding: 1, initializer: fanOut,
          hasBias: false),
        BatchNormalization(), Activate(.relu),
        Convolution(4 * width, kernel: 1, initializer: fanOut, hasBias: false),
        BatchNormalization(),
      ]
    }
    if stride == 1, channels == 4 * width {
      return Residual(activation: .relu) { for layer in body() { layer } }
    }
    return Residual(activation: .relu) {
      for layer in body() { layer }
    } shortcut: {
      Convolution(
        4 * width, kernel: 1, stride: PerAxis(stride), initializer: fanOut, hasBias: false)
      BatchNormalization()
    }
  }

  /// ResNet-50 of torchvision: N(0, 2 / fan out), batch normalization, PyTorch's head.
  static func resNet50(size: Int) throws -> Network {
    let headBias = try bias(fanIn: 2_048)
    return Network(input: [3, size, size]) {
      Convolution(64, kernel: 7, stride: 2, padding: 3, initializer: fanOut, hasBias: false)
      BatchNormalization()
      Activate(.relu)
      MaxPooling(3, stride: 2, padding: 1)
      for (stage, count) in [3, 4, 6, 3].enumerated() {
        for block in 0..<count {
          let width = 64 << stage
          bottleneck(
            width, stride: block == 0 && stage > 0 ? 2 : 1,
            from: block > 0 ? 4 * width : stage > 0 ? 2 * width : 64)
        }
      }
      GlobalAveragePooling()
      Dense(1_000, initializer: pytorch, biasInitializer: headBias)
    }
  }

  /// ConvNeXt: N(0, 0.02) cut, layer normalization, branches times 1e-6.
  ///
  /// That factor is on the weights of the last map of each branch, which gives the same numbers.
  static func convNeXt(size: Int, widths: [Int], depths: [Int]) throws -> Network {
    let cut = try cut
    let last = try FixedLaw.truncatedNormal(standardDeviation: 0.02 * 1e-6)
    func normalization() -> [any Layer] {
      [Transpose([1, 2, 0]), LayerNormalization(epsilon: 1e-6), Transpose([2, 0, 1])]
    }
    return Network(input: [3, size, size]) {
      Convolution(widths[0], kernel: 4, stride: 4, initializer: cut)
      for layer in normalization() { layer }
      for (stage, width) in widths.enumerated() {
        if stage > 0 {
          for layer in normalization() { layer }
          Convolution(width, kernel: 2, stride: 2, initializer: cut)
        }
        for _ in 0..<depths[stage] {
          Residual {
            DepthwiseConvolution(kernel: 7, padding: 3, initializer: cut)
            Transpose([1, 2, 0])
            LayerNormalization(epsilon: 1e-6)
            Dense(4 * width, activation: .gelu, initializer: cut)
            Dense(width, initializer: last)
            Transpose([2, 0, 1])
          }
        }
      }
      GlobalAveragePooling()
      LayerNormalization(epsilon: 1e-6)
      Dense(1_000, initializer: cut)
    }
  }

  /// U-Net with batch normalization, as PyTorch draws it.
  static func uNet(size: Int, width: Int, depth: Int) throws -> Network {
    func double(_ channels: Int, from inputs: Int) throws -> [any Layer] {
      try [inputs, channels].flatMap { fanIn -> [any Layer] in
        let bias = try bias(fanIn: 9 * fanIn)
        return [
          Convolution(
            channels, kernel: 3, padding: 1, initializer: pytorch,
            biasInitializer: bias),
          BatchNormalization(), Activate(.relu),
        ]
      }
    }
    // What lies below one level, its input and output of the level's channels.
    func below(_ channels: Int, _ levels: Int) throws -> [any Layer] {
      guard levels > 0 else { return [] }
      var inner: [any Layer] = [MaxPooling(2)]
      inner += try double(2 * channels, from: channels)
      inner += try below(2 * channels, levels - 1)
      inner.append(
        TransposedConvolution(
          channels, kernel: 2, stride: 2, initializer: pytorch,
          biasInitializer: try bias(fanIn: 4 * channels)))
      let both = Concatenate {
        Block {}
        Block { for layer in inner { layer } }
      }
      return try [both] + double(channels, from: 2 * channels)
    }
    let layers = try double(width, from: 3) + below(width, depth)
    let last = try bias(fanIn: width)
    return Network(input: [3, size, size]) {
      for layer in layers { layer }
      Convolution(2, kernel: 1, initializer: pytorch, biasInitializer: last)
    }
  }

  /// ViT of torchvision: Glorot, N(0, 0.02) positions, a head of zeros.
  static func viT(size: Int, patch: Int, width: Int, blocks: Int, heads: Int) throws -> Network {
    let small = try small
    let count = size / patch * (size / patch)
    let bias = try FixedLaw.normal(standardDeviation: 1e-6)
    return Network(input: [3, size, size]) {
      Convolution(
        width, kernel: PerAxis(patch), stride: PerAxis(patch), initializer: .lecunTruncatedNormal)
      Reshape([width, count])
      Transpose([1, 0])
      PositionalEmbedding(initializer: small)
      for _ in 0..<blocks {
        Residual {
          LayerNormalization(epsilon: 1e-6)
          MultiHeadAttention(heads: heads)
        }
        Residual {
          LayerNormalization(epsilon: 1e-6)
          Dense(4 * width, activation: .gelu, biasInitializer: bias)
          Dense(width, biasInitializer: bias)
        }
      }
      LayerNormalization(epsilon: 1e-6)
      Transpose([1, 0])
      GlobalAveragePooling()
      Dense(1_000, initializer: .zeros)
    }
  }

  // MARK: Text

  /// GPT-2: N(0, 0.02), what ends branches over the root of their number, normalized before.
  static func gpt2(width: Int, blocks: Int, time: Int) throws -> Network {
    let small = try small
    let last = try FixedLaw.normal(standardDeviation: 0.02 / (2 * Double(blocks)).squareRoot())
    return Network(input: [time], of: .int64) {
      Embedding(vocabulary: 2_000, dimension: width, initializer: small)
      PositionalEmbedding(initializer: small)
      for _ in 0..<blocks {
        Residual {
          LayerNormalization()
          MultiHeadAttention(heads: width / 64, isCausal: true, initializer: small)
        }
        Residual {
          LayerNormalization()
          Dense(4 * width, activation: .geluTanh, initializer: small)
          Dense(width, initializer: last)
        }
      }
      LayerNormalization()
      Dense(2_000, initializer: small, hasBias: false)
    }.redrawn("output.weight", by: last)
  }

  /// BERT: N(0, 0.02), normalized after each sum.
  static func bert(width: Int, blocks: Int, time: Int) throws -> Network {
    let small = try small
    return Network(input: [time], of: .int64) {
      Embedding(vocabulary: 2_000, dimension: width, initializer: small)
      PositionalEmbedding(initializer: small)
      LayerNormalization(epsilon: 1e-12)
      for _ in 0..<blocks {
        Residual { MultiHeadAttention(heads: width / 64, initializer: small) }
        LayerNormalization(epsilon: 1e-12)
        Residual {
          Dense(4 * width, activation: .gelu, initializer: small)
          Dense(width, initializer: small)
        }
        LayerNormalization(epsilon: 1e-12)
      }
      Dense(width, activation: .gelu, initializer: small)
      LayerNormalization(epsilon: 1e-12)
      Dense(2_000, initializer: small)
    }
  }
}

extension Network {
  /// The same with another law for parameters whose path ends so.
  fileprivate func redrawn(_ ending: String, by initializer: FixedLaw) -> Network {
    withLaws(parameters.map { $0.path.hasSuffix(ending) ? initializer.law : $0.law })
  }
}
