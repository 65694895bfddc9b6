/// What theory may be off by, the median over a network's values, besides noise.
struct ZooLimits {
  var forward = 0.05
  var backward = 0.1
  var correlation = 0.02
  /// How far the mean logarithm of a length may lie beyond its band.
  var length = 0.1

  static func of(_ name: String) -> ZooLimits { known[name] ?? ZooLimits() }

  // Borders of images, batches of few examples, and steps in time that only their average stands for.
  private static let known = [
    "strided convolutions": ZooLimits(forward: 0.12),
    "VGG with batch normalization": ZooLimits(backward: 0.2, correlation: 0.06),
    "ResNet with batch normalization": ZooLimits(backward: 0.2, correlation: 0.05),
    "ResNet, normalized before each convolution": ZooLimits(length: 0.2),
    "ResNeXt with group normalization": ZooLimits(backward: 0.3, correlation: 0.12),
    "U-Net with batch normalization": ZooLimits(correlation: 0.07, length: 0.2),
    "MobileNetV2": ZooLimits(backward: 0.3, length: 0.2),
    "squeeze and excite with batch normalization": ZooLimits(
      forward: 0.06, backward: 0.35, length: 0.6),
    "squeeze and excite": ZooLimits(forward: 0.25, backward: 0.12, correlation: 0.08, length: 0.6),
    "ConvNeXt": ZooLimits(backward: 0.25),
    "DeepNorm, 12 blocks": ZooLimits(backward: 0.15),
    // A forget gate's bias counts as one of all gates.
    "LSTM with open forget gates": ZooLimits(
      forward: 0.2, backward: 2, correlation: 0.2, length: 0.6),
    "GRU": ZooLimits(backward: 0.7),
    "two LSTMs": ZooLimits(backward: 0.5, length: 0.6),
  ]
}
