import Initializers
import Operators
import Tensors

/// A graph of operators over named values, with named parameters: what is computed, and for a
/// network from a file the numbers it came with.
///
/// ```swift
/// let network = Network(input: 784) {
///   Dense(128, activation: .relu, initializer: .glorotUniform)
///   Dense(10, activation: .softmax)
/// }
/// ```
public struct Network: Sendable {
  /// A value by its number: an input, a parameter, a constant, or what a node computes.
  public struct Value: Sendable, Hashable {
    /// Its place in ``Network/sources``.
    public let index: Int

    /// The value with a number.
    package init(index: Int) { self.index = index }
  }

  /// Where a value comes from.
  public enum Source: Sendable, Hashable {
    /// It is given: the input with this number.
    case input(Int)
    /// It is the parameter with this number.
    case parameter(Int)
    /// It is the constant with this number.
    case constant(Int)
    /// It is an output of the node with this number.
    case node(Int, output: Int)
  }

  /// A value that is given.
  public struct Input: Sendable {
    /// Its name.
    public let name: String
    /// The length of each axis; `nil` for the number of examples, where that is left open.
    public let lengths: [Int?]
    /// How whoever gives it writes its elements; operators see Float32 numbers.
    public let type: StoredType
    /// The value.
    public let value: Value

    /// Its shape for a number of examples.
    ///
    /// - Throws: `TensorError` with code `.overflow` for more elements than can be counted.
    public func shape(batch: Int) throws(TensorError) -> Shape {
      try Shape(checking: lengths.map { $0 ?? batch })
    }
  }

  /// A value that the network gives.
  public struct Output: Sendable {
    /// Its name.
    public let name: String
    /// The value.
    public let value: Value
    /// How it is written where elements are kept as they were declared.
    public let type: StoredType
    /// Its shape for one example.
    public let shape: Shape
  }

  /// Numbers that are part of what is computed and are not learned.
  public struct Constant: Sendable {
    /// The numbers.
    public let tensor: StoredTensor
  }

  /// One operator, applied to values.
  public struct Node: Sendable {
    /// Its name: the path of its layer, or the name that a file gives it.
    public let name: String
    /// The operator.
    public let function: any Operator
    /// The number of the layer it came from.
    public let layer: Int
    /// What it is applied to.
    public let inputs: [Value]
    /// What it gives.
    public let outputs: [Value]
  }

  /// A named tensor of weights, with the rule that draws it.
  public struct Parameter: Sendable {
    /// Its name: `layers.0.weight`, `hidden.weight`.
    public let path: String
    /// Its shape.
    public let shape: Shape
    /// The meaning of its axes; `nil` where nothing declares it.
    public let spec: ParameterSpec?
    /// What draws it; `nil` where it only has the numbers of a file.
    public let initializer: (any Initializer)?
    /// The law that the initializer gives it.
    public let law: (any Law)?
    /// The numbers that the file of the network has for it.
    public let stored: StoredTensor?
    /// The value.
    public let value: Value
  }

  /// What is given, in order.
  public internal(set) var inputs: [Input]
  /// What it computes, in order.
  public internal(set) var outputs: [Output]
  /// The operators, in the order of execution.
  public internal(set) var nodes: [Node]
  /// The parameters, in the order of the nodes that use them first.
  public internal(set) var parameters: [Parameter]
  /// The constants.
  public internal(set) var constants: [Constant]
  /// The names and shapes of float tensors that the file of the network lists among its weights and
  /// of whose numbers nothing that it computes depends; their gradients are 0.
  public internal(set) var unusedParameters: [(path: String, shape: Shape)] = []
  /// Where each value comes from, by its number.
  public internal(set) var sources: [Source]

  /// A network of layers, one after another, on examples of `width` numbers.
  ///
  /// A layer without a name has the path `layers.N`, N its place from 0.
  ///
  /// - Precondition: the input and every layer have at least one unit, no two layers have the same
  ///   path, and every initializer can draw its parameter.
  public init(input width: Int, @LayersBuilder layers: () -> [any Layer]) {
    precondition(width >= 1, "network: input of \(width) units, at least 1 was expected")
    self.init(input: [width], layers())
  }

  /// A network of layers, one after another, on examples of the given shape: `[3, 32, 32]` for
  /// images of 3 channels, `[128, 768]` for 128 positions of 768 features.
  ///
  /// - Parameters:
  ///   - shape: the shape of one example.
  ///   - type: how the input's elements are written: `.int64` for tokens.
  ///   - layers: the layers, each applied to the value of the one before.
  /// - Precondition: as for ``init(input:layers:)-(Int,_)``.
  public init(
    input shape: Shape, of type: StoredType = .float32, @LayersBuilder layers: () -> [any Layer]
  ) {
    self.init(input: shape, of: type, layers())
  }

