import Networks
import Operators
import Tensors

/// A layer from a closure.
struct Parts: Layer {
  let name: String? = nil
  let build: @Sendable (inout NetworkPlan, String) throws(NetworkError) -> Void

  func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try build(&plan, path)
  }
}

/// The activations of the reference table, each as operators of a network.
enum Activations {
  private static func one(_ function: some Operator) -> any Layer {
    Parts { plan, path throws(NetworkError) in
      try plan.apply(function, to: [plan.last], name: path)
    }
  }

  private static func number(_ value: Float, _ plan: inout NetworkPlan) -> Network.Value {
    plan.constant(.filled(type: .float32, shape: [], value: Double(value)))
  }

  private static let prelu = Parts { plan, path throws(NetworkError) in
    let x = plan.last
    let slope = try plan.parameter(
      "\(path).slope", stored: .filled(type: .float32, shape: [1], value: 0.25))
    try plan.apply(PReLU(), to: [x, slope], name: path)
  }

  private static let lecunTanh = Parts { plan, path throws(NetworkError) in
    let inner = try plan.apply(
      Mul(), to: [plan.last, number(2 / 3, &plan)], name: path)[0]
    let bent = try plan.apply(Tanh(), to: [inner], name: path)[0]
    try plan.apply(Mul(), to: [bent, number(1.7159, &plan)], name: path)
  }

  private static let siluOfParts = Parts { plan, path throws(NetworkError) in
    let x = plan.last
    let gate = try plan.apply(Sigmoid(), to: [x], name: path)[0]
    try plan.apply(Mul(), to: [x, gate], name: path)
  }

  private static let logSigmoid = Parts { plan, path throws(NetworkError) in
    let inner = try plan.apply(Neg(), to: [plan.last], name: path)[0]
    let bent = try plan.apply(Softplus(), to: [inner], name: path)[0]
    try plan.apply(Neg(), to: [bent], name: path)
  }

  private static let tanhShrink = Parts { plan, path throws(NetworkError) in
    let x = plan.last
    let bent = try plan.apply(Tanh(), to: [x], name: path)[0]
    try plan.apply(Sub(), to: [x, bent], name: path)
  }

  private static let square = Parts { plan, path throws(NetworkError) in
    try plan.apply(Mul(), to: [plan.last, plan.last], name: path)
  }

  private static let reluSquared = Parts { plan, path throws(NetworkError) in
    let x = try plan.apply(ReLU(), to: [plan.last], name: path)[0]
    try plan.apply(Mul(), to: [x, x], name: path)
  }

  private static let squarePlus = Parts { plan, path throws(NetworkError) in
    let x = plan.last
    let square = try plan.apply(Mul(), to: [x, x], name: path)[0]
    let sum = try plan.apply(Add(), to: [square, number(4, &plan)], name: path)[0]
    let root = try plan.apply(Sqrt(), to: [sum], name: path)[0]
    let both = try plan.apply(Add(), to: [x, root], name: path)[0]
    try plan.apply(Mul(), to: [both, number(0.5, &plan)], name: path)
  }

  private static let asinh = Parts { plan, path throws(NetworkError) in
    let x = plan.last
    let square = try plan.apply(Mul(), to: [x, x], name: path)[0]
    let sum = try plan.apply(Add(), to: [square, number(1, &plan)], name: path)[0]
    let root = try plan.apply(Sqrt(), to: [sum], name: path)[0]
    let both = try plan.apply(Add(), to: [x, root], name: path)[0]
    try plan.apply(Log(), to: [both], name: path)
  }

  /// Functions that stacks of any depth can be made of.
  static let deep: [(name: String, layer: any Layer)] = [
    ("identity", Activate(.identity)), ("leakyReLU 0.01", Activate(.leakyReLU)),
    ("leakyReLU 0.2", Activate(.leakyReLU(slope: 0.2))), ("prelu", prelu),
    ("rrelu", Activate(.leakyReLU(slope: 11 / 48))), ("elu", Activate(.elu)),
    ("celu 2", Activate(Activation(CELU(argument: 2)))), ("selu", Activate(.selu)),
    ("gelu", Activate(.gelu)), ("geluTanh", Activate(Activation(GELUTanh()))),
    ("quickGELU", one(Swish(alpha: 1.702))), ("silu", Activate(.silu)),
    ("silu of parts", siluOfParts), ("mish", Activate(.mish)), ("softsign", Activate(.softsign)),
    ("tanh", Activate(.tanh)), ("lecunTanh", lecunTanh),
    ("hardTanh", one(Clip(lower: -1, upper: 1))), ("hardSwish", Activate(.hardSwish)),
    ("erf", one(Erf())), ("sin", one(Sin())), ("asinh", asinh), ("tanhshrink", tanhShrink),
    ("softshrink", one(Shrink(threshold: 0.5, bias: 0.5))),
  ]

  /// Functions of which stacks of 60 layers can be made, of 200 hardly.
  static let half: [(name: String, layer: any Layer)] = [
    ("relu", Activate(.relu)), ("abs", one(Abs())), ("relu6", one(Clip(lower: 0, upper: 6))),
    ("cos", one(Cos())),
    ("hardshrink", one(Shrink(threshold: 0.5, bias: 0))),
    ("thresholdedReLU", Activate(Activation(ThresholdedReLU(argument: 1)))),
  ]

  /// Functions that bring all inputs together, whatever the weights.
  static let ordered: [(name: String, layer: any Layer)] = [
    ("sigmoid", Activate(.sigmoid)), ("hardSigmoid", Activate(Activation(HardSigmoid()))),
    ("softplus", Activate(.softplus)), ("logSigmoid", logSigmoid), ("squareplus", squarePlus),
  ]

  /// Functions whose length map multiplies errors.
  static let growing: [(name: String, layer: any Layer)] = [
    ("reluSquared", reluSquared), ("square", square), ("exponential", one(Exp())),
  ]

  /// An MLP of hidden layers of one width, and ten outputs.
  static func stack(
    _ activation: any Layer, depth: Int, width: Int = 256
  ) -> Network {
    var layers: [any Layer] = []
    for _ in 0..<depth {
      layers.append(Dense(width))
      layers.append(activation)
    }
    layers.append(Dense(10))
    do {
      return try Network(checking: [width], layers)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
