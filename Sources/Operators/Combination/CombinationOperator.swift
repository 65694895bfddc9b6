import CKernels
import Tensors
import Threads

/// An operator that combines any number of values element by element, from the first on, each
/// repeated where it is shorter.
protocol CombinationOperator: Operator {
  static var function: xv_binary_function { get }
  /// Whether the result is divided by the number of inputs.
  static var isMean: Bool { get }
  init()
}

/// The walk over each input by itself.
private final class Broadcasts: OperatorState {
  let each: [Broadcast]

  init?(_ output: Shape, _ inputs: [Shape]) {
    each = inputs.compactMap { Broadcast(output, [$0]) }
    guard each.count == inputs.count else { return nil }
  }

  func parametersDidChange() {}
}

extension CombinationOperator {
  /// No.
  static var isMean: Bool { false }

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
      function: Self.function, isMean: Self.isMean, broadcasts: state, call: call,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct CombinationRanges: ParallelWork {
  let function: xv_binary_function
  let isMean: Bool
  let broadcasts: Broadcasts
  let call: ForwardCall
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let (first, last) = (ranges[index].lowerBound, ranges[index].upperBound)
    let y = call.output.pointer
    withUnsafePointer(to: broadcasts.each[0].plan(for: call.output)) {
      xv_repeat($0, call.inputs[0].pointer, y, first, last)
    }
    for (input, broadcast) in zip(call.inputs, broadcasts.each).dropFirst() {
      withUnsafePointer(to: broadcast.plan(for: call.output)) {
        xv_binary_into(function, $0, input.pointer, y, first, last)
      }
    }
    guard isMean else { return }
    // A division is rounded once; a product with one over the number would be twice.
    let count = Float(call.inputs.count)
    for element in first..<last { y[element] /= count }
  }
}
