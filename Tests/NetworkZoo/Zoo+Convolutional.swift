import Initializers
import Networks
import Operators

extension Zoo {
  /// Convolutional networks on images.
  public static let convolutional: [ZooNetwork] = [
    vgg(isNormalized: false), vgg(isNormalized: true), strided, fourteen, plain, average, one,
  ]

  private static func vgg(isNormalized: Bool) -> ZooNetwork {
    ZooNetwork(
      isNormalized ? "VGG with batch normalization" : "VGG", .convolutional,
      "heNormal, Glorot at the output", of: [3, 16, 16], input: .zooImage
    ) {
      for channels in [28, 56, 96] {
        for _ in 0..<2 {
          Convolution(
            channels, kernel: 3, padding: 1, initializer: .heNormal, hasBias: !isNormalized)
          if isNormalized { BatchNormalization() }
          Activate(.relu)
        }
        MaxPooling(2)
      }
      Flatten()
      Dense(128, activation: .relu, initializer: .heNormal)
      Dense(16)
    }
  }

  private static let strided = ZooNetwork(
    "strided convolutions", .convolutional, "heNormal:0.2", of: [3, 24, 24],
    input: .zooImage
  ) {
    for channels in [32, 64, 96] {
      Convolution(
        channels, kernel: 3, stride: 2, padding: 1, activation: .leakyReLU(slope: 0.2),
        initializer: VarianceScaling(scale: 2 / 1.04, mode: .fanIn, distribution: .normal))
    }
    Flatten()
    Dense(16)
  }

  private static let fourteen = ZooNetwork(
    "14 convolutions without padding", .convolutional, "heNormal", of: [4, 32, 32],
    input: .zooImage, isWide: false
  ) {
    for _ in 0..<14 {
      Convolution(24, kernel: 3, activation: .relu, initializer: .heNormal)
    }
    GlobalAveragePooling()
    Dense(16)
  }

  private static let plain = ZooNetwork(
    "tanh convolutions at the edge of chaos", .convolutional,
    "normal, variance 1.76 / fan in, biases 0.05", of: [8, 12, 12], input: .zoo
  ) {
    for _ in 0..<15 {
      Convolution(
        40, kernel: 3, padding: 1, activation: .tanh, initializer: fanIn(1.760954639607),
        biasInitializer: normal(0.05))
    }
    GlobalAveragePooling()
    Dense(16)
  }

  private static let average = ZooNetwork(
    "LeNet", .convolutional, "glorotUniform", of: [1, 20, 20], input: .zoo
  ) {
    Convolution(6, kernel: 5, padding: 2, activation: .tanh)
    AveragePooling(2)
    Convolution(16, kernel: 5, activation: .tanh)
    AveragePooling(2)
    Flatten()
    Dense(120, activation: .tanh)
    Dense(84, activation: .tanh)
    Dense(10)
  }

  private static let one = ZooNetwork(
    "convolutions in time, dilated", .convolutional, "heNormal", of: [64, 16],
    input: .zoo
  ) {
    Transpose([1, 0])
    for exponent in 0..<4 {
      let padding = 1 << exponent
      Convolution(
        64, kernel: 3, padding: Padding(PerAxis(padding)), dilation: PerAxis(padding),
        activation: .relu, initializer: .heNormal)
    }
    GlobalMaxPooling()
    Dense(16)
  }
}
