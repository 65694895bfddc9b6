import CKernels
import Tensors
import Threads

/// How inputs are repeated to the shape of an output, as NumPy does it: axes are matched from the
/// last, and an axis that is missing or has length 1 is repeated.
final class Broadcast: OperatorState {
  /// The walk over all inputs, at most three, at once.
  let plan: xv_broadcast

  /// The walk for an output of the given shape; `nil` where an input cannot be repeated to it or
  /// axes alternate too often.
  init?(_ output: Shape, _ inputs: [Shape]) {
    var plan = xv_broadcast()
    let ranks = inputs.map(\.rank)
    // One list of all lengths, so that their addresses stay valid together.
    let lengths = inputs.flatMap(\.lengths)
    let isPlanned = lengths.withUnsafeBufferPointer { lengths in
      let empty = UnsafePointer<Int>(bitPattern: MemoryLayout<Int>.alignment)!
      let base = lengths.baseAddress ?? empty
      var places: [UnsafePointer<Int>?] = []
      var start = 0
      for rank in ranks {
        places.append(base + start)
        start += rank
      }
      return xv_broadcast_plan(
        &plan, output.rank, output.lengths, inputs.count, places, ranks)
    }
    guard isPlanned else { return nil }
    self.plan = plan
  }

  /// Nothing depends on the numbers.
  func parametersDidChange() {}
}

extension Operator {
  /// The shape that all inputs are repeated to.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where they do not fit each other, `.size` where
  ///   the result has too many elements.
  func commonShape(_ inputs: [Shape]) throws(OperatorError) -> Shape {
    let rank = inputs.map(\.rank).max() ?? 0
    var lengths = [Int](repeating: 1, count: rank)
    for input in inputs {
      for (axis, length) in zip(rank - input.rank..<rank, input.lengths) where length != 1 {
        guard lengths[axis] == 1 || lengths[axis] == length else { throw doNotFit(inputs) }
        lengths[axis] = length
      }
    }
    return try shape(lengths)
  }

  /// The walk for an output of the given shape.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where an input cannot be repeated to it or axes
  ///   alternate too often.
  func broadcast(_ output: Shape, _ inputs: [Shape]) throws(OperatorError) -> Broadcast {
    guard let broadcast = Broadcast(output, inputs) else { throw doNotFit(inputs) }
    return broadcast
  }

  private func doNotFit(_ inputs: [Shape]) -> OperatorError {
    .shapes(
      of: Self.name, "inputs \(inputs.map(\.description).joined(separator: ", "))",
      expected: "equal lengths or 1 on each axis, counted from the last, were")
  }
}
