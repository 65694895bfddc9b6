import CKernels
import Tensors
import Threads

/// One of two values, element by element: y = a where the condition is not 0, else b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | condition, a, b | any that fit each other | inputs, repeated as in `Add` |
/// | y | that of the longest on each axis | output |
///
/// ## Gradient
///     da = dy where the condition is not 0, else 0; db = dy - da
/// The condition's is 0. Along axes along which an input is repeated, its gradient is summed, in
/// float64.
///
/// ## Edge cases
/// A NaN as condition is not 0.
public struct Where: DifferentiableOperator {
  /// `where`.
  public static let name = "where"
  /// `Where`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Where", since: 9)
  /// Each element is one of those given.
  public static let isExactOnIntegers = true

  /// The operator; it has no attributes.
  public init() {}

  /// The operator on all three inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0, 1, 2])
  }

  /// That of the second input: the first holds truth values.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType {
    inputs.count > 1 ? inputs[1] : .float32
  }

  /// The shape that all inputs are repeated to.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than three inputs, `.shapes` where
  ///   they do not fit each other, `.size` where the output has too many elements.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 3 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "3 were")
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

  /// The choice for each element, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let state =
      call.state as? Broadcast ?? Broadcast(call.output.shape, call.inputs.map(\.shape))
    guard let state else { return }
    let work = Ranges(
      plan: state.plan(for: call.output), condition: call.inputs[0].pointer,
      a: call.inputs[1].pointer,
      b: call.inputs[2].pointer, y: call.output.pointer,
      ranges: ParallelRanges(
        total: call.output.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension Where {
  /// The gradients, summed over axes along which an input is repeated.
  public func backward(_ call: BackwardCall) {
    let gradients = (call.state as? Broadcast)?.gradients ?? LocalGradients()
    if let gradient = call.inputGradients[0] {
      gradient.pointer.update(repeating: 0, count: gradient.shape.count)
    }
    for (place, function) in [(1, XV_LOCAL_WHERE), (2, XV_LOCAL_WHERE_NOT)] {
      guard let gradient = call.inputGradients[place] else { continue }
      gradients.write(
        LocalGradient(function, v: 0, w: place, isOfSecond: true), of: place, call.outputGradient,
        call.inputs[0], call.inputs[place], into: gradient, threads: call.threads)
    }
  }
}

private struct Ranges: ParallelWork {
  let plan: xv_broadcast
  let condition: UnsafePointer<Float>
  let a: UnsafePointer<Float>
  let b: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    withUnsafePointer(to: plan) {
      xv_where($0, condition, a, b, y, range.lowerBound, range.upperBound)
    }
  }
}

extension Where: MomentOperator {
  // The share of places where the condition holds, and what it is as a form.
  private func condition(_ call: MomentCall) -> LinearForm {
    guard let parameter = call.inputs[0].parameter, let numbers = parameter.numbers else {
      return call.signal(0).form
    }
    let floats = numbers.floats
    let share = floats.reduce(0) { $0 + ($1 != 0 ? 1 : 0) } / Double(max(floats.count, 1))
    return ParameterMoments(
      shape: parameter.shape, mean: share, variance: share * (1 - share), isDrawn: false
    ).signal(call.space, like: call.broadcastAxes).form
  }

  // Minus infinity, as masks have it, counts as absent.
  private func branch(_ index: Int, _ call: MomentCall) -> LinearForm? {
    if let number = call.inputs[index].parameter?.number, !number.isFinite { return nil }
    return call.signal(index).form
  }

  /// c a + (1 - c) b for a condition c of ones and zeros.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let condition = condition(call)
    let form: LinearForm
    switch (branch(1, call), branch(2, call)) {
    case (let a?, let b?):
      form =
        call.space.product(condition, a)
        + call.space.product(condition.scaled(-1, shift: 1), b)
    case (let a?, nil): form = call.space.approximated(a)
    case (nil, let b?): form = call.space.approximated(b)
    case (nil, nil): form = LinearForm(0)
    }
    return [SignalMoments(form, call.broadcastAxes)]
  }

  /// The gradient times c and 1 - c.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let condition = condition(call.forward)
    let gradient = call.outputGradient
    return [
      nil,
      call.summed(call.gradients.product(gradient, condition), to: 1),
      call.summed(
        call.gradients.product(gradient, condition.scaled(-1, shift: 1)), to: 2),
    ]
  }
}
