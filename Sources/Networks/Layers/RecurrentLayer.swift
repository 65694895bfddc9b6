import Initializers
import Operators
import Tensors

/// What recurrent layers have in common.
protocol RecurrentLayer: Layer {
  /// The number of units.
  var units: Int { get }
  /// Whether the outputs of all steps are given, else the last one's.
  var givesSequence: Bool { get }
  /// Whether sequences are read from their end.
  var isReversed: Bool { get }
  /// What draws the input's weight.
  var initializer: any Initializer { get }
  /// What draws the state's weight.
  var recurrentInitializer: any Initializer { get }
  /// What draws the bias.
  var biasInitializer: any Initializer { get }
}

extension RecurrentLayer {
  /// Adds the weights, the input's product for all steps, and the steps.
  func lower(
    _ cell: some RecurrentCell, gates: Int, states: Int, into plan: inout NetworkPlan, path: String
  ) throws(NetworkError) {
    let input = plan.last
    let example = plan.shape(of: input).example
    guard example.rank == 2, example[0] > 0 else {
      throw .layer(
        path, "a recurrent layer over examples of shape \(example), time and feature were expected")
    }
    try plan.check("units", units, path)
    let (width, units) = (example[1], units)
    let inputWeight = try plan.parameter(
      "\(path).inputWeight",
      { () throws(InitializerError) in try .fusedGates(in: width, out: units, gates: gates) },
      drawnBy: initializer)
    let recurrentWeight = try plan.parameter(
      "\(path).recurrentWeight",
      { () throws(InitializerError) in
        try .fusedGates(in: units, out: units, gates: gates, isRecurrent: true)
      }, drawnBy: recurrentInitializer)
    let bias = try plan.parameter(
      "\(path).bias",
      { () throws(InitializerError) in try .fusedGateBias(out: units, gates: gates) },
      drawnBy: biasInitializer)
    let steps = try plan.value(of: Operators.Transpose([1, 0, 2]), input, name: path)
    let (outputs, state) = try Recurrence(name: path, isReversed: isReversed, lengths: nil).unroll(
      cell, steps,
      RecurrentWeights(
        units: units, input: inputWeight, inputBias: bias, recurrent: recurrentWeight,
        recurrentBias: nil, isTransposed: false),
      initial: Array(repeating: nil, count: states), into: &plan)
    plan.last =
      givesSequence
      ? try plan.value(of: Operators.Transpose([1, 0, 2]), outputs, name: path)
      : try plan.value(of: Squeeze(axes: [0]), state[0], name: path)
  }
}

extension LayerSpelling.Argument {
  static let givesSequence = optional(
    "givesSequence", "whether the outputs of all steps are given, true if left out")
  static let isReversed = optional(
    "isReversed", "whether sequences are read from their end, false if left out")
  static let recurrentInitializer = optional(
    "recurrentInitializer", "what draws the state's weight, orthogonal if left out")
}
