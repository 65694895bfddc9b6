import Tensors

/// An operator that does nothing but move elements with strides.
///
/// The gradient of an input's element is the sum of those of its copies, 0 where it has none.
protocol StridedOperator: DifferentiableOperator {
  /// What moves where, for inputs that ``Operator/outputShapes(_:)`` takes.
  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy]
}

extension StridedOperator {
  /// Elements stay what they are.
  public static var isExactOnIntegers: Bool { true }

  /// The order in which elements move.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { stridedCopies(inputs) }

  private func stridedCopies(_ inputs: [Shape]) -> StridedCopies {
    let outputs = (try? outputShapes(inputs)) ?? []
    return StridedCopies(
      outputs.isEmpty ? [] : copies(inputs, outputs), inputCounts: inputs.map(\.count))
  }

  /// Moves the elements.
  public func forward(_ call: ForwardCall) {
    let state = call.state as? StridedCopies ?? stridedCopies(call.inputs.map(\.shape))
    state.run(call)
  }

  /// Adds the gradient of every element up where the element came from.
  public func backward(_ call: BackwardCall) {
    let state = call.state as? StridedCopies ?? stridedCopies(call.inputs.map(\.shape))
    state.backward(call)
  }
}

/// An operator whose output has the elements of its first input in the same order.
protocol ReshapingOperator: StridedOperator {}

extension ReshapingOperator {
  /// Yes.
  public var keepsElements: Bool { true }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    [StridedCopy(lengths: [outputs[0].count], inputStrides: [1], outputStrides: [1])]
  }
}
