import Initializers
import Operators
import Tensors

extension Network {
  /// What theory predicts of every value and every gradient, without weights.
  ///
  /// - Parameters:
  ///   - input: what is known of the data; the same for all inputs.
  ///   - recipe: what draws all parameters of role weight; `nil` for the network's own initializers.
  ///     A parameter that none draws counts as if its numbers were drawn from what they look like:
  ///     their mean and their variance.
  ///   - batch: the number of examples, over which gradients of parameters are summed.
  /// - Throws: ``NetworkError`` with code `.layer` or `.input` where the network does not take such
  ///   inputs, `.initializer` where the recipe cannot draw a parameter.
  /// - Complexity: some tenths of a millisecond for each operator, whatever the sizes; more for
  ///   weights that are used again at each step in time.
  public func moments(
    input: InputMoments = .standardized, recipe: (any Initializer)? = nil, batch: Int = 1
  ) throws(NetworkError) -> NetworkMoments {
    try moments(input: input, recipe: recipe, shapes: shapes(batch: batch))
  }

  /// The same for inputs of given shapes.
  ///
  /// - Throws: as ``moments(input:recipe:batch:)``.
  public func moments(
    input: InputMoments = .standardized, recipe: (any Initializer)? = nil, inputShapes: [Shape]
  ) throws(NetworkError) -> NetworkMoments {
    try moments(input: input, recipe: recipe, shapes: shapes(inputs: inputShapes))
  }

  private func moments(
    input: InputMoments, recipe: (any Initializer)?, shapes: [Shape]
  ) throws(NetworkError) -> NetworkMoments {
    var network = self
    if let recipe {
      do {
        network = try withWeights(drawnBy: recipe)
      } catch {
        throw .initializer("recipe \(recipe.name)", error)
      }
    }
    var pass = MomentPass(network, shapes: shapes, input: input)
    pass.runForward()
    pass.runBackward()
    return pass.result
  }
}

