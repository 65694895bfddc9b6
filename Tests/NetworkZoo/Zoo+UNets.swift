import Initializers
import Networks
import Operators

extension Zoo {
  /// Networks that go down in resolution and up again, with what was there joined on the way.
  public static let unets: [ZooNetwork] = [
    unet(isNormalized: true, growth: 24), unet(isNormalized: false, growth: 24),
    autoencoder,
  ]

  private static func double(_ channels: Int, _ isNormalized: Bool) -> any Layer {
    Block {
      for _ in 0..<2 {
        Convolution(
          channels, kernel: 3, padding: 1, initializer: .heNormal, hasBias: !isNormalized)
        if isNormalized { BatchNormalization() }
        Activate(.relu)
      }
    }
  }

  // What lies under one resolution, beside the skip.
  private static func level(_ channels: Int, _ depth: Int, _ isNormalized: Bool) -> any Layer {
    guard depth > 0 else { return double(channels, isNormalized) }
    return Block {
      double(channels, isNormalized)
      Concatenate {
        Block {}
        Block {
          MaxPooling(2)
          level(2 * channels, depth - 1, isNormalized)
          TransposedConvolution(channels, kernel: 2, stride: 2, initializer: .lecunNormal)
        }
      }
      double(channels, isNormalized)
    }
  }

  private static func unet(isNormalized: Bool, growth: Int) -> ZooNetwork {
    ZooNetwork(
      isNormalized ? "U-Net with batch normalization" : "U-Net", .unet, "heNormal",
      of: [3, 16, 16], input: .zooImage, isWide: isNormalized
    ) {
      level(growth, 2, isNormalized)
      Convolution(4, kernel: 1)
    }
  }

  private static let autoencoder = ZooNetwork(
    "autoencoder of convolutions", .unet, "heNormal", of: [3, 16, 16], input: .zooImage,
    isWide: false
  ) {
    for channels in [24, 48] {
      Convolution(
        channels, kernel: 3, stride: 2, padding: 1, activation: .relu, initializer: .heNormal)
    }
    TransposedConvolution(24, kernel: 2, stride: 2, activation: .relu, initializer: .heNormal)
    TransposedConvolution(16, kernel: 4, stride: 2, padding: 1, activation: .relu)
    Convolution(3, kernel: 3, padding: 1)
  }
}
