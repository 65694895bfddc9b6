import CKernels
import Tensors
import Threads

/// An operator that combines two values element by element, each repeated where it is shorter.
protocol BinaryOperator: DifferentiableOperator {
  static var function: xv_binary_function { get }
  /// The gradient with respect to the input with the given number.
  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient
  init()
}

extension BinaryOperator {
  /// The operator on both inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0, 1])
  }

  /// The shape that both inputs are repeated to.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two inputs, `.shapes` where
  ///   they do not fit each other, `.size` where the output has too many elements.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    let shape = try commonShape(inputs)
    _ = try broadcast(shape, inputs)
    return [shape]
  }

  /// Channels-last where an input of the output's shape lies so and the others allow it.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .repeated(inputs, found)
  }

  /// How the inputs are repeated.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let shape = try? commonShape(inputs) else { return nil }
    return Broadcast(shape, inputs)
  }

  /// The combination of each two elements, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    combine(call, call.inputs[0], call.inputs[1])
  }

  /// The gradients, summed over axes along which an input is repeated.
  public func backward(_ call: BackwardCall) {
    differentiate(call, call.inputs[0], call.inputs[1])
  }

  func differentiate(_ call: BackwardCall, _ a: TensorView, _ b: TensorView) {
    let gradients = (call.state as? Broadcast)?.gradients ?? LocalGradients()
    for (place, gradient) in call.inputGradients.enumerated() {
      guard let gradient else { continue }
      let local = localGradient(at: place, a, b)
      gradients.write(
        local, of: place, call.outputGradient, local.v == 0 ? a : b, local.w == 0 ? a : b,
        into: gradient, threads: call.threads)
    }
  }

  func combine(_ call: ForwardCall, _ a: TensorView, _ b: TensorView) {
    guard let broadcast = call.broadcast(a, b) else { return }
    let work = BinaryRanges(
      function: Self.function, plan: broadcast.plan(for: call.output), a: a.pointer, b: b.pointer,
      y: call.output.pointer,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension ForwardCall {
  /// How the given inputs are repeated to the first output: what the operator's state says or,
  /// without one, found now.
  fileprivate func broadcast(_ a: TensorView, _ b: TensorView) -> Broadcast? {
    state as? Broadcast ?? Broadcast(output.shape, [a.shape, b.shape])
  }
}

private struct BinaryRanges: ParallelWork {
  let function: xv_binary_function
  let plan: xv_broadcast
  let a: UnsafePointer<Float>
  let b: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    withUnsafePointer(to: plan) {
      xv_binary(function, $0, a, b, y, range.lowerBound, range.upperBound)
    }
  }
}
