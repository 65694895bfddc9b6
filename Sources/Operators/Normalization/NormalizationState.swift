import CKernels
import Tensors

/// What a normalization's forward pass leaves for its gradient: the mean and the inverse deviation
/// of each row, group or channel; and memory that only the gradient asks for.
final class NormalizationState: OperatorState, @unchecked Sendable {
  let means: UnsafeMutablePointer<Double>
  let inverseDeviations: UnsafeMutablePointer<Double>
  private var sums = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)
  private var values = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

  /// Memory for the given number of rows.
  init(count: Int) {
    means = .allocate(capacity: max(count, 1))
    inverseDeviations = .allocate(capacity: max(count, 1))
  }

  deinit {
    means.deallocate()
    inverseDeviations.deallocate()
    sums.deallocate()
    values.deallocate()
  }

  /// Memory for sums, the same at each call unless more is asked for.
  func sums(_ count: Int) -> UnsafeMutablePointer<Double> {
    if sums.count < max(count, 1) {
      sums.deallocate()
      sums = .allocate(capacity: max(count, 1))
    }
    return sums.baseAddress!
  }

  /// Memory for elements, likewise.
  func values(_ count: Int) -> UnsafeMutablePointer<Float> {
    if values.count < max(count, 1) {
      values.deallocate()
      values = .allocate(capacity: max(count, 1))
    }
    return values.baseAddress!
  }

  /// Statistics are those of the last forward call, which follows.
  func parametersDidChange() {}
}

/// Parts of the rows whose columns are summed by themselves, one by each thread. They follow from
/// the shape alone, as the bits of the sums do.
struct RowParts {
  let rows: Int
  /// The rows of a part; the last may have fewer.
  let length: Int
  let count: Int

  // Sums take a quarter of the memory of the rows at most, and parts longer than handing them out.
  init(rows: Int, columns: Int) {
    self.rows = rows
    let (most, least, elements) = (32, 16, 65_536)
    length = max(least, (rows + most - 1) / most, elements / max(columns, 1))
    count = (rows + length - 1) / length
  }

  subscript(index: Int) -> Range<Int> { index * length..<min((index + 1) * length, rows) }
}

extension MutableTensorView {
  /// Writes 0 to all elements.
  func fillWithZeros() { pointer.update(repeating: 0, count: shape.count) }

  /// Writes numbers as they are rounded to float32.
  func fill(rounding numbers: UnsafePointer<Double>) {
    for index in 0..<shape.count { pointer[index] = Float(numbers[index]) }
  }
}

extension BackwardCall {
  /// The gradient with respect to an input that may be missing.
  func gradient(_ input: Int) -> MutableTensorView? {
    input < inputGradients.count ? inputGradients[input] : nil
  }

  /// The gradient with respect to an output that may be missing.
  func gradient(ofOutput output: Int) -> TensorView? {
    output < outputGradients.count ? outputGradients[output] : nil
  }
}

extension DifferentiableOperator {
  /// What the forward call left; computed again for a call without its state.
  func statistics(_ call: BackwardCall) -> NormalizationState? {
    if let state = call.state as? NormalizationState { return state }
    guard let state = makeState(call.inputs.map(\.shape)) as? NormalizationState else { return nil }
    let outputs = call.outputs.map { output in
      MutableTensorView(output.shape, .allocate(capacity: max(output.shape.count, 1)))
    }
    forward(
      ForwardCall(inputs: call.inputs, outputs: outputs, state: state, threads: call.threads))
    for output in outputs { output.pointer.deallocate() }
    return state
  }
}
