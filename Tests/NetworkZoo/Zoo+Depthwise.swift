import Initializers
import Networks
import Operators

extension Zoo {
  /// Networks whose kernels see one channel each.
  public static let depthwise: [ZooNetwork] = [
    separable(isNormalized: true), separable(isNormalized: false), mobile, convNeXt(blocks: 6),
  ]

  private static func separable(isNormalized: Bool) -> ZooNetwork {
    ZooNetwork(
      isNormalized ? "MobileNet" : "MobileNet without normalization", .depthwise, "heNormal",
      of: [3, 16, 16], input: .zooImage, isWide: isNormalized
    ) {
      Convolution(32, kernel: 3, padding: 1, activation: .relu, initializer: .heNormal)
      for (channels, stride) in [(48, 1), (64, 2), (64, 1), (96, 2)] {
        DepthwiseConvolution(
          kernel: 3, stride: PerAxis(stride), padding: 1, initializer: .heNormal,
          hasBias: !isNormalized)
        if isNormalized { BatchNormalization() }
        Activate(.relu)
        Convolution(channels, kernel: 1, initializer: .heNormal, hasBias: !isNormalized)
        if isNormalized { BatchNormalization() }
        Activate(.relu)
      }
      GlobalAveragePooling()
      Dense(16)
    }
  }

  private static let mobile = ZooNetwork(
    "MobileNetV2", .depthwise, "heNormal", of: [3, 12, 12], input: .zooImage
  ) {
    Convolution(24, kernel: 3, padding: 1, initializer: .heNormal, hasBias: false)
    BatchNormalization()
    for _ in 0..<6 {
      Residual {
        Convolution(96, kernel: 1, initializer: .heNormal, hasBias: false)
        BatchNormalization()
        Apply.relu6
        DepthwiseConvolution(kernel: 3, padding: 1, initializer: .heNormal, hasBias: false)
        BatchNormalization()
        Apply.relu6
        Convolution(24, kernel: 1, initializer: .heNormal, hasBias: false)
        BatchNormalization()
      }
    }
    GlobalAveragePooling()
    Dense(16)
  }

  private static func convNeXt(blocks: Int) -> ZooNetwork {
    ZooNetwork(
      "ConvNeXt", .depthwise, "normal of deviation 0.02, layer scale 0.1", of: [3, 16, 16],
      input: .zoo
    ) {
      let weight = sure { try FixedLaw.truncatedNormal(standardDeviation: 0.02) }
      Convolution(64, kernel: 2, stride: 2, initializer: .lecunNormal)
      for _ in 0..<blocks {
        Residual {
          DepthwiseConvolution(kernel: 5, padding: 2, initializer: weight)
          Transpose([1, 2, 0])
          LayerNormalization()
          Dense(256, activation: .gelu, initializer: weight)
          Dense(64, initializer: weight)
          Apply.factors(0.1)
          Transpose([2, 0, 1])
        }
      }
      GlobalAveragePooling()
      LayerNormalization()
      Dense(16)
    }
  }
}

extension Apply {
  /// A factor for each feature.
  static func factors(_ start: Float) -> Apply {
    Apply { plan, x, path throws(NetworkError) in
      let units = plan.shape(of: x).lengths.last!
      let factors = try plan.parameter(
        "\(path).weight", .normalizationScale(out: units), drawnBy: FixedLaw.constant(start))
      return try plan.apply(Mul(), to: [x, factors], name: path)[0]
    }
  }
}
