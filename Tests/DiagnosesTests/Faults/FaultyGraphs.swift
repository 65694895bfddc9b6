import Initializers
import Networks
import Operators

/// Networks whose graphs can be built with a fault.
enum FaultyGraphs {
  /// Layers of several widths.
  static func perceptron(
    _ activation: Activation, _ initializer: VarianceScaling, sigmoidAt place: Int? = nil
  ) throws -> Network {
    let widths = [160, 96, 192, 128, 96, 160, 128, 96, 160, 96, 128, 160]
    return try Network(checking: [96]) {
      for (index, units) in widths.enumerated() {
        Dense(
          units, activation: index == place ? .sigmoid : activation, initializer: initializer,
          name: "dense\(index)")
      }
      Dense(16, initializer: .lecunNormal, name: "head")
    }
  }

  /// A residual perceptron that is normalized at the start of its branches, or not.
  static func residual(isNormalized: Bool) throws -> Network {
    try Network(checking: [96]) {
      for block in 0..<16 {
        Residual(name: "block\(block)") {
          if isNormalized { LayerNormalization(name: "norm") }
          Dense(192, activation: .relu, initializer: .heNormal, name: "up")
          Dense(96, initializer: .lecunNormal, name: "down")
        }
      }
      LayerNormalization(name: "norm")
      Dense(16, initializer: .lecunNormal, name: "head")
    }
  }

  /// Convolutions of several widths.
  static func convolutional() throws -> Network {
    try Network(checking: [3, 8, 8]) {
      for (index, channels) in [32, 24, 48, 32, 24, 32].enumerated() {
        Convolution(
          channels, kernel: 3, padding: 1, activation: .relu, initializer: .heNormal,
          name: "conv\(index)")
      }
      GlobalAveragePooling()
      Flatten()
      Dense(16, initializer: .lecunNormal, name: "head")
    }
  }

  /// Convolutions down to half the resolution and up again, with what was there joined.
  static func unet() throws -> Network {
    func pair(_ name: String, _ channels: Int) -> any Layer {
      Block(name: name) {
        for index in 0..<2 {
          Convolution(
            channels, kernel: 3, padding: 1, activation: .relu, initializer: .heNormal,
            name: "conv\(index)")
        }
      }
    }
    return try Network(checking: [3, 6, 6]) {
      pair("down", 24)
      Concatenate(name: "join") {
        Block(name: "skip") {}
        Block(name: "under") {
          MaxPooling(2)
          pair("bottom", 48)
          TransposedConvolution(24, kernel: 2, stride: 2, initializer: .lecunNormal, name: "up")
        }
      }
      pair("top", 24)
      Convolution(4, kernel: 1, initializer: .lecunNormal, name: "head")
    }
  }

  /// Gated blocks whose two maps lie in one parameter.
  static func fused() throws -> Network {
    try Network(checking: [96]) {
      for block in 0..<8 {
        Residual(name: "block\(block)") {
          RMSNormalization(name: "norm")
          FusedGate(units: 160, name: "gate")
          Dense(96, initializer: .glorotNormal, name: "down")
        }
      }
      RMSNormalization(name: "norm")
      Dense(16, initializer: .glorotNormal, name: "head")
    }
  }
}

/// silu of one half of a map times the other.
private struct FusedGate: Layer {
  let units: Int
  let name: String?

  func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let x = plan.last
    let width = plan.shape(of: x).lengths.last!
    let units = units
    let weight = try plan.parameter(
      "\(path).weight",
      { () throws(InitializerError) in
        try .fusedProjections(in: width, out: [units, units])
      }, drawnBy: VarianceScaling.glorotNormal)
    let both = try plan.apply(MatMul(), to: [x, weight], name: "\(path).map")[0]
    let parts = try plan.apply(
      Split(axis: -1, lengths: [units, units]), to: [both], name: "\(path).split")
    let gate = try plan.apply(Swish(alpha: 1), to: [parts[0]], name: "\(path).silu")[0]
    plan.last = try plan.apply(Mul(), to: [gate, parts[1]], name: path)[0]
  }
}
