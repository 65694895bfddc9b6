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
/// ## Edge cases
/// A NaN as condition is not 0.
public struct Where: Operator {
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
