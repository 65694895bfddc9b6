import Operators
import Tensors
import Threads

/// The calls of a backward pass and where gradients go.
struct BackwardPass: @unchecked Sendable {
  /// The gradient of each value by its number; `nil` where it has none.
  let gradients: [MutableTensorView?]
  /// The values whose gradients are given, by their numbers in the network.
  let seeds: [Int: Int]
  let isReady: Workspace.GradientIsReady?
  private(set) var steps: [BackwardStep] = []

  init(
    _ network: Network, _ plan: GradientPlan, calls: [ForwardCall],
    gradients: [MutableTensorView?], scratch: [[UnsafeMutablePointer<Float>]], seeds: [Int: Int],
    isReady: Workspace.GradientIsReady?
  ) {
    self.gradients = gradients
    self.seeds = seeds
    self.isReady = isReady
    var remaining = [Int](repeating: 0, count: network.sources.count)
    for step in plan.steps {
      for input in network.nodes[step.node].inputs { remaining[input.index] += 1 }
    }
    for (number, step) in plan.steps.enumerated() {
      let made = BackwardStep(
        network, step, call: calls[step.node], scratch: scratch[number], pass: self,
        remaining: &remaining)
      if let made { steps.append(made) }
    }
  }
}

/// What a backward pass does at one node.
struct BackwardStep {
  private let function: any DifferentiableOperator
  private let call: BackwardCall?
  /// The node that it goes back through.
  let node: Int
  /// Gradients to be added where others are already.
  private let sums: [GradientSum]
  /// Parameters whose gradients are complete after the step and were not announced in pieces.
  private let completed: [(parameter: Int, count: Int)]

  // `remaining` counts the uses of each value by this step and those after it.
  fileprivate init?(
    _ network: Network, _ step: GradientPlan.Step, call forward: ForwardCall,
    scratch: [UnsafeMutablePointer<Float>], pass: BackwardPass, remaining: inout [Int]
  ) {
    let node = network.nodes[step.node]
    guard let function = node.function as? any DifferentiableOperator else { return nil }
    self.function = function
    self.node = step.node
    var targets: [MutableTensorView?] = []
    var sums: [GradientSum] = []
    var completed: [(parameter: Int, count: Int)] = []
    var announced = [Int](repeating: -1, count: node.inputs.count)
    for (place, (input, target)) in zip(node.inputs, step.targets).enumerated() {
      remaining[input.index] -= 1
      guard let gradient = pass.gradients[input.index] else {
        targets.append(nil)
        continue
      }
      switch target {
      case .none, .passed:
        targets.append(nil)
        continue
      case .written: targets.append(gradient)
      case .added:
        let term = MutableTensorView(gradient.shape, scratch[sums.count], gradient.arrangement)
        targets.append(term)
        sums.append(GradientSum(target: gradient, term: term.readOnly, threads: forward.threads))
      }
      guard case .parameter(let number) = network.sources[input.index],
        remaining[input.index] == 0
      else { continue }
      if case .written = target, type(of: function).announcesGradients {
        announced[place] = number
      } else {
        completed.append((number, gradient.shape.count))
      }
    }
    var announce: (@Sendable (Int, Range<Int>) -> Void)?
    if let isReady = pass.isReady, announced.contains(where: { $0 >= 0 }) {
      let numbers = announced
      announce = { input, elements in
        if numbers[input] >= 0 { isReady(numbers[input], elements) }
      }
    }
    self.sums = sums
    self.completed = completed
    call =
      targets.allSatisfy { $0 == nil }
      ? nil
      : BackwardCall(
        inputs: forward.inputs, outputs: forward.outputs.map(\.readOnly),
        outputGradients: node.outputs.map { pass.gradients[$0.index]?.readOnly },
        inputGradients: targets, gradientIsReady: announce, state: forward.state,
        threads: forward.threads)
  }

  /// Runs the call and adds what is to be added.
  func run(_ isReady: Workspace.GradientIsReady?) {
    if let call { function.backward(call) }
    for sum in sums { sum.add() }
    for (parameter, count) in completed { isReady?(parameter, 0..<count) }
  }
}

/// A gradient that is added to another.
private struct GradientSum: ParallelWork {
  private let target: UnsafeMutablePointer<Float>
  private let term: UnsafePointer<Float>
  private let ranges: ParallelRanges
  private let threads: ThreadPool
  // Elements that one thread adds in about the time it takes to hand work to another.
  private static let grain = 16_384

  init(target: MutableTensorView, term: TensorView, threads: ThreadPool) {
    self.target = target.pointer
    self.term = term.pointer
    self.threads = threads
    ranges = ParallelRanges(total: target.shape.count, grain: Self.grain, threads: threads)
  }

  func add() { threads.run(count: ranges.count, self) }

  func perform(_ index: Int) {
    for element in ranges[index] { target[element] += term[element] }
  }
}

extension Workspace {
  private var pass: BackwardPass {
    guard let backwardPass else {
      preconditionFailure("workspace: made for forward passes alone, gradients were expected")
    }
    return backwardPass
  }

  /// Where the gradient of a value goes; `nil` where it has none.
  ///
  /// That of a seed, row-major, is to be written before a backward pass.
  ///
  /// - Precondition: the workspace was made with gradients.
  public func gradient(of value: Network.Value) -> MutableTensorView? {
    pass.gradients[pass.seeds[value.index] ?? value.index]
  }

  /// Where the gradient of the first value that a node computes goes.
  ///
  /// - Precondition: the workspace was made with gradients, and the value depends on a parameter.
  public func gradient(ofNode index: Int) -> MutableTensorView {
    guard let gradient = gradient(of: network.nodes[index].outputs[0]) else {
      preconditionFailure("\(network.nodes[index].name): no gradient, one was expected")
    }
    return gradient
  }

  /// Computes the gradients of all parameters and of the inputs that are wanted, in reverse order.
  ///
  /// Parameters that no seed depends on have gradient 0 and are not announced.
  ///
  /// - Precondition: a forward pass has run, the gradients of the seeds are written, and the
  ///   workspace was made with gradients.
  public func runBackward() { runBackward(observedBy: nil) }

  /// The same, showing an observer the gradient of each value that a node computes, once, when it is
  /// complete and before its memory is used for something else.
  ///
  /// Those of inputs that are wanted stay where they are.
  package func runBackward(observedBy observer: (any PassObserver)?) {
    let pass = pass
    for step in pass.steps {
      if let observer {
        if Cancellation.isRequested() { return }
        // All nodes that a gradient comes from lie behind the one that computed its value.
        for output in plan.nodes[step.node].outputs where output.index < network.sources.count {
          guard let gradient = pass.gradients[output.index] else { continue }
          observer.gradientIsComplete(of: output, gradient.readOnly)
        }
      }
      step.run(pass.isReady)
    }
  }
}
