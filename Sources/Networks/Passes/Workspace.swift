import Operators
import Tensors
import Threads

/// The memory of a forward and a backward pass of one network for one batch size.
///
/// Everything is laid out when the workspace is made; the passes allocate nothing.
public final class Workspace: @unchecked Sendable {
  /// The number of examples.
  public let batch: Int
  /// The input, batch × width, to be written before a forward pass.
  public let input: MutableTensorView
  /// The output of each node.
  public let values: [MutableTensorView]
  /// The gradient with respect to the output of each node; that of the last one is to be written
  /// before a backward pass.
  public let gradients: [MutableTensorView]

  private let storage: Tensor
  private let nodes: [NodeCalls]

  private struct NodeCalls {
    let function: any Operator
    let forward: ForwardCall
    let backward: BackwardCall?
  }

  /// What one thread of training needs to know about a gradient that is complete.
  public typealias GradientIsReady = @Sendable (_ parameter: Int, _ elements: Range<Int>) -> Void

  /// Lays out a network for forward and backward passes.
  ///
  /// - Parameters:
  ///   - network: what is computed.
  ///   - batch: the number of examples.
  ///   - weights: the network's weights.
  ///   - weightGradients: where their gradients go.
  ///   - threads: the threads to share the work among.
  ///   - gradientIsReady: called in a backward pass with a parameter's number and a range
  ///   of its elements once their gradient is complete and the parameter is no longer read; from
  ///   any of the threads.
  /// - Precondition: `weights` and `weightGradients` are those of the network and outlive the
  ///   workspace.
  public convenience init(
    _ network: Network, batch: Int, weights: borrowing Weights,
    weightGradients: borrowing Weights, threads: ThreadPool,
    gradientIsReady: GradientIsReady? = nil
  ) {
    self.init(
      network, batch: batch, weights: weights.tensors, weightGradients: weightGradients.tensors,
      threads: threads, gradientIsReady: gradientIsReady)
  }

  /// Lays out a network for forward passes alone.
  ///
  /// - Precondition: `weights` are those of the network and outlive the workspace.
  public convenience init(
    _ network: Network, batch: Int, weights: borrowing Weights, threads: ThreadPool
  ) {
    self.init(
      network, batch: batch, weights: weights.tensors, weightGradients: nil, threads: threads,
      gradientIsReady: nil)
  }

  private init(
    _ network: Network, batch: Int, weights: [MutableTensorView],
    weightGradients: [MutableTensorView]?, threads: ThreadPool, gradientIsReady: GradientIsReady?
  ) {
    let nodes = network.nodes
    let alignment = Tensor.alignment / MemoryLayout<Float>.stride
    func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
    let copies = weightGradients == nil ? 1 : 2
    let total = nodes.reduce(padded(batch * network.inputWidth)) {
      $0 + copies * padded(batch * $1.width)
    }
    storage = Tensor(zeros: [total])
    var next = storage.pointer
    func take(_ width: Int) -> MutableTensorView {
      defer { next += padded(batch * width) }
      return MutableTensorView([batch, width], next)
    }
    self.batch = batch
    input = take(network.inputWidth)
    values = nodes.map { take($0.width) }
    gradients = weightGradients == nil ? [] : nodes.map { take($0.width) }

    var calls: [NodeCalls] = []
    for (index, node) in nodes.enumerated() {
      let source = index == 0 ? input : values[index - 1]
      let parameters = Array(weights[node.parameters])
      let forward = ForwardCall(
        input: source.readOnly, parameters: parameters.map(\.readOnly), output: values[index],
        threads: threads)
      var backward: BackwardCall?
      if let weightGradients {
        let first = node.parameters.lowerBound
        var ready: GradientIsReady?
        if let gradientIsReady {
          ready = { parameter, elements in gradientIsReady(first + parameter, elements) }
        }
        backward = BackwardCall(
          input: source.readOnly, parameters: parameters, output: values[index].readOnly,
          outputGradient: gradients[index].readOnly,
          inputGradient: index == 0 ? nil : gradients[index - 1],
          parameterGradients: Array(weightGradients[node.parameters]), gradientIsReady: ready,
          threads: threads)
      }
      calls.append(NodeCalls(function: node.function, forward: forward, backward: backward))
    }
    self.nodes = calls
  }

  /// The value of the last node.
  public var output: MutableTensorView { values[values.count - 1] }

  /// Computes every value from the input, in order.
  public func runForward() {
    for node in nodes { node.function.forward(node.forward) }
  }

  /// Computes the gradients of the values before node `last` and of all parameters up to it, in
  /// reverse order.
  ///
  /// - Precondition: a forward pass has run, the gradient of node `last`'s value is written, and
  ///   the workspace was made with gradients.
  public func runBackward(fromNode last: Int) {
    for index in stride(from: last, through: 0, by: -1) {
      guard let call = nodes[index].backward else {
        preconditionFailure("workspace: made for forward passes alone, gradients were expected")
      }
      nodes[index].function.backward(call)
    }
  }
}
