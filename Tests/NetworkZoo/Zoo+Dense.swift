import Initializers
import Networks
import Operators

extension Zoo {
  /// Dense chains of all depths and widths; those that are drawn badly say why.
  public static let dense: [ZooNetwork] = deep + defaults + bad

  private static let relu = Activate(.relu)
  private static let tanh = Activate(.tanh)
  private static let gelu = Activate(.gelu)

  private static let deep: [ZooNetwork] = [
    Chain(depth: 5, width: 1024, inputs: 256).network(
      "tanh under Glorot", "normal, variance 1 / fan in", tanh, family: .dense),
    Chain(depth: 50, width: 128).network(
      "tanh under Glorot", "normal, variance 1 / fan in", tanh, family: .dense),
    Chain(depth: 200, width: 160).network(
      "tanh under Glorot", "normal, variance 1 / fan in", tanh, family: .dense),
    Chain(depth: 60, width: 400, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense),
    Chain(depth: 100, width: 512, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense, isWide: false),
    Chain(depth: 10, width: 64, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense),
    Chain(depth: 5, width: 32, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense, isWide: false),
    Chain(depth: 100, width: 256).network(
      "selu under LeCun", "lecunNormal", Activate(.selu), family: .dense),
    Chain(depth: 60, width: 256, weights: 1.95676, biases: 0.28436, first: 8).network(
      "gelu near its attracting critical point",
      "normal, variance 1.95676 / fan in, biases of variance 0.28436", gelu, family: .dense),
    Chain(depth: 24, width: 512, weights: 1 / 0.4252214825703, first: 1).network(
      "gelu with its gain", "normal, gain 1.5335", gelu, family: .dense, isWide: false),
    Chain(depth: 12, width: 256, weights: 2).network(
      "gelu under He", "heNormal", gelu, family: .dense, isWide: false),
    Chain(depth: 10, width: 256, weights: 25.0 / 9).network(
      "tanh with gain 5/3", "normal, gain 5/3", tanh, family: .dense),
    Chain(depth: 30, width: 256, weights: 25.0 / 9).network(
      "tanh with gain 5/3", "normal, gain 5/3", tanh, family: .dense),
    Chain(depth: 2, width: 256).network(
      "sigmoid with gain 1", "normal, gain 1", Activate(.sigmoid), family: .dense),
    Chain(depth: 20, width: 200, weights: 103.0075538555, first: 45.62427779738).network(
      "sigmoid at its critical point", "normal, variance 103.0 / fan in",
      Activate(.sigmoid), family: .dense),
    ZooNetwork(
      "784-128-10 under He", .dense, "heNormal", of: [784]
    ) {
      Dense(128, activation: .relu, initializer: .heNormal)
      Dense(10, initializer: .heNormal)
    },
    ZooNetwork(
      "784-512-256-128-64-10 under Glorot", .dense, "glorotUniform", of: [784]
    ) {
      for units in [512, 256, 128, 64] { Dense(units, activation: .tanh) }
      Dense(10)
    },
    ZooNetwork(
      "orthogonal tanh, 40 x 128", .dense, "orthogonal", of: [128]
    ) {
      for _ in 0..<40 { Dense(128, activation: .tanh, initializer: .orthogonal) }
      Dense(16, initializer: .lecunNormal)
    },
  ]

  private static func pytorch(_ depth: Int, _ width: Int, flaw: String? = nil) -> ZooNetwork {
    func dense(_ units: Int, from inputs: Int) -> any Layer {
      Dense(
        units, initializer: .standardUniform,
        biasInitializer: sure {
          try FixedLaw.uniform(bound: 1 / Double(inputs).squareRoot())
        })
    }
    var layers: [any Layer] = []
    for index in 0..<depth {
      layers.append(dense(width, from: index == 0 ? 64 : width))
      layers.append(Activate(.relu))
    }
    layers.append(dense(16, from: width))
    return ZooNetwork(
      "relu as PyTorch draws it, \(depth) x \(width)", .dense,
      "uniform within 1 / sqrt(fan in), biases too", of: [64], flaw: flaw, list: layers)
  }

  private static let defaults = [
    pytorch(3, 256), pytorch(5, 256),
    pytorch(10, 256, flaw: "collapses: weights of a third of 1 / fan in, biases that remain"),
    pytorch(30, 512, flaw: "collapses: weights of a third of 1 / fan in, biases that remain"),
  ]

  private static let bad: [ZooNetwork] = [
    Chain(depth: 30, width: 256, first: 1).network(
      "relu under Glorot", "normal, variance 1 / fan in", relu, family: .dense,
      flaw: "vanishes: the gain of a linear unit, half of relu's"),
    Chain(depth: 60, width: 256, weights: 2).network(
      "gelu under He", "heNormal", gelu, family: .dense, flaw: "vanishes: the gain of relu",
      isWide: false),
    Chain(depth: 50, width: 256, weights: 25.0 / 9).network(
      "tanh with gain 5/3", "normal, gain 5/3", tanh, family: .dense,
      flaw: "chaotic: a gain beyond the edge of chaos"),
    Chain(depth: 8, width: 256, inputs: 256, weights: 256).network(
      "tanh with weights of variance 1", "normal, variance 1", tanh, family: .dense,
      flaw: "saturated: weights of variance 1"),
    Chain(depth: 5, width: 256).network(
      "sigmoid with gain 1", "normal, gain 1", Activate(.sigmoid), family: .dense,
      flaw: "collapses: a slope of at most a quarter"),
    Chain(depth: 60, width: 256, weights: 1 / 0.4252214825703, first: 1).network(
      "gelu with its gain", "normal, gain 1.5335", gelu, family: .dense,
      flaw: "unstable: lengths move away from 1", isWide: false),
    Chain(depth: 60, width: 16, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense, flaw: "too deep for its width",
      isWide: false),
    Chain(depth: 200, width: 64, weights: 2, first: 1).network(
      "relu under He", "heNormal", relu, family: .dense, flaw: "too deep for its width",
      isWide: false),
  ]
}
