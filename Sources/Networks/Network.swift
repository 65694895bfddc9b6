import Initializers
import Operators
import Tensors

/// A graph of operators over named values, with named parameters: what is computed, not yet any
/// weights.
///
/// ```swift
/// let network = Network(input: 784) {
///   Dense(128, activation: .relu, initializer: .glorotUniform)
///   Dense(10, activation: .softmax)
/// }
/// ```
public struct Network: Sendable {
  /// One operator, applied to the output of the one before.
  public struct Node: Sendable {
    /// The operator.
    public let function: any Operator
    /// The number of the layer it came from.
    public let layer: Int
    /// Its parameters, as numbers into ``Network/parameters``.
    public let parameters: Range<Int>
    /// The number of units of its output.
    public let width: Int
  }

  /// A named tensor of weights, with the rule that draws it.
  public struct Parameter: Sendable {
    /// Its name: `layers.0.weight`, `hidden.weight`.
    public let path: String
    /// Its shape and the meaning of its axes.
    public let spec: ParameterSpec
    /// What draws it.
    public let initializer: any Initializer
    /// The law that the initializer gives it.
    public let law: any Law

    init(
      checking path: String, spec: ParameterSpec, initializer: any Initializer
    ) throws(InitializerError) {
      self.path = path
      self.spec = spec
      self.initializer = initializer
      law = try initializer.law(for: spec)
      try law.check(.float32, for: spec)
    }
  }

  /// The number of input units.
  public let inputWidth: Int
  /// The operators, in the order of execution.
  public let nodes: [Node]
  /// The parameters, in the order of the nodes that use them.
  public let parameters: [Parameter]

  /// A network of layers, one after another.
  ///
  /// A layer without a name has the path `layers.N`, N its place from 0.
  ///
  /// - Precondition: the input and every layer have at least one unit, no two layers have the same
  ///   path, and every initializer can draw its parameter.
  public init(input width: Int, @LayersBuilder layers: () -> [any Layer]) {
    precondition(width >= 1, "network: input of \(width) units, at least 1 was expected")
    self.init(input: width, layers())
  }

  init(input width: Int, _ layers: [any Layer]) {
    var plan = NetworkPlan(width: width)
    for (index, layer) in layers.enumerated() { plan.append(layer, at: index) }
    inputWidth = width
    nodes = plan.nodes
    parameters = plan.parameters
  }

  private init(inputWidth: Int, nodes: [Node], parameters: [Parameter]) {
    self.inputWidth = inputWidth
    self.nodes = nodes
    self.parameters = parameters
  }

  /// The number of output units.
  public var outputWidth: Int { nodes.last?.width ?? inputWidth }

  /// The number of weights, over all parameters.
  public var weightCount: Int { parameters.reduce(0) { $0 + $1.spec.shape.count } }

  /// The same network with every parameter of role weight drawn by `initializer`.
  ///
  /// - Throws: `InitializerError` when the initializer cannot draw one of them.
  public func withWeights(
    drawnBy initializer: any Initializer
  ) throws(InitializerError) -> Network {
    var parameters = parameters
    for (index, parameter) in parameters.enumerated() where parameter.spec.role == .weight {
      parameters[index] = try Parameter(
        checking: parameter.path, spec: parameter.spec, initializer: initializer)
    }
    return Network(inputWidth: inputWidth, nodes: nodes, parameters: parameters)
  }
}
