import Networks

extension FaultHost {
  /// Healthy networks of all families.
  static let all: [FaultHost] =
    chains + convolutional + residual + transformers
    + [
      FaultHost(
        "RNN",
        [
          .weight: "layers.0.inputWeight", .bias: "layers.0.bias", .head: "layers.1.weight",
          .recurrentWeight: "layers.0.recurrentWeight",
        ]),
      FaultHost(
        "RNN with normal weights",
        [.weight: "layers.0.inputWeight", .bias: "layers.0.bias", .head: "layers.1.weight"]),
      FaultHost(
        "residual SwiGLU, 8 blocks",
        [
          .weight: "layers.3.layers.2.weight", .head: "layers.9.weight",
          .factor: "layers.3.layers.0.weight",
        ]),
      FaultHost(
        "gated blocks of fused maps", family: "gated", sure { try FaultyGraphs.fused() },
        [.fused: "block3.gate.weight"]),
    ]

  private static var chains: [FaultHost] {
    let places: [Place: String] = [
      .weight: "dense3.weight", .behind: "dense4.weight", .bias: "dense3.bias",
      .head: "head.weight",
    ]
    var relu = FaultHost(
      "relu of several widths, 12 layers", family: "dense",
      sure { try FaultyGraphs.perceptron(.relu, .heNormal) }, places)
    relu.allowsWholeFaults = true
    var tanh = FaultHost(
      "tanh of several widths, 12 layers", family: "activations",
      sure { try FaultyGraphs.perceptron(.tanh, .lecunNormal) }, places)
    tanh.variants = [
      .sigmoid: FaultKind.Planted(
        sure { try FaultyGraphs.perceptron(.tanh, .lecunNormal, sigmoidAt: 3) },
        .layers(["dense3", "dense4"]))
    ]
    return [
      FaultHost(
        "784-512-256-128-64-10 under Glorot",
        [
          .weight: "layers.1.weight", .behind: "layers.2.weight", .bias: "layers.1.bias",
          .head: "layers.4.weight",
        ]), tanh, relu,
    ]
  }

  private static let convolutional: [FaultHost] = [
    FaultHost(
      "convolutions of several widths", family: "convolutional",
      sure { try FaultyGraphs.convolutional() },
      [
        .weight: "conv3.weight", .behind: "conv4.weight", .bias: "conv3.bias",
        .head: "head.weight",
      ]),
    FaultHost(
      "MobileNet without normalization",
      [
        .weight: "layers.7.weight", .bias: "layers.7.bias", .head: "layers.18.weight",
        .grouped: "layers.5.weight",
      ]),
    FaultHost(
      "U-Net of one level", family: "U-Net", sure { try FaultyGraphs.unet() },
      [
        .weight: "top.conv0.weight", .behind: "top.conv1.weight", .bias: "top.conv0.bias",
        .transposed: "join.under.up.weight", .head: "head.weight",
      ]),
  ]

  private static var residual: [FaultHost] {
    var perceptron = FaultHost(
      "residual perceptron, 20 blocks, branches of 0.05",
      [
        .weight: "layers.9.layers.0.weight", .behind: "layers.9.layers.1.weight",
        .bias: "layers.9.layers.0.bias", .head: "layers.20.weight",
      ])
    perceptron.branchEnds = Set((0..<20).map { "layers.\($0).layers.1.weight" })
    var normalized = FaultHost(
      "residual perceptron, normalized", family: "residual",
      sure { try FaultyGraphs.residual(isNormalized: true) },
      [
        .weight: "block7.up.weight", .behind: "block7.down.weight", .bias: "block7.up.bias",
        .factor: "block7.norm.weight", .head: "head.weight",
      ])
    normalized.variants = [
      .unnormalized: FaultKind.Planted(
        sure { try FaultyGraphs.residual(isNormalized: false) }, .cause("residual sums"))
    ]
    return [
      perceptron, normalized,
      FaultHost(
        "ResNet with batch normalization",
        [
          .weight: "layers.5.layers.0.weight", .behind: "layers.5.layers.3.weight",
          .factor: "layers.1.weight", .head: "layers.10.weight",
        ]),
      FaultHost(
        "ResNeXt with group normalization", [.grouped: "layers.3.layers.3.weight"]),
    ]
  }

  private static let transformers: [FaultHost] = [
    FaultHost(
      "GPT-2, 6 blocks",
      [
        .weight: "layers.7.layers.1.weight", .behind: "layers.7.layers.2.weight",
        .bias: "layers.7.layers.1.bias", .head: "layers.15.weight",
        .query: "layers.6.layers.1.query.weight", .key: "layers.6.layers.1.key.weight",
        .embedding: "layers.0.weight", .factor: "layers.6.layers.0.weight",
      ]),
    FaultHost(
      "encoder normalized after, relu, 4 blocks",
      [
        .weight: "layers.6.layers.0.weight", .behind: "layers.6.layers.1.weight",
        .bias: "layers.6.layers.0.bias", .head: "layers.16.weight",
        .query: "layers.4.layers.0.query.weight", .key: "layers.4.layers.0.key.weight",
        .factor: "layers.5.weight",
      ]),
  ]
}

// What cannot fail.
private func sure<Result>(_ make: () throws -> Result) -> Result {
  do {
    return try make()
  } catch {
    preconditionFailure("\(error)")
  }
}
