import CKernels
import Tensors
import Threads

/// Groups of channels of each example that are normalized together.
struct NormalizedGroups: ParallelWork {
  let epsilon: Double
  /// The groups of one example.
  let groups: Int
  /// The parts of a group that have a scale and a shift of their own.
  let segments: Int
  /// The elements of a part.
  let length: Int
  let x: UnsafePointer<Float>
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let state: NormalizationState
  let ranges: ParallelRanges

  /// The groups of a call on x, scale and shift.
  init(_ call: ForwardCall, groups: Int, epsilon: Float) {
    let shape = call.input.shape
    // Without elements the product may be no Int.
    let count = shape.count == 0 ? 0 : shape[0] * groups
    let parameters = call.inputs[1].shape.count
    let elements = count == 0 ? 0 : shape.count / count
    self.groups = groups
    self.epsilon = Double(epsilon)
    segments = groups == 0 ? 0 : parameters / groups
    length = segments == 0 ? 0 : elements / segments
    (x, y) = (call.input.pointer, call.output.pointer)
    (scale, shift) = (call.inputs[1].pointer, call.inputs[2].pointer)
    state =
      call.state as? NormalizationState ?? NormalizedGroups.state(shape, groups: groups)
    ranges = ParallelRanges(
      total: elements == 0 ? 0 : count, grain: max(normalizationGrain / max(elements, 1), 1),
      threads: call.threads)
  }

  func perform(_ index: Int) {
    for group in ranges[index] {
      let start = group * segments * length
      let first = group % groups * segments
      xv_normalize_segments(
        x + start, y + start, segments, length, epsilon, scale + first, shift + first,
        state.means + group, state.inverseDeviations + group)
    }
  }

  /// Memory for the mean and the inverse deviation of each group.
  static func state(_ shape: Shape, groups: Int) -> NormalizationState {
    NormalizationState(count: shape.count == 0 ? 0 : shape[0] * groups)
  }
}

extension Operator {
  /// The input's shape for an input of examples × channels × positions and parameters of the given
  /// lengths.
  func normalizedShape(
    _ inputs: [Shape], isParameter: (Int) -> Bool, expected: String
  ) throws(OperatorError) -> Shape {
    guard inputs.count == 3 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "3 were")
    }
    guard inputs[0].rank >= 2 else {
      throw .rank(of: Self.name, expected: "2 or more were", found: inputs[0])
    }
    for (parameter, what) in zip(inputs.dropFirst(), ["scale", "shift"]) {
      guard parameter.rank == 1, isParameter(parameter[0]) else {
        throw .shapes(
          of: Self.name, "\(what) \(parameter) for input \(inputs[0])", expected: expected)
      }
    }
    guard inputs[1] == inputs[2] else {
      throw .shapes(
        of: Self.name, "scale \(inputs[1]) and shift \(inputs[2])", expected: "one shape was")
    }
    return inputs[0]
  }
}
