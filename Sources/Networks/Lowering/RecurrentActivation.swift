import Operators

/// A function that a recurrent layer applies to its gates or states.
struct RecurrentActivation: Sendable {
  enum Function: Sendable {
    case map(any ActivationOperator)
    case line(slope: Float, offset: Float)
    case scaledTanh(outer: Float, inner: Float)
  }

  let function: Function

  static let sigmoid = RecurrentActivation(function: .map(Sigmoid()))
  static let tanh = RecurrentActivation(function: .map(Tanh()))

  /// The functions of a node in its order, `defaults` for each direction where it names none.
  ///
  /// The lists of numbers hold those of the functions that take one, in their order.
  static func functions(
    of node: NodeDescription, defaults: [RecurrentActivation], directions: Int
  ) throws(OperatorError) -> [[RecurrentActivation]] {
    guard let names = try node.texts("activations") else {
      return Array(repeating: defaults, count: directions)
    }
    let count = defaults.count * directions
    // An RNN's default names both directions' functions whatever the direction.
    guard names.count == count || (directions == 1 && names.count == 2 * count) else {
      throw .attribute(
        node, "activations", "lists \(names.count) functions", expected: "\(count) were")
    }
    var alphas = (try node.floats("activation_alpha") ?? [])[...]
    var betas = (try node.floats("activation_beta") ?? [])[...]
    var functions: [RecurrentActivation] = []
    for name in names.prefix(count) {
      functions.append(try function(name, node, &alphas, &betas))
    }
    return (0..<directions).map {
      Array(functions[$0 * defaults.count..<($0 + 1) * defaults.count])
    }
  }

  private static func function(
    _ name: String, _ node: NodeDescription, _ alphas: inout ArraySlice<Float>,
    _ betas: inout ArraySlice<Float>
  ) throws(OperatorError) -> RecurrentActivation {
    func alpha(_ fallback: Float) -> Float { alphas.popFirst() ?? fallback }
    func beta(_ fallback: Float) -> Float { betas.popFirst() ?? fallback }
    let function: Function
    switch name.lowercased() {
    case "relu": function = .map(ReLU())
    case "tanh": function = .map(Tanh())
    case "sigmoid": function = .map(Sigmoid())
    case "softsign": function = .map(Softsign())
    case "softplus": function = .map(Softplus())
    case "elu": function = .map(ELU(argument: Double(alpha(1))))
    case "leakyrelu": function = .map(LeakyReLU(argument: Double(alpha(0.01))))
    case "thresholdedrelu": function = .map(ThresholdedReLU(argument: Double(alpha(1))))
    case "hardsigmoid": function = .map(HardSigmoid(slope: alpha(0.2), offset: beta(0.5)))
    case "affine": function = .line(slope: alpha(1), offset: beta(0))
    case "scaledtanh": function = .scaledTanh(outer: alpha(1), inner: beta(1))
    default:
      throw .attribute(
        node, "activation", name,
        expected: "one of Relu, Tanh, Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, "
          + "HardSigmoid, Elu, Softsign, Softplus was")
    }
    return RecurrentActivation(function: function)
  }

  /// Adds the function of a value, which is first brought within `clip` of 0.
  func apply(
    to value: Network.Value, clip: Float?, into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) -> Network.Value {
    var value = value
    if let clip {
      value = try plan.value(of: Clip(lower: -clip, upper: clip), value, name: name)
    }
    switch function {
    case .map(let function): return try plan.apply(function, to: [value], name: name)[0]
    case .line(let slope, let offset):
      let product = try plan.scaled(value, by: slope, name: name)
      return try plan.value(of: Operators.Add(), product, plan.number(offset), name: name)
    case .scaledTanh(let outer, let inner):
      let scaled = try plan.scaled(value, by: inner, name: name)
      let bent = try plan.value(of: Tanh(), scaled, name: name)
      return try plan.scaled(bent, by: outer, name: name)
    }
  }
}