/// One run of theory through a network, forward and backward, node by node.
///
/// Who chooses laws by what they make of a signal starts a pass, gives a parameter its law before
/// the first node that uses it, and runs that node again where it was not to his mind.
package struct MomentPass {
  private let network: Network
  /// The shape of each value.
  package let shapes: [Shape]
  private let input: InputMoments
  private let space = MomentSpace()
  private let gradientSpace: GradientSpace
  private var states: [MomentInput?]
  private var gradients: [GradientMoments]
  // How many operators use each value.
  private let uses: [Int]

  /// A pass over a network that nothing has run through.
  package init(_ network: Network, shapes: [Shape], input: InputMoments) {
    self.network = network
    self.shapes = shapes
    self.input = input
    gradientSpace = GradientSpace(space)
    states = Array(repeating: nil, count: network.sources.count)
    gradients = Array(repeating: .zero, count: network.sources.count)
    var uses = Array(repeating: 0, count: network.sources.count)
    for node in network.nodes {
      for input in node.inputs { uses[input.index] += 1 }
    }
    self.uses = uses
    gradientSpace.hasSharedWeights = network.parameters.contains { uses[$0.value.index] > 1 }
  }

  // MARK: Forward

  /// Runs all nodes forward.
  package mutating func runForward() {
    begin()
    for node in network.nodes.indices { run(node) }
  }

  /// Fills in what is given: inputs, parameters by their own laws, constants.
  package mutating func begin() {
    for (number, input) in network.inputs.enumerated() {
      states[input.value.index] = .signal(signal(of: input, number))
    }
    for parameter in network.parameters {
      states[parameter.value.index] = .parameter(
        identified(parameter.value.index, Self.law(of: parameter)))
    }
    for (index, source) in network.sources.enumerated() {
      guard case .constant(let number) = source else { continue }
      states[index] = .parameter(
        identified(index, ParameterMoments(numbers: network.constants[number].tensor)))
    }
  }

  /// Gives a parameter another law.
  package mutating func set(_ law: any Law, ofParameter number: Int) {
    let parameter = network.parameters[number]
    states[parameter.value.index] = .parameter(
      identified(
        parameter.value.index, ParameterMoments(law: law, spec: parameter.declaredSpec)))
  }

  /// Runs one node forward; its inputs have been computed.
  package mutating func run(_ number: Int) {
    let node = network.nodes[number]
    let call = call(of: node)
    if let moved = moved(node, call) {
      for output in node.outputs {
        var part = moved.with(shape: shapes[output.index])
        if uses[output.index] > 1 {
          part.isShared = true
          // A part of a parameter is a parameter of its own.
          part.identity = part.identity ?? output.index
        }
        states[output.index] = .parameter(part)
      }
      return
    }
    let outputs =
      (node.function as? any MomentOperator)?.moments(call) ?? FallbackMoments.moments(call)
    for (output, moments) in zip(node.outputs, outputs) {
      states[output.index] = .signal(moments)
    }
  }

  /// Forgets what a value was made of and keeps its mean products: what is computed from it has no
  /// covariance with what was before it, and long trunks cost no more the longer they are.
  package mutating func forgetOrigins(of value: Network.Value) {
    guard case .signal(var signal)? = states[value.index], !signal.form.isConstant else { return }
    signal.form = space.unrelated(
      mean: signal.form.constant, products: space.products(signal.form),
      isNormal: space.isNormal(signal.form), isExact: space.isExact(signal.form))
    states[value.index] = .signal(signal)
  }

  /// What operators are told of a value that has been computed.
  package func known(_ value: Network.Value) -> MomentInput? { states[value.index] }

  /// What is known of a value that has been computed.
  package subscript(value: Network.Value) -> NetworkMoments.Value? {
    switch states[value.index] {
    case .signal(let signal): Self.value(signal, space)
    case .parameter(let parameter): Self.value(parameter)
    case nil: nil
    }
  }

  private func identified(_ index: Int, _ law: ParameterMoments) -> ParameterMoments {
    var result = law
    result.identity = index
    result.isShared = uses[index] > 1
    return result
  }

  // Parameters in another shape or order stay parameters.
  private func moved(_ node: Network.Node, _ call: MomentCall) -> ParameterMoments? {
    guard let mover = node.function as? any ElementMovingMoments else { return nil }
    let parameters = call.inputs.compactMap(\.parameter)
    guard !parameters.isEmpty, parameters.count == call.inputs.count else { return nil }
    return mover.moved(parameters)
  }

  private func call(of node: Network.Node) -> MomentCall {
    MomentCall(
      inputs: node.inputs.map { states[$0.index] ?? .parameter(Self.nothing(shapes[$0.index])) },
      shapes: node.inputs.map { shapes[$0.index] },
      outputShapes: node.outputs.map { shapes[$0.index] }, space: space,
      agreement: (input.positionCorrelation, input.correlation))
  }

  private static func nothing(_ shape: Shape) -> ParameterMoments {
    ParameterMoments(shape: shape, mean: 0, variance: 0)
  }

  private static func law(of parameter: Network.Parameter) -> ParameterMoments {
    if let law = parameter.law {
      return ParameterMoments(law: law, spec: parameter.declaredSpec)
    }
    return parameter.stored.map { ParameterMoments(numbers: $0) } ?? nothing(parameter.shape)
  }

  private func signal(of given: Network.Input, _ number: Int) -> SignalMoments {
    let shape = shapes[given.value.index]
    let isWhole = !given.type.isFloat
    let channelsFirst = network.takesChannelsFirst(given.value)
    let axes = MomentAxes(
      shape.lengths.enumerated().map { axis, length in
        let role: MomentRole =
          axis == 0 && (shape.rank > 1 || given.lengths[0] == nil)
          ? .example
          : isWhole
            ? .position : axis == (channelsFirst ? 1 : shape.rank - 1) ? .feature : .position
        return [MomentFactor(role, length)]
      })
    let form = space.unrelated(
      mean: input.mean,
      products: input.products.shared(~(axes.bits | MomentRole.example.bit) & 15),
      isNormal: input.isNormal, isExact: true)
    return SignalMoments(form, axes)
  }

  // MARK: Backward

  /// Runs all nodes backward; all have been run forward.
  package mutating func runBackward() {
    for output in network.outputs {
      var unit = MomentKernel.zero
      unit[0] = 1
      gradients[output.value.index] = gradientSpace.sum(
        gradients[output.value.index], gradientSpace.source(unit, isExact: true))
    }
    for node in network.nodes.reversed() {
      var own: [GradientMoments] = []
      for output in node.outputs {
        gradients[output.index] = gradientSpace.settled(gradients[output.index])
        own.append(gradients[output.index])
      }
      if own.allSatisfy({ $0.parts.isEmpty }) { continue }
      let forward = call(of: node)
      let call = GradientMomentCall(
        forward: forward,
        outputs: node.outputs.map { signal($0, forward) }, outputGradients: own,
        gradients: gradientSpace)
      let found =
        (node.function as? any MomentOperator)?.gradientMoments(call)
        ?? FallbackMoments.gradientMoments(call)
      for (input, gradient) in zip(node.inputs, found) {
        guard let gradient else { continue }
        gradients[input.index] = gradientSpace.sum(gradients[input.index], gradient)
      }
    }
  }

  private func signal(_ value: Network.Value, _ call: MomentCall) -> SignalMoments {
    switch states[value.index] {
    case .signal(let signal): signal
    case .parameter(let parameter):
      parameter.signal(
        space, like: MomentAxes(parameter.shape.lengths.map { [MomentFactor(.feature, $0)] }))
    case nil: SignalMoments(LinearForm(0), MomentAxes([]))
    }
  }

  // MARK: Result

  /// What the pass has computed.
  package var effort: (integrals: Int, products: Int) { space.effort }

  var result: NetworkMoments {
    let values = states.map { state -> NetworkMoments.Value in
      switch state {
      case .signal(let signal): return Self.value(signal, space)
      case .parameter(let parameter):
        return Self.value(parameter)
      case nil:
        return NetworkMoments.Value(
          mean: 0, secondMoment: 0, correlation: 1, logLengthMean: 0, logLengthVariance: 0,
          isExact: true, isLogLengthExact: false)
      }
    }
    let found = gradients.map { gradient -> NetworkMoments.Gradient? in
      guard !gradient.parts.isEmpty else { return nil }
      // A difference of nearly equal numbers may be rounded to less than nothing.
      let square = gradientSpace.products(gradient).own
      return NetworkMoments.Gradient(
        secondMoment: square < 0 ? 0 : square,
        isExact: gradientSpace.isExact(gradient))
    }
    return NetworkMoments(values: values, gradients: found)
  }

  private static func value(_ parameter: ParameterMoments) -> NetworkMoments.Value {
    NetworkMoments.Value(
      mean: parameter.mean, secondMoment: parameter.secondMoment, correlation: 1,
      logLengthMean: 0, logLengthVariance: 0, isExact: true, isLogLengthExact: false)
  }

  private static func value(
    _ signal: SignalMoments, _ space: MomentSpace
  ) -> NetworkMoments.Value {
    let products = space.products(signal.form)
    return NetworkMoments.Value(
      mean: signal.form.constant, secondMoment: products.own,
      correlation: products.own == 0 ? 1 : products[MomentRole.example.bit] / products.own,
      logLengthMean: signal.length.mean, logLengthVariance: signal.length.variance,
      isExact: space.isExact(signal.form), isLogLengthExact: signal.length.isExact)
  }
}

extension Network {
  /// Whether a value's second axis is its channels: the first operator that tells channels from
  /// positions takes it so.
  fileprivate func takesChannelsFirst(_ value: Value) -> Bool {
    var open: Set<Int> = [value.index]
    for node in nodes where node.inputs.contains(where: { open.contains($0.index) }) {
      switch node.function {
      case is Conv, is ConvTranspose, is MaxPool, is AveragePool, is GlobalAveragePool,
        is GlobalMaxPool, is Operators.BatchNormalization, is InstanceNormalization,
        is Operators.GroupNormalization, is LocalResponseNormalization:
        return true
      case is Affine, is MatMul, is Einsum, is Operators.LayerNormalization,
        is Operators.RMSNormalization, is any ReshapingPlace:
        return false
      default: open.formUnion(node.outputs.map(\.index))
      }
    }
    return false
  }
}
