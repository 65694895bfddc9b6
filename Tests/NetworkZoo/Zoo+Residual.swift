import Initializers
import Networks
import Operators

extension Zoo {
  /// Residual networks, with normalization and without.
  public static let residual: [ZooNetwork] = [
    resnet, resnetV2, grouped, perceptron(blocks: 20, share: 1.0 / 20, flaw: nil),
    perceptron(blocks: 100, share: 1.0 / 100, flaw: nil),
    perceptron(blocks: 40, share: 1, flaw: "explodes: sums double at each of 40 blocks"),
    fixup,
  ]

  private static func basic(_ channels: Int, stride: Int, from input: Int) -> any Layer {
    let body: [any Layer] = [
      Convolution(
        channels, kernel: 3, stride: PerAxis(stride), padding: 1, initializer: .heNormal,
        hasBias: false),
      BatchNormalization(), Activate(.relu),
      Convolution(channels, kernel: 3, padding: 1, initializer: .heNormal, hasBias: false),
      BatchNormalization(),
    ]
    if stride == 1 && channels == input {
      return Residual(activation: .relu) { for layer in body { layer } }
    }
    return Residual(activation: .relu) {
      for layer in body { layer }
    } shortcut: {
      Convolution(
        channels, kernel: 1, stride: PerAxis(stride), initializer: .heNormal, hasBias: false)
      BatchNormalization()
    }
  }

  private static let resnet = ZooNetwork(
    "ResNet with batch normalization", .residual, "heNormal", of: [3, 16, 16], input: .zooImage
  ) {
    Convolution(24, kernel: 3, padding: 1, initializer: .heNormal, hasBias: false)
    BatchNormalization()
    Activate(.relu)
    for (channels, stride, input) in [
      (24, 1, 24), (24, 1, 24), (48, 2, 24), (48, 1, 48), (96, 2, 48), (96, 1, 96),
    ] {
      basic(channels, stride: stride, from: input)
    }
    GlobalAveragePooling()
    Dense(16)
  }

  private static let resnetV2 = ZooNetwork(
    "ResNet, normalized before each convolution", .residual, "heNormal", of: [3, 12, 12],
    input: .zooImage
  ) {
    Convolution(32, kernel: 3, padding: 1, initializer: .heNormal, hasBias: false)
    for _ in 0..<8 {
      Residual {
        for _ in 0..<2 {
          BatchNormalization()
          Activate(.relu)
          Convolution(32, kernel: 3, padding: 1, initializer: .heNormal, hasBias: false)
        }
      }
    }
    BatchNormalization()
    Activate(.relu)
    GlobalAveragePooling()
    Dense(16)
  }

  private static let grouped = ZooNetwork(
    "ResNeXt with group normalization", .residual, "heNormal", of: [3, 12, 12], input: .zooImage
  ) {
    Convolution(64, kernel: 3, padding: 1, initializer: .heNormal)
    for _ in 0..<6 {
      Residual(activation: .relu) {
        Convolution(32, kernel: 1, initializer: .heNormal)
        GroupNormalization(groups: 4)
        Activate(.relu)
        Convolution(32, kernel: 3, padding: 1, groups: 4, initializer: .heNormal)
        GroupNormalization(groups: 4)
        Activate(.relu)
        Convolution(64, kernel: 1, initializer: .heNormal)
        GroupNormalization(groups: 4)
      }
    }
    GlobalAveragePooling()
    Dense(16)
  }

  // Each branch adds `share` of its input's variance.
  private static func perceptron(blocks: Int, share: Double, flaw: String?) -> ZooNetwork {
    ZooNetwork(
      "residual perceptron, \(blocks) blocks, branches of \(share)", .residual,
      "heNormal, the last of a branch \(share) / fan in", of: [128], flaw: flaw,
      isWide: flaw == nil
    ) {
      for _ in 0..<blocks {
        Residual {
          Dense(128, activation: .relu, initializer: .heNormal)
          Dense(128, initializer: fanIn(share))
        }
      }
      Dense(16)
    }
  }

  private static let fixup = ZooNetwork(
    "residual convolutions, branches of 1/8", .residual,
    "heNormal, the last of a branch 1/8 / fan in", of: [3, 12, 12], input: .zooImage
  ) {
    Convolution(32, kernel: 3, padding: 1, initializer: .heNormal)
    for _ in 0..<8 {
      Residual {
        Convolution(32, kernel: 3, padding: 1, activation: .relu, initializer: .heNormal)
        Convolution(32, kernel: 3, padding: 1, initializer: fanIn(1.0 / 8))
      }
    }
    Activate(.relu)
    GlobalAveragePooling()
    Dense(16)
  }
}
