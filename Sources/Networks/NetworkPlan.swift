import Initializers
import Operators
import Tensors

/// A network while it is put together, node by node.
///
/// Shapes are followed as nodes are added, with one example where the number of examples is open.
public struct NetworkPlan {
  private var inputs: [Network.Input] = []
  private var nodes: [Network.Node] = []
  private var parameters: [Network.Parameter] = []
  private var constants: [Network.Constant] = []
  private var sources: [Network.Source] = []
  private var shapes: [Shape] = []
  private var paths: Set<String> = []
  private var declared: [Int: ParameterSpec] = [:]
  private var numbers: [UInt32: Network.Value] = [:]
  private var masks: [[Int]: Network.Value] = [:]
  private var layerIndex = 0
  private var weightCount = 0
  private var lastValue: Network.Value?

  /// The most nodes that a network may have: a recurrent layer has some for each step in time.
  public static let nodeLimit = 1 << 20

  /// The most weights that a network may have, over all parameters.
  public static let weightLimit = 1 << 62

  /// A plan with nothing in it.
  public init() {}

  /// The value that the next layer is applied to.
  ///
  /// - Precondition: there is one.
  public var last: Network.Value {
    get { lastValue! }
    set { lastValue = newValue }
  }

  /// The shape of a value, for one example.
  public func shape(of value: Network.Value) -> Shape { shapes[value.index] }

  /// Says what a value is for, should it be a parameter or made of one by operators that only move
  /// axes.
  ///
  /// This is for layers whose operators do not show it, such as recurrent ones, which multiply by
  /// parts of a weight.
  ///
  /// - Precondition: the value has the shape of `spec`.
  public mutating func declare(_ value: Network.Value, _ spec: ParameterSpec) {
    precondition(
      shape(of: value) == spec.shape,
      "value of shape \(shape(of: value)): axes of \(spec.shape) were declared")
    declared[value.index] = spec
  }

  /// Where a value comes from.
  public func source(of value: Network.Value) -> Network.Source { sources[value.index] }

  /// The length of the last axis of the last value: its units, or features.
  public var width: Int { shape(of: last).lengths.last ?? 1 }

  private mutating func newValue(_ source: Network.Source, _ shape: Shape) -> Network.Value {
    sources.append(source)
    shapes.append(shape)
    return Network.Value(index: sources.count - 1)
  }

  /// Adds a value that is given.
  ///
  /// - Precondition: the shape for one example has a count.
  @discardableResult
  public mutating func input(
    named name: String, lengths: [Int?], type: StoredType = .float32
  ) -> Network.Value {
    let value = newValue(.input(inputs.count), Shape(lengths.map { $0 ?? 1 }))
    inputs.append(Network.Input(name: name, lengths: lengths, type: type, value: value))
    last = value
    return value
  }

  /// Adds numbers that are not learned.
  public mutating func constant(_ tensor: StoredTensor) -> Network.Value {
    let value = newValue(.constant(constants.count), tensor.shape)
    constants.append(Network.Constant(tensor: tensor))
    return value
  }

  /// One number that is not learned, added once however often it is asked for.
  mutating func number(_ number: Float) -> Network.Value {
    if let value = numbers[number.bitPattern] { return value }
    let value = constant(StoredTensor([], floats: [number]))
    numbers[number.bitPattern] = value
    return value
  }

  /// What causal attention adds to its products, once however many layers ask for it.
  mutating func causalBias(queries: Int, keys: Int, past: Int) -> Network.Value {
    let key = [queries, keys, past]
    if let value = masks[key] { return value }
    let value = constant(AttentionProducts.causalBias(queries: queries, keys: keys, past: past))
    masks[key] = value
    return value
  }

  /// Adds a parameter with declared axes.
  ///
  /// - Throws: ``NetworkError`` with code `.path` where the path is taken, `.initializer` where the
  ///   initializer cannot draw the parameter.
  public mutating func parameter(
    _ path: String, _ spec: ParameterSpec, drawnBy initializer: any Initializer
  ) throws(NetworkError) -> Network.Value {
    let value = try parameter(path, shape: spec.shape, spec: spec, stored: nil)
    do {
      parameters[parameters.count - 1] = try parameters[parameters.count - 1]
        .drawn(by: initializer)
    } catch {
      throw .initializer(path, error)
    }
    return value
  }

  /// Adds a parameter with the numbers of a file.
  ///
  /// - Throws: ``NetworkError`` with code `.path` where the path is taken.
  public mutating func parameter(
    _ path: String, stored: StoredTensor
  ) throws(NetworkError) -> Network.Value {
    try parameter(path, shape: stored.shape, spec: nil, stored: stored)
  }

  /// Adds a parameter of which only the shape is known.
  ///
  /// - Throws: ``NetworkError`` with code `.path` where the path is taken.
  public mutating func parameter(
    _ path: String, shape: Shape
  ) throws(NetworkError) -> Network.Value {
    try parameter(path, shape: shape, spec: nil, stored: nil)
  }

  private mutating func parameter(
    _ path: String, shape: Shape, spec: ParameterSpec?, stored: StoredTensor?
  ) throws(NetworkError) -> Network.Value {
    guard paths.insert(path).inserted else { throw .path(path) }
    let (total, overflows) = weightCount.addingReportingOverflow(shape.count)
    guard !overflows, total <= Self.weightLimit else { throw .weights(limit: Self.weightLimit) }
    weightCount = total
    let value = newValue(.parameter(parameters.count), shape)
    parameters.append(
      Network.Parameter(
        path: path, shape: shape, spec: spec, initializer: nil, law: nil, stored: stored,
        value: value))
    return value
  }

  /// Applies an operator to values.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the operator does not take such values,
  ///   `.nodes` where there are too many.
  @discardableResult
  public mutating func apply(
    _ function: some Operator, to inputs: [Network.Value], name: String
  ) throws(NetworkError) -> [Network.Value] {
    guard nodes.count < Self.nodeLimit else { throw .nodes(limit: Self.nodeLimit) }
    let shapes: [Shape]
    do {
      shapes = try function.outputShapes(inputs.map { self.shapes[$0.index] })
    } catch {
      throw .layer(name, error)
    }
    var outputs: [Network.Value] = []
    for (index, shape) in shapes.enumerated() {
      outputs.append(newValue(.node(nodes.count, output: index), shape))
    }
    nodes.append(
      Network.Node(
        name: name, function: function, layer: layerIndex, inputs: inputs, outputs: outputs))
    last = outputs[0]
    return outputs
  }

  mutating func append(_ layer: any Layer, at index: Int) throws(NetworkError) {
    layerIndex = index
    try layer.lower(into: &self, path: Self.path(of: layer, at: index))
  }

  /// The network that gives these values.
  ///
  /// Nodes, parameters and constants that none of them depends on are left out. Axes that nothing
  /// declared are declared by the operators that the parameters reach. `listed` are tensors of the
  /// network's file; those that are no parameter of the network are its unused ones.
  public func network(
    outputs: [(name: String, value: Network.Value, type: StoredType)],
    listed: [(path: String, shape: Shape)] = []
  ) -> Network {
    var network = Network(
      inputs: inputs,
      outputs: outputs.map {
        Network.Output(
          name: $0.name, value: $0.value, type: $0.type, shape: shape(of: $0.value))
      },
      nodes: nodes, parameters: parameters, constants: constants, sources: sources
    ).withoutUnused(declared)
    let paths = Set(network.parameters.map(\.path))
    network.unusedParameters = listed.filter { !paths.contains($0.path) }
    return network
  }
}
