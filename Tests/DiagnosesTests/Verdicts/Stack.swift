import Initializers
import Networks
import Operators

/// Dense layers of one width, all but the last with an activation.
struct Stack {
  let depth: Int
  var width = 512
  var inputs = 64
  let activation: Activation
  /// The variance of a weight times fan in.
  var weights: Double
  /// The variance of a bias; `nil` for that of a weight of the first fan, as PyTorch draws it.
  var biases: Double? = 0
  /// The variance of a weight of the first layer times fan in, where it has one of its own.
  var first: Double?

  /// A stack as PyTorch draws it: weights and biases uniform within one over the root of fan in.
  static func pytorch(_ depth: Int, _ activation: Activation) -> Stack {
    Stack(depth: depth, activation: activation, weights: 1 / 3, biases: nil)
  }

  func network() throws -> Network {
    var layers: [any Layer] = []
    var fanIn = inputs
    for index in 0..<depth {
      layers.append(try layer(width, fanIn, activation, index == 0 ? first ?? weights : weights))
      fanIn = width
    }
    layers.append(try layer(10, fanIn, .identity, weights))
    return try Network(checking: [inputs], layers)
  }

  private func layer(
    _ units: Int, _ fanIn: Int, _ activation: Activation, _ weights: Double
  ) throws -> Dense {
    Dense(
      units, activation: activation,
      initializer: VarianceScaling(
        scale: weights, mode: .fanIn, distribution: biases == nil ? .uniform : .normal),
      biasInitializer: try bias(fanIn))
  }

  private func bias(_ fanIn: Int) throws -> FixedLaw {
    switch biases {
    case nil: try .uniform(bound: (1 / Double(fanIn)).squareRoot())
    case 0: .zeros
    case let variance?: try .normal(standardDeviation: variance.squareRoot())
    }
  }
}