  init(input shape: Shape, of type: StoredType = .float32, _ layers: [any Layer]) {
    do {
      try self.init(checking: shape, of: type, layers)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A network of layers that may not fit each other.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for the first layer that does not fit, `.path` where
  ///   two have the same path, `.initializer` where an initializer cannot draw its parameter, `.nodes`
  ///   for too many operators.
  public init(
    checking shape: Shape, of type: StoredType = .float32,
    @LayersBuilder layers: () -> [any Layer]
  ) throws(NetworkError) {
    try self.init(checking: shape, of: type, layers())
  }

  /// A network of layers that may not fit each other, from a list.
  ///
  /// - Throws: ``NetworkError`` as for ``init(checking:of:layers:)``.
  public init(
    checking shape: Shape, of type: StoredType = .float32, _ layers: [any Layer]
  ) throws(NetworkError) {
    var plan = NetworkPlan()
    plan.input(named: "input", lengths: [nil] + shape.lengths.map { $0 }, type: type)
    for (index, layer) in layers.enumerated() { try plan.append(layer, at: index) }
    self = plan.network(outputs: [("output", plan.last, .float32)])
  }

  init(
    inputs: [Input], outputs: [Output], nodes: [Node], parameters: [Parameter],
    constants: [Constant], sources: [Source]
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.parameters = parameters
    self.constants = constants
    self.sources = sources
  }

  /// The number of weights, over all parameters.
  public var weightCount: Int { parameters.reduce(0) { $0 + $1.shape.count } }

  /// The parameters that a node is applied to, as numbers into ``parameters``.
  public func parameters(of node: Node) -> [Int] {
    node.inputs.compactMap {
      if case .parameter(let index) = sources[$0.index] { index } else { nil }
    }
  }

  /// The same network with every parameter of role weight drawn by `initializer`.
  ///
  /// - Throws: `InitializerError` when the initializer cannot draw one of them.
  public func withWeights(
    drawnBy initializer: any Initializer
  ) throws(InitializerError) -> Network {
    var network = self
    for (index, parameter) in parameters.enumerated() where parameter.spec?.role == .weight {
      network.parameters[index] = try parameter.drawn(by: initializer)
    }
    return network
  }
}

extension Network {
  /// The same network with its parameters drawn from other laws; `nil` for those that keep their
  /// numbers.
  ///
  /// A parameter without declared axes has the number of a constant law as its own from then on, and
  /// is drawn as a vector that is added where the law is another.
  ///
  /// - Precondition: there is one for each parameter.
  package func withLaws(_ laws: [(any Law)?]) -> Network {
    precondition(
      laws.count == parameters.count,
      "network: \(laws.count) laws, \(parameters.count) were expected")
    var network = self
    for (index, law) in laws.enumerated() {
      let old = parameters[index]
      let constant = old.spec == nil ? law as? Initializers.Constant : nil
      network.parameters[index] = Parameter(
        path: old.path, shape: old.shape,
        spec: law == nil || constant != nil
          ? old.spec : old.spec ?? ParameterSpec.bias(out: old.shape.count).stored(as: old.shape),
        initializer: nil, law: constant == nil ? law : nil,
        stored: constant.map {
          .filled(type: .float32, shape: old.shape, value: Double($0.value))
        } ?? old.stored, value: old.value)
    }
    return network
  }
}

extension Network.Parameter {
  /// The meaning of its axes; where nothing declares it, that each element is one for itself.
  var declaredSpec: ParameterSpec {
    if let spec { return spec }
    let axes = [Axis](repeating: .output, count: shape.rank)
    // There is an axis for each length.
    return (try? ParameterSpec(shape: shape, axes: axes, role: .bias)) ?? .bias(out: shape.count)
  }

  /// The same parameter, drawn by another initializer.
  ///
  /// - Throws: `InitializerError` where the initializer cannot draw it.
  func drawn(by initializer: any Initializer) throws(InitializerError) -> Network.Parameter {
    guard let spec else { return self }
    let law = try initializer.law(for: spec)
    try law.check(.float32, for: spec)
    return Network.Parameter(
      path: path, shape: shape, spec: spec, initializer: initializer, law: law, stored: stored,
      value: value)
  }
}
