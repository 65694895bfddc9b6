import Operators
import Tensors
import Threads

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory of a forward and a backward pass of one network for inputs of given shapes.
///
/// Everything is laid out when the workspace is made; after the first, passes allocate nothing.
/// Values may lie in other arrangements than row-major, and those that are neither input nor output
/// lose their numbers when others need the memory, unless the workspace was made to keep them.
public final class Workspace: @unchecked Sendable {
  /// The network.
  public let network: Network
  /// The network's inputs, in its order, to be written before a forward pass.
  public let inputs: [MutableTensorView]
  /// The outputs, in the network's order.
  public let outputs: [MutableTensorView]
  /// Every value by its number.
  public let values: [MutableTensorView]

  let threads: ThreadPool
  let calls: [ForwardCall]
  // The network with what is done to arrange its values.
  let plan: Network
  let isTold: [Bool]
  let backwardPass: BackwardPass?
  private let storage: Tensor
  let isStatic: [Bool]
  private let states: [any OperatorState]
  var staticIsDone = false

  /// What one thread of training needs to know about a gradient that is complete.
  public typealias GradientIsReady = @Sendable (_ parameter: Int, _ elements: Range<Int>) -> Void

  /// The most bytes that values may take where nothing else is said: three quarters of the
  /// machine's memory.
  public static let memoryLimit =
    Int(sysconf(Int32(_SC_PHYS_PAGES))) / 4 * 3 * Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Lays out a network for forward and backward passes.
  ///
  /// - Parameters:
  ///   - network: what is computed.
  ///   - batch: the number of examples.
  ///   - weights: the network's weights.
  ///   - weightGradients: where their gradients go.
  ///   - seeds: the values whose gradients are given; by default the outputs.
  ///   - threads: the threads to share the work among.
  ///   - keepsValues: whether every value and its gradient keep their numbers after a pass.
  ///   - gradientIsReady: called in a backward pass with a parameter's number and a range
  ///   of its elements once their gradient is complete and the parameter is no longer read; from
  ///   any of the threads.
  /// - Precondition: `weights` and `weightGradients` are those of the network and outlive the
  ///   workspace.
  /// - Throws: ``NetworkError`` with code `.input`, `.layer` or `.memory` where the network does not
  ///   take so many examples, `.layer` where the seeds depend on a parameter through an operator
  ///   that has no gradient.
  public convenience init(
    _ network: Network, batch: Int, weights: borrowing Weights,
    weightGradients: borrowing Weights, seeds: [Network.Value]? = nil, threads: ThreadPool,
    keepsValues: Bool = false, gradientIsReady: GradientIsReady? = nil
  ) throws(NetworkError) {
    try self.init(
      Request(
        network: network, shapes: network.shapes(batch: batch), weights: weights.tensors,
        threads: threads, limit: Self.memoryLimit, keepsValues: keepsValues,
        backward: .init(
          weightGradients: weightGradients.tensors, seeds: seeds, isReady: gradientIsReady)))
  }

  /// Lays out a network for forward passes alone.
  ///
  /// - Parameters:
  ///   - network: what is computed.
  ///   - batch: the number of examples.
  ///   - weights: the network's weights.
  ///   - threads: the threads to share the work among.
  ///   - keepsValues: whether every value keeps its numbers after a pass.
  /// - Precondition: `weights` are those of the network and outlive the workspace.
  /// - Throws: ``NetworkError`` with code `.input`, `.layer` or `.memory` where the network does not
  ///   take so many examples.
  public convenience init(
    _ network: Network, batch: Int, weights: borrowing Weights, threads: ThreadPool,
    keepsValues: Bool = false
  ) throws(NetworkError) {
    try self.init(
      Request(
        network: network, shapes: network.shapes(batch: batch), weights: weights.tensors,
        threads: threads, limit: Self.memoryLimit, keepsValues: keepsValues))
  }

