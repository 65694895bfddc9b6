import Operators
import Tensors
import Threads

/// Where the gradients of a network's values go.
final class GradientMemory: @unchecked Sendable {
  /// The gradient of each value by its number; `nil` where nobody needs it.
  let gradients: [MutableTensorView?]
  /// Memory for one more gradient of every value that a node shares with others, from which it is
  /// added to what is there.
  let scratch: UnsafeMutablePointer<Float>
  let isReady: Workspace.GradientIsReady?
  private let storage: Tensor

  init(
    _ network: Network, values: [MutableTensorView], parameters: [MutableTensorView],
    isReady: Workspace.GradientIsReady?
  ) {
    let alignment = Tensor.alignment / MemoryLayout<Float>.stride
    func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
    let needed = network.valuesThatDependOnParameters
    var total = 0
    var offsets = [Int?](repeating: nil, count: values.count)
    for (index, source) in network.sources.enumerated() where needed[index] {
      guard case .node = source else { continue }
      offsets[index] = total
      total += padded(values[index].shape.count)
    }
    let isShared = network.valuesWithSeveralUses
    let largest =
      network.nodes.map { node in
        node.inputs.reduce(0) { $0 + (isShared[$1.index] ? values[$1.index].shape.count : 0) }
      }.max() ?? 0
    storage = Tensor(zeros: [total + padded(largest)])
    let base = storage.pointer
    scratch = base + total
    gradients = network.sources.enumerated().map { index, source in
      if case .parameter(let number) = source { return parameters[number] }
      return offsets[index].map { MutableTensorView(values[index].shape, base + $0) }
    }
    self.isReady = isReady
  }
}

/// What a backward pass does at one node.
struct BackwardStep {
  let function: any DifferentiableOperator
  let call: BackwardCall
  /// Gradients to be added where others are already, from the scratch memory.
  let sums: [(value: MutableTensorView, term: UnsafeMutablePointer<Float>)]
  /// Parameters whose gradients are complete after the step and were not announced in pieces.
  let completed: [(parameter: Int, count: Int)]
}

extension Workspace {
  /// Where the gradient of the first value that a node computes goes; that of the node which a
  /// backward pass begins with is to be written before it.
  ///
  /// - Precondition: the workspace was made with gradients, and the value depends on a parameter.
  public func gradient(ofNode index: Int) -> MutableTensorView {
    guard let gradient = gradientMemory?.gradients[network.nodes[index].outputs[0].index] else {
      preconditionFailure("workspace: made for forward passes alone, gradients were expected")
    }
    return gradient
  }

  /// Computes the gradients of the values before node `last` and of all parameters up to it, in
  /// reverse order.
  ///
  /// Parameters that node `last` does not depend on have gradient 0 and are not announced.
  ///
  /// - Precondition: a forward pass has run, the gradient of node `last`'s value is written, and
  ///   the workspace was made with gradients.
  public func runBackward(fromNode last: Int) {
    let steps: [BackwardStep]
    if let known = backwardPasses[last] {
      steps = known
    } else {
      steps = backwardSteps(from: last)
      backwardPasses[last] = steps
    }
    for step in steps {
      step.function.backward(step.call)
      for sum in step.sums {
        let target = sum.value.pointer
        for element in 0..<sum.value.shape.count { target[element] += sum.term[element] }
      }
      for (parameter, count) in step.completed {
        gradientMemory?.isReady?(parameter, 0..<count)
      }
    }
  }

  private func backwardSteps(from last: Int) -> [BackwardStep] {
    guard let memory = gradientMemory else {
      preconditionFailure("workspace: made for forward passes alone, gradients were expected")
    }
    let seed = network.nodes[last].outputs[0].index
    var isWritten = [Bool](repeating: false, count: values.count)
    isWritten[seed] = true
    var remaining = useCounts(upTo: last, reaching: seed)
    var steps: [BackwardStep] = []
    for index in stride(from: last, through: 0, by: -1) {
      let node = network.nodes[index]
      guard node.outputs.contains(where: { isWritten[$0.index] }) else { continue }
      guard let function = node.function as? any DifferentiableOperator else {
        preconditionFailure("\(node.name): an operator without a gradient, one with was expected")
      }
      var targets: [MutableTensorView?] = []
      var sums: [(value: MutableTensorView, term: UnsafeMutablePointer<Float>)] = []
      var announced: [Int: Int] = [:]
      var completed: [(parameter: Int, count: Int)] = []
      var scratch = memory.scratch
      for (place, input) in node.inputs.enumerated() {
        guard let gradient = memory.gradients[input.index] else {
          targets.append(nil)
          continue
        }
        let isOnlyUse = remaining[input.index] == 1 && !isWritten[input.index]
        remaining[input.index] -= 1
        if isWritten[input.index] {
          targets.append(MutableTensorView(gradient.shape, scratch))
          sums.append((gradient, scratch))
          scratch += gradient.shape.count
        } else {
          targets.append(gradient)
          isWritten[input.index] = true
        }
        guard case .parameter(let number) = network.sources[input.index],
          remaining[input.index] == 0
        else { continue }
        if isOnlyUse, type(of: function).announcesGradients {
          announced[place] = number
        } else {
          completed.append((number, gradient.shape.count))
        }
      }
      steps.append(
        BackwardStep(
          function: function,
          call: backwardCall(
            index, targets, announced: announced, isWritten: isWritten, memory: memory),
          sums: sums, completed: completed))
    }
    return steps
  }

  private func backwardCall(
    _ index: Int, _ targets: [MutableTensorView?], announced: [Int: Int], isWritten: [Bool],
    memory: GradientMemory
  ) -> BackwardCall {
    let forward = calls[index]
    var announce: (@Sendable (Int, Range<Int>) -> Void)?
    if let isReady = memory.isReady, !announced.isEmpty {
      let numbers = network.nodes[index].inputs.indices.map { announced[$0] ?? -1 }
      announce = { input, elements in
        if numbers[input] >= 0 { isReady(numbers[input], elements) }
      }
    }
    return BackwardCall(
      inputs: forward.inputs, outputs: forward.outputs.map(\.readOnly),
      outputGradients: network.nodes[index].outputs.map { output in
        isWritten[output.index] ? memory.gradients[output.index]?.readOnly : nil
      },
      inputGradients: targets, gradientIsReady: announce, state: forward.state, threads: threads)
  }

  // How often each value is used by nodes that the value `seed` depends on.
  private func useCounts(upTo last: Int, reaching seed: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    var isReached = [Bool](repeating: false, count: values.count)
    isReached[seed] = true
    for node in network.nodes[...last].reversed()
    where node.outputs.contains(where: { isReached[$0.index] }) {
      for input in node.inputs {
        isReached[input.index] = true
        counts[input.index] += 1
      }
    }
    return counts
  }
}

extension Network {
  /// Whether each value is a parameter or depends on one.
  var valuesThatDependOnParameters: [Bool] {
    var depends = sources.map { if case .parameter = $0 { true } else { false } }
    for node in nodes where node.inputs.contains(where: { depends[$0.index] }) {
      for output in node.outputs { depends[output.index] = true }
    }
    return depends
  }

  /// Whether each value is used more than once.
  var valuesWithSeveralUses: [Bool] {
    var counts = [Int](repeating: 0, count: sources.count)
    for node in nodes { for input in node.inputs { counts[input.index] += 1 } }
    return counts.map { $0 > 1 }
  }
}
