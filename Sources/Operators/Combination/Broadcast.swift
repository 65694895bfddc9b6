import CKernels
import Tensors
import Threads

/// How inputs are repeated to the shape of an output, as NumPy does it: axes are matched from the
/// last, and an axis that is missing or has length 1 is repeated.
final class Broadcast: OperatorState {
  /// What gradients need besides, once they have been asked for.
  let gradients = LocalGradients()
  private let rowMajor: xv_broadcast
  private let channelsLast: xv_broadcast?

  /// The walk over at most three inputs for an output of the given shape; `nil` where an input
  /// cannot be repeated to it or axes alternate too often.
  init?(_ output: Shape, _ inputs: [Shape]) {
    guard let plan = Self.plan(output, inputs) else { return nil }
    rowMajor = plan
    channelsLast = output.rank < 3 ? nil : Self.plan(output, inputs, .channelsLast)
  }

  /// The walk over values that lie as the given output does.
  func plan(for output: MutableTensorView) -> xv_broadcast {
    output.arrangement == .channelsLast ? channelsLast ?? rowMajor : rowMajor
  }

  /// The walk over values that lie as said; `nil` where an input cannot be repeated to the output's
  /// shape or axes alternate too often.
  static func plan(
    _ output: Shape, _ inputs: [Shape], _ arrangement: Arrangement
  ) -> xv_broadcast? {
    guard arrangement == .channelsLast else { return plan(output, inputs) }
    guard inputs.allSatisfy({ $0.rank <= output.rank }) else { return nil }
    return plan(
      output.stored(arrangement),
      inputs.map { $0.padded(to: output.rank).stored(arrangement) })
  }

  private static func plan(_ output: Shape, _ inputs: [Shape]) -> xv_broadcast? {
    var plan = xv_broadcast()
    // One list of all lengths, so that their addresses stay valid together.
    let lengths = inputs.flatMap(\.lengths) + [0]
    let isPlanned = lengths.withUnsafeBufferPointer { lengths in
      var places: [UnsafePointer<Int>?] = []
      var start = 0
      for input in inputs {
        places.append(lengths.baseAddress.map { $0 + start })
        start += input.rank
      }
      return xv_broadcast_plan(
        &plan, output.rank, output.lengths, inputs.count, places, inputs.map(\.rank))
    }
    return isPlanned ? plan : nil
  }

  /// Nothing depends on the numbers.
  func parametersDidChange() {}
}

extension Shape {
  /// The same elements with leading axes of length 1.
  fileprivate func padded(to rank: Int) -> Shape {
    Shape([Int](repeating: 1, count: max(rank - self.rank, 0)) + lengths)
  }
}

extension Arrangements {
  /// Of an operator whose inputs are repeated to one shape: channels-last where an input of that
  /// shape lies so and the others lie the same in either order.
  static func repeated(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    guard let place = found.firstIndex(of: .channelsLast) else { return .rowMajor(inputs) }
    let output = inputs[place]
    let fit = inputs.allSatisfy {
      $0 == output || ($0.rank <= output.rank && $0.padded(to: output.rank).isArrangedAnyway)
    }
    let repeats = inputs.allSatisfy {
      zip($0.lengths.reversed(), output.lengths.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
    }
    guard fit, repeats else { return .rowMajor(inputs) }
    return Arrangements(
      inputs: inputs.map { $0 == output ? .channelsLast : .rowMajor }, outputs: .channelsLast)
  }
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