  /// Lays out a network for forward passes on inputs of the given shapes.
  ///
  /// - Parameters:
  ///   - network: what is computed.
  ///   - inputShapes: the shape of each input, in the network's order.
  ///   - weights: the network's weights.
  ///   - threads: the threads to share the work among.
  ///   - memoryLimit: the most bytes that the values may take.
  /// - Precondition: `weights` are those of the network and outlive the workspace.
  /// - Throws: ``NetworkError`` with code `.input`, `.layer` or `.memory` where the network does not
  ///   take such inputs.
  public convenience init(
    _ network: Network, inputShapes: [Shape], weights: borrowing Weights, threads: ThreadPool,
    memoryLimit: Int = Workspace.memoryLimit
  ) throws(NetworkError) {
    try self.init(
      Request(
        network: network, shapes: network.shapes(inputs: inputShapes), weights: weights.tensors,
        threads: threads, limit: memoryLimit))
  }

  /// Lays out a network for forward and backward passes on inputs of the given shapes.
  ///
  /// - Parameters:
  ///   - network: what is computed.
  ///   - inputShapes: the shape of each input, in the network's order.
  ///   - weights: the network's weights.
  ///   - weightGradients: where their gradients go.
  ///   - inputGradients: the inputs whose gradients are wanted.
  ///   - seeds: the values whose gradients are given; by default the outputs.
  ///   - threads: the threads to share the work among.
  ///   - keepsValues: whether every value and its gradient keep their numbers after a pass.
  ///   - memoryLimit: the most bytes that values and gradients may take.
  /// - Precondition: `weights` and `weightGradients` are those of the network and outlive the
  ///   workspace.
  /// - Throws: ``NetworkError`` with code `.input`, `.layer` or `.memory` where the network does not
  ///   take such inputs, `.layer` where the seeds depend on what is wanted through an operator that
  ///   has no gradient.
  public convenience init(
    _ network: Network, inputShapes: [Shape], weights: borrowing Weights,
    weightGradients: borrowing Weights, inputGradients: [Network.Value] = [],
    seeds: [Network.Value]? = nil, threads: ThreadPool, keepsValues: Bool = false,
    memoryLimit: Int = Workspace.memoryLimit
  ) throws(NetworkError) {
    try self.init(
      Request(
        network: network, shapes: network.shapes(inputs: inputShapes), weights: weights.tensors,
        threads: threads, limit: memoryLimit, keepsValues: keepsValues,
        backward: .init(
          weightGradients: weightGradients.tensors, seeds: seeds,
          inputs: inputGradients.map(\.index))))
  }

  private struct Request {
    struct Backward {
      let weightGradients: [MutableTensorView]
      var seeds: [Network.Value]?
      var inputs: [Int] = []
      var isReady: GradientIsReady?
    }

    let network: Network
    let shapes: [Shape]
    let weights: [MutableTensorView]
    let threads: ThreadPool
    let limit: Int
    var keepsValues = false
    var backward: Backward?
  }

