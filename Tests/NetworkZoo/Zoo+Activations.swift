import Initializers
import Networks
import Operators

extension Zoo {
  /// A dense chain for each activation, with weights that keep its length where that is usual, or at
  /// a fixed point of its length.
  ///
  /// The arctangent is no operator and is not among them.
  public static let activations: [ZooNetwork] = keeping + critical + fixed

  private static func gain(_ squared: Double) -> String { "normal, gain \(squared.squareRoot())" }

  // The gain is one over the root of E f(z)^2, z standard normal.
  private static let gains: [(Chain, String, any Layer, Double)] = [
    (Chain(depth: 20), "identity", Activate(.identity), 1),
    (Chain(depth: 30, width: 256), "relu", Activate(.relu), 2),
    (Chain(depth: 20), "leaky relu 0.01", Activate(.leakyReLU(slope: 0.01)), 2 / 1.0001),
    (Chain(depth: 30, width: 200), "leaky relu 0.2", Activate(.leakyReLU(slope: 0.2)), 2 / 1.04),
    (Chain(depth: 20), "prelu 0.25", Apply.prelu(), 2 / 1.0625),
    (
      Chain(depth: 20), "rrelu of evaluation", Activate(.leakyReLU(slope: 11 / 48)),
      1 / 0.52625868055556
    ),
    (Chain(depth: 30), "selu", Activate(.selu), 1),
    (Chain(depth: 8, width: 256), "gelu", Activate(.gelu), 1 / 0.4252214825703),
    (Chain(depth: 8, width: 256), "gelu tanh", Activate(.geluTanh), 1 / 0.4251937110331),
    (Chain(depth: 8, width: 256), "quick gelu", Apply.quickGELU, 1 / 0.42195280689698),
    (Chain(depth: 6, width: 256), "silu", Activate(.silu), 1 / 0.35577551981735),
    (Chain(depth: 10, width: 256), "mish", Activate(.mish), 1 / 0.45234219237588),
    (Chain(depth: 5, width: 256), "hard swish", Activate(.hardSwish), 1 / 0.33156737513791),
    (Chain(depth: 5), "softplus", Activate(.softplus), 1 / 0.9212459088593),
    (Chain(depth: 5), "log sigmoid", Apply.logSigmoid, 1 / 0.9212459088593),
    (Chain(depth: 4), "square plus", Apply.squarePlus, 1 / 1.5),
    (Chain(depth: 10), "cos", Apply.cos, 1 / 0.56766764161831),
    (Chain(depth: 20), "abs", Apply.abs, 1),
    (Chain(depth: 8), "hard shrink", Apply.hardShrink, 1 / 0.96914040421627),
    (Chain(depth: 3), "sigmoid", Activate(.sigmoid), 1 / 0.29337903585809),
    (Chain(depth: 3), "hard sigmoid", Activate(.hardSigmoid), 1 / 0.27763909105651),
    (
      Chain(depth: 3), "hard sigmoid 0.2",
      Activate(Activation(HardSigmoid(slope: 0.2, offset: 0.5))), 1 / 0.28910239933811
    ),
  ]

  private static let keeping: [ZooNetwork] = gains.map { chain, name, function, squared in
    var chain = chain
    chain.weights = squared
    chain.first = 1
    return chain.network(name, gain(squared), function)
  }

  // Weights, biases and the length at which gradients keep theirs.
  private static let points: [(String, any Layer, Double, Double, Int)] = [
    ("tanh", Activate(.tanh), 1.760954639607, 0.5700478816408, 40),
    ("lecun tanh", Apply.lecunTanh, 1.196233635769, 0.8762190100671, 20),
    ("erf", Apply.erf, 1.375839007347, 0.5171768379806, 20),
    ("sin", Apply.sin, 1.502070102558, 0.5520701025579, 20),
    ("asinh", Apply.asinh, 1.599894902673, 1.215376473223, 20),
    ("softsign", Activate(.softsign), 3.141247236044, 0.412183176015, 20),
    ("hard tanh", Apply.hardTanh, 1.165544689636, 0.463863969432, 20),
    ("elu", Activate(.elu), 1.533718331639, 1.300912569946, 20),
    ("celu 2", Activate(.celu(alpha: 2)), 1.402211640652, 2.01861749271, 20),
    ("relu6", Apply.relu6, 2.02216143561, 5.562501813343, 20),
  ]

  private static let critical: [ZooNetwork] = points.map { name, function, weights, length, depth in
    Chain(depth: depth, weights: weights, biases: 0.05, first: length)
      .network("\(name) at the edge of chaos", "normal, variance \(weights), biases 0.05", function)
  }

  // An attracting length of 1: weights w / E f(z)^2 and biases 1 - w.
  private static let shares: [(String, any Layer, Double, Double, Int)] = [
    ("tanh shrink", Apply.tanhShrink, 0.18288347119352, 0.3, 8),
    ("soft shrink", Apply.softShrink, 0.41927852005067, 0.5, 10),
    ("relu squared", Apply.reluSquared, 1.5, 0.2, 6),
    ("thresholded relu", Activate(.thresholdedReLU), 0.4006259784506, 0.5, 6),
    ("square", Apply.square, 3, 0.2, 6),
    ("exp", Apply.exp, 7.3890560989307, 0.1, 5),
  ]

  private static let fixed: [ZooNetwork] = shares.map { name, function, square, share, depth in
    Chain(
      depth: depth, width: 256, weights: share / square, biases: 1 - share, first: 1
    ).network(
      "\(name) at a fixed length", "normal, with biases of variance \(1 - share)", function,
      flaw: share < 0.4 ? "collapses: biases make most of its length" : nil)
  }
}
