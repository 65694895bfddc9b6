import Initializers
import Networks
import Operators

extension Zoo {
  /// Networks with products of branches.
  public static let gated: [ZooNetwork] = [
    glu("SwiGLU", .silu), glu("GeGLU", .gelu), glu("GLU", .sigmoid), squeeze(isNormalized: true),
    squeeze(isNormalized: false), highway,
  ]

  private static func glu(_ name: String, _ activation: Activation) -> ZooNetwork {
    ZooNetwork(
      "residual \(name), 8 blocks", .gated, "normal, 1 / fan in", of: [96]
    ) {
      for _ in 0..<8 {
        Residual {
          RMSNormalization()
          GatedLinearUnit(256, activation: activation, initializer: .lecunNormal)
          Dense(96, initializer: .lecunNormal)
        }
      }
      RMSNormalization()
      Dense(16)
    }
  }

  private static func squeeze(isNormalized: Bool) -> ZooNetwork {
    ZooNetwork(
      isNormalized
        ? "squeeze and excite with batch normalization" : "squeeze and excite", .gated, "heNormal",
      of: [3, 12, 12], input: .zooImage
    ) {
      Convolution(32, kernel: 3, padding: 1, activation: .relu, initializer: .heNormal)
      for _ in 0..<4 {
        Residual(activation: .relu) {
          Convolution(32, kernel: 3, padding: 1, initializer: .heNormal, hasBias: !isNormalized)
          if isNormalized { BatchNormalization() }
          Activate(.relu)
          Convolution(32, kernel: 3, padding: 1, initializer: .heNormal, hasBias: !isNormalized)
          if isNormalized { BatchNormalization() }
          Apply.squeezeAndExcite(reduction: 4)
        }
      }
      GlobalAveragePooling()
      Dense(16)
    }
  }

  private static let highway = ZooNetwork(
    "highway, 20 x 128", .gated, "heNormal, biases of -1 at the gates", of: [128]
  ) {
    for _ in 0..<20 { Apply.highway }
    Dense(16)
  }
}

extension Apply {
  /// x + t (h - x), t a sigmoid of a map with biases of -1, h a tanh of another.
  static var highway: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let units = plan.shape(of: x).lengths.last!
      try Dense(units, activation: .tanh, initializer: .lecunNormal)
        .lower(into: &plan, path: "\(path).h")
      let h = plan.last
      plan.last = x
      try Dense(
        units, activation: .sigmoid, initializer: .lecunNormal,
        biasInitializer: FixedLaw.constant(-1)
      ).lower(into: &plan, path: "\(path).t")
      let gate = plan.last
      let difference = try plan.apply(Sub(), to: [h, x], name: "\(path).difference")[0]
      let moved = try plan.apply(Mul(), to: [gate, difference], name: "\(path).moved")[0]
      return try plan.apply(Operators.Add(), to: [x, moved], name: path)[0]
    }
  }

  /// Each channel times a gate that sees the means of all.
  static func squeezeAndExcite(reduction: Int) -> Apply {
    Apply { plan, x, path throws(NetworkError) in
      let channels = plan.shape(of: x)[1]
      let gate: [any Layer] = [
        GlobalAveragePooling(),
        Dense(channels / reduction, activation: .relu, initializer: .heNormal),
        Dense(channels, activation: .sigmoid), Reshape([channels, 1, 1]),
      ]
      try plan.apply(gate, under: "\(path).gate")
      return try plan.apply(Mul(), to: [x, plan.last], name: path)[0]
    }
  }
}