  private init(_ request: Request) throws(NetworkError) {
    let network = request.network
    let seeds = request.backward.map { $0.seeds ?? network.outputs.map(\.value) } ?? []
    let arranged = ArrangedNetwork(network, shapes: request.shapes, rowMajor: seeds)
    let plan = arranged.network
    let isStatic = request.backward == nil ? plan.staticNodes : plan.nodes.map { _ in false }
    var backward: (plan: GradientPlan, request: GradientPlan.Request)?
    if let wanted = request.backward {
      let given = GradientPlan.Request(
        seeds: seeds.map { arranged.rowMajor[$0.index] ?? $0.index }, inputs: wanted.inputs,
        keepsAll: request.keepsValues)
      let found = try GradientPlan(
        plan, shapes: arranged.shapes, arrangements: arranged.arrangements, given)
      backward = (found, given)
    }
    let lifetimes = Lifetimes(
      .init(
        network: plan, shapes: arranged.shapes, keepsValues: request.keepsValues,
        isStatic: isStatic, backward: backward))
    let memory = try MemoryPlan(lifetimes.pieces, limit: request.limit)
    storage = Tensor(zeros: [memory.total])
    let base = storage.pointer
    let values = plan.sources.enumerated().map { index, source in
      if case .parameter(let number) = source { return request.weights[number] }
      return MutableTensorView(
        arranged.shapes[index], base + memory.offsets[lifetimes.values[index]!],
        arranged.arrangements[index])
    }
    for (index, source) in plan.sources.enumerated() {
      guard case .constant(let number) = source else { continue }
      network.constants[number].tensor.copyFloats(into: values[index].elements)
    }
    var states: [any OperatorState] = []
    let calls = plan.nodes.map { node in
      let inputs = node.inputs.map { values[$0.index].readOnly }
      let state = node.function.makeState(inputs.map(\.shape))
      if let state { states.append(state) }
      return ForwardCall(
        inputs: inputs, outputs: node.outputs.map { values[$0.index] }, state: state,
        threads: request.threads)
    }
    self.network = network
    self.plan = plan
    self.calls = calls
    isTold = plan.nodesWithComputedParameters(isStatic: isStatic)
    self.values = values
    threads = request.threads
    self.isStatic = isStatic
    self.states = states
    inputs = network.inputs.map { values[$0.value.index] }
    outputs = plan.outputs.map { values[$0.value.index] }
    backwardPass = backward.map { found, given in
      let gradients = values.indices.map { index in
        if case .parameter(let number) = plan.sources[index] {
          return request.backward?.weightGradients[number]
        }
        return lifetimes.gradients[index].map {
          MutableTensorView(
            values[index].shape, base + memory.offsets[$0], values[index].arrangement)
        }
      }
      return BackwardPass(
        plan, found, calls: calls, gradients: gradients,
        scratch: lifetimes.sums.map { $0.map { base + memory.offsets[$0] } },
        seeds: Dictionary(
          zip(seeds.map(\.index), given.seeds), uniquingKeysWith: { first, _ in first }),
        isReady: request.backward?.isReady)
    }
  }

  /// The first input, to be written before a forward pass.
  public var input: MutableTensorView { inputs[0] }

  /// The first output.
  public var output: MutableTensorView { outputs[0] }

  /// The first value that a node computes.
  public func output(ofNode index: Int) -> MutableTensorView {
    values[network.nodes[index].outputs[0].index]
  }

  /// Tells that weights have other values than in the last pass.
  ///
  /// A workspace with gradients need not be told.
  public func weightsDidChange() {
    staticIsDone = false
    for state in states { state.parametersDidChange() }
  }

  /// Computes every value from the inputs, in order.
  public func runForward() { runForward(observedBy: nil) }

  /// Computes every value from the inputs, in order, and shows each value of the network that a node
  /// computes to an observer, once, while its numbers are there.
  package func runForward(observedBy observer: (any PassObserver)?) {
    if backwardPass != nil { weightsDidChange() }
    for (index, node) in plan.nodes.enumerated() {
      if isStatic[index] && staticIsDone { continue }
      let isThere =
        node.function.keepsElements
        && calls[index].inputs[0].pointer == calls[index].output.pointer
      if !isThere {
        if isTold[index] { calls[index].state?.parametersDidChange() }
        node.function.forward(calls[index])
      }
      guard let observer else { continue }
      if Cancellation.isRequested() { return }
      // Rearranged copies have numbers behind those of the network.
      for output in node.outputs where output.index < network.sources.count {
        observer.valueIsComputed(output, values[output.index].readOnly)
      }
    }
    staticIsDone = true
  }
}

extension Network {
  /// Which nodes are applied to other values than the first that another input of the network may
  /// change.
  func nodesWithComputedParameters(isStatic: [Bool]) -> [Bool] {
    nodes.map { node in
      node.inputs.dropFirst().contains { input in
        switch sources[input.index] {
        case .input: true
        case .node(let number, _): !isStatic[number]
        case .parameter, .constant: false
        }
      }
    }
  }

  /// Which nodes depend on weights and constants alone, so that they need not run for every input.
  package var staticNodes: [Bool] {
    var depends = sources.map { if case .input = $0 { true } else { false } }
    return nodes.map { node in
      let dependsOnInput = node.inputs.contains { depends[$0.index] }
      for output in node.outputs { depends[output.index] = dependsOnInput }
      return !dependsOnInput
    }
  }
}
