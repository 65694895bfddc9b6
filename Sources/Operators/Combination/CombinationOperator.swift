import CKernels
import Tensors
import Threads

/// An operator that combines any number of values element by element, from the first on, each
/// repeated where it is shorter.
protocol CombinationOperator: DifferentiableOperator {
  static var function: xv_binary_function { get }
  /// Whether the result is divided by the number of inputs.
  static var isMean: Bool { get }
  /// The gradient of a combination of two with respect to the first of them; that of the other is the
  /// same with both exchanged. `nil` where it is the output's.
  static var gradientOfTwo: xv_local_function? { get }
  init()
}

/// The walk over each input by itself.
private final class Broadcasts: OperatorState, @unchecked Sendable {
  let each: [Broadcast]
  /// What gradients need besides, once they have been asked for.
  let gradients = LocalGradients()
  /// Combinations of the first inputs, and gradients with respect to them.
  private var partial: UnsafeMutablePointer<Float>?

  deinit { partial?.deallocate() }

  init?(_ output: Shape, _ inputs: [Shape]) {
    each = inputs.compactMap { Broadcast(output, [$0]) }
    guard each.count == inputs.count else { return nil }
  }

  func parametersDidChange() {}

  /// Memory for as many numbers, which are as many at every call.
  func partial(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = partial ?? .allocate(capacity: count)
    partial = memory
    return memory
  }
}

extension CombinationOperator {
  /// No.
  static var isMean: Bool { false }
  /// The output's.
  static var gradientOfTwo: xv_local_function? { nil }

  /// The operator on all inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), allInputsOf: node)
  }

  /// The shape that all inputs are repeated to.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` without inputs, `.shapes` where they do not
  ///   fit each other, `.size` where the output has too many elements.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard !inputs.isEmpty else { throw .inputCount(of: Self.name, 0, expected: "1 or more were") }
    let shape = try commonShape(inputs)
    for input in inputs { _ = try broadcast(shape, [input]) }
    // Gradients walk over both at once.
    if Self.gradientOfTwo != nil, inputs.count > 1 {
      _ = try broadcast(shape, Array(inputs[..<2]))
    }
    return [shape]
  }

  /// Channels-last where an input of the output's shape lies so and the others allow it.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .repeated(inputs, found)
  }

  /// How each input is repeated.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    guard let shape = try? commonShape(inputs) else { return nil }
    return Broadcasts(shape, inputs)
  }

  /// The combination of the elements at each place, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let state =
      call.state as? Broadcasts ?? Broadcasts(call.output.shape, call.inputs.map(\.shape))
    guard let state else { return }
    let work = CombinationRanges(
      function: Self.function, isMean: Self.isMean, broadcasts: state, inputs: call.inputs,
      count: call.inputs.count, output: call.output,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension CombinationOperator {
  /// The gradients, summed over axes along which an input is repeated.
  public func backward(_ call: BackwardCall) {
    let state =
      call.state as? Broadcasts ?? Broadcasts(call.output.shape, call.inputs.map(\.shape))
    guard let state else { return }
    let places = call.inputs.indices
    guard let function = Self.gradientOfTwo, places.count > 1 else {
      let sum = LocalGradient(
        XV_LOCAL_FIRST, v: 0, w: 0, divisor: Self.isMean ? Double(places.count) : 1)
      for place in places {
        write(call, state, sum, place, call.outputGradient, call.inputs[place], call.inputs[place])
      }
      return
    }
    let local = LocalGradient(function, v: 0, w: 1)
    let gradient = places.count == 2 ? call.outputGradient : unfold(call, state, local)
    write(call, state, local, 0, gradient, call.inputs[0], call.inputs[1])
    write(call, state, local, 1, gradient, call.inputs[1], call.inputs[0])
  }

  private func write(
    _ call: BackwardCall, _ state: Broadcasts, _ local: LocalGradient, _ place: Int,
    _ outputGradient: TensorView, _ v: TensorView, _ w: TensorView
  ) {
    guard let to = call.inputGradients[place] else { return }
    state.gradients.write(
      local, of: place, outputGradient, v, w, into: to, threads: call.threads)
  }

  // With c_2 = f(x_1, x_2), c_3 = f(c_2, x_3) ..., writes the gradients from x_n back to x_3 and gives
  // that of c_2.
  private func unfold(
    _ call: BackwardCall, _ state: Broadcasts, _ local: LocalGradient
  ) -> TensorView {
    let (last, output) = (call.inputs.count - 1, call.output)
    let elements = output.shape.count
    guard elements > 0 else {
      for place in 2...last {
        write(call, state, local, place, call.outputGradient, call.inputs[place], output)
      }
      return call.outputGradient
    }
    // c_2 ... c_(n - 1), and the gradients of two of them in turn.
    let memory = state.partial((last + 1) * elements)
    func view(_ number: Int) -> MutableTensorView {
      MutableTensorView(output.shape, memory + number * elements, output.arrangement)
    }
    for count in 2...last {
      let work = CombinationRanges(
        function: Self.function, isMean: false, broadcasts: state, inputs: call.inputs,
        count: count, output: view(count - 2),
        ranges: ParallelRanges(total: elements, grain: elementwiseGrain, threads: call.threads))
      call.threads.run(count: work.ranges.count, work)
    }
    var gradient = call.outputGradient
    for place in stride(from: last, to: 1, by: -1) {
      let (folded, input) = (view(place - 2).readOnly, call.inputs[place])
      write(call, state, local, place, gradient, input, folded)
      let next = view(last - 1 + place % 2)
      state.gradients.write(
        local, of: -place, gradient, folded, input, into: next, threads: call.threads)
      gradient = next.readOnly
    }
    return gradient
  }
}

private struct CombinationRanges: ParallelWork {
  let function: xv_binary_function
  let isMean: Bool
  let broadcasts: Broadcasts
  let inputs: [TensorView]
  /// The number of inputs that are combined.
  let count: Int
  let output: MutableTensorView
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let (first, last) = (ranges[index].lowerBound, ranges[index].upperBound)
    let y = output.pointer
    withUnsafePointer(to: broadcasts.each[0].plan(for: output)) {
      xv_repeat($0, inputs[0].pointer, y, first, last)
    }
    for (input, broadcast) in zip(inputs, broadcasts.each).prefix(count).dropFirst() {
      withUnsafePointer(to: broadcast.plan(for: output)) {
        xv_binary_into(function, $0, input.pointer, y, first, last)
      }
    }
    guard isMean else { return }
    // A division is rounded once; a product with one over the number would be twice.
    let divisor = Float(count)
    for element in first..<last { y[element] /= divisor }
  }
}
