import CKernels
import Tensors
import Threads

/// For each element of the indices the element of the input at its own place but along one axis,
/// where the index says which.
///
///     y[i, j, k] = x[index[i, j, k], j, k]   for axis 0 of three
///
/// ## Shapes
/// The indices have the input's rank, and along the other axes lengths up to the input's; the output
/// has their shape.
///
/// ## Edge cases
/// Negative indices count from the end. An index that is out of range, or no whole number, gives NaN.
///
/// ## Gradient
/// An element's is the sum of those of all places that chose it, in their order, 0 where none did.
/// What was NaN for its index gives nothing.
public struct GatherElements: DifferentiableOperator {
  /// `gatherElements`.
  public static let name = "gatherElements"
  /// `GatherElements`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GatherElements", since: 11)
  /// Elements stay what they are.
  public static let isExactOnIntegers = true

  /// The axis, counted from the last where negative.
  public let axis: Int

  /// Elements chosen along the given axis.
  public init(axis: Int = 0) { self.axis = axis }

  /// The node's axis, 0 where it has none.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(axis: try node.integer("axis", default: 0)), inputs: [0, 1])
  }

  /// The indices' shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, or `.shapes` where there is no such axis or
  ///   the indices do not fit.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    let (input, indices) = (inputs[0], inputs[1])
    let axis = try axis(axis, of: input)
    guard indices.rank == input.rank,
      indices.lengths.indices.allSatisfy({ $0 == axis || indices[$0] <= input[$0] })
    else {
      throw .shapes(
        of: Self.name, "indices \(indices) for input \(input)",
        expected: "equal or smaller lengths but along axis \(axis) were")
    }
    return [indices]
  }

  /// The type of the input.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType { inputs[0] }

  /// Memory for the gradient's sums.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { ChosenElements() }

  /// Looks each element up.
  public func forward(_ call: ForwardCall) {
    let (input, output) = (call.input, call.output)
    let axis = axis < 0 ? axis + input.shape.rank : axis
    let lengths = output.shape.lengths
    let strides = input.shape.strides
    call.threads.runRanges(total: output.shape.count, grain: StridedCopy.grain) { range in
      // The place of the first element, then one step after the other.
      var index = [Int](repeating: 0, count: lengths.count)
      var rest = range.lowerBound
      for place in lengths.indices.reversed() {
        index[place] = rest % lengths[place]
        rest /= lengths[place]
      }
      for element in range {
        let chosen = xv_place(call.inputs[1].pointer[element], input.shape[axis])
        var source = chosen * strides[axis]
        for place in lengths.indices where place != axis { source += index[place] * strides[place] }
        output.pointer[element] = chosen < 0 ? .nan : input.pointer[source]
        for place in lengths.indices.reversed() {
          index[place] += 1
          if index[place] < lengths[place] { break }
          index[place] = 0
        }
      }
    }
  }

  /// Adds up the gradients of each element.
  public func backward(_ call: BackwardCall) {
    let elements = call.state as? ChosenElements ?? ChosenElements()
    elements.run(call, axis: axis < 0 ? axis + call.input.shape.rank : axis)
  }
}

extension GatherElements: MomentOperator {
  /// The same elements, some of them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    call.parts()
  }

  /// The output's at the elements that were taken, 0 at others.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.partGradients()
  }
}
