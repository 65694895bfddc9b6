import CKernels
import Tensors
import Threads

/// Slices of a tensor, each chosen by several indices at once.
///
/// ## Shapes
/// | value | shape |
/// |---|---|
/// | input | batch × lengths × after |
/// | indices | batch × any × number of indices |
/// | output | batch × any × after |
///
/// The last axis of the indices has one index for each of the first axes of the input after the
/// batch axes.
///
/// ## Edge cases
/// Negative indices count from the end. A slice with an index that is out of range, or no whole
/// number, is NaN.
///
/// ## Gradient
/// A slice's is the sum of those of all places that chose it, in their order, 0 where none did. What
/// was NaN for its index gives nothing.
public struct GatherND: DifferentiableOperator {
  /// `gatherND`.
  public static let name = "gatherND"
  /// `GatherND`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GatherND", since: 11)
  /// Elements stay what they are.
  public static let isExactOnIntegers = true

  /// The number of axes that input and indices have in common.
  public let batchAxes: Int

  /// Slices of an input with the given number of batch axes.
  public init(batchAxes: Int = 0) { self.batchAxes = batchAxes }

  /// The node's number of batch axes, 0 where it has none.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(batchAxes: try node.integer("batch_dims", default: 0)), inputs: [0, 1])
  }

  /// batch × any × after.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, or `.shapes` where the indices do not fit
  ///   the input; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    let (input, indices) = (inputs[0], inputs[1])
    guard batchAxes >= 0, batchAxes < min(input.rank, indices.rank),
      input.lengths[..<batchAxes] == indices.lengths[..<batchAxes],
      1...(input.rank - batchAxes) ~= indices[indices.rank - 1]
    else {
      throw .shapes(
        of: Self.name, "indices \(indices) for input \(input) with \(batchAxes) batch axes",
        expected: "equal batch axes and an index for 1 or more of the others were")
    }
    let after = input.lengths[(batchAxes + indices[indices.rank - 1])...]
    try checkRank(indices.rank + after.count)
    return [try shape(indices.lengths.dropLast() + after)]
  }

  /// Memory for the gradient's sums.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { ChosenRows() }

  /// Copies the slices.
  public func forward(_ call: ForwardCall) {
    let (input, indices) = (call.input, call.inputs[1])
    guard call.output.shape.count > 0 else { return }
    let depth = indices.shape[indices.shape.rank - 1]
    let strides = input.shape.strides
    let lengths = input.shape.lengths
    let block = strides[batchAxes + depth - 1]
    let rows = call.output.shape.count / block
    let batches = lengths[..<batchAxes].reduce(1, *)
    let batchSize = batches == 0 ? 0 : input.shape.count / batches
    call.threads.runRanges(total: rows, grain: max(StridedCopy.grain / block, 1)) { range in
      for row in range {
        var source = row / (rows / batches) * batchSize
        var isThere = true
        for place in 0..<depth {
          let axis = batchAxes + place
          let chosen = xv_place(indices.pointer[row * depth + place], lengths[axis])
          if chosen < 0 { isThere = false } else { source += chosen * strides[axis] }
        }
        let target = call.output.pointer + row * block
        if isThere {
          target.update(from: input.pointer + source, count: block)
        } else {
          target.update(repeating: .nan, count: block)
        }
      }
    }
  }

  /// Adds up the gradients of each slice.
  public func backward(_ call: BackwardCall) {
    guard let gradient = call.inputGradient, gradient.shape.count > 0 else { return }
    let (lengths, indices) = (gradient.shape.lengths, call.inputs[1])
    let depth = indices.shape[indices.shape.rank - 1]
    let chosen = lengths[batchAxes..<batchAxes + depth]
    let batches = lengths[..<batchAxes].reduce(1, *)
    let rowsEach = chosen.reduce(1, *)
    let sizes = ChosenRows.Sizes(
      outer: 1, rowCount: batches * rowsEach, placeCount: indices.shape.count / depth,
      block: lengths[(batchAxes + depth)...].reduce(1, *))
    let rows = call.state as? ChosenRows ?? ChosenRows()
    rows.run(call.outputGradient.pointer, into: gradient.pointer, sizes, call.threads) { rows in
      for place in 0..<sizes.placeCount {
        var row = place / (sizes.placeCount / batches)
        for (number, length) in chosen.enumerated() {
          let index = xv_place(indices.pointer[place * depth + number], length)
          row = row < 0 || index < 0 ? -1 : row * length + index
        }
        rows[place] = row
      }
    }
  }
}

extension GatherND: MomentOperator {
  /// The same elements, some of them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    call.parts()
  }

  /// The output's at the elements that were taken, 0 at others.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.partGradients()
  }
}
