import Tensors
import Threads

/// Whether a truth value is false, as 1 or 0.
///
/// ## Shapes
/// The output has the input's.
///
/// ## Edge cases
/// Any number but 0 is true.
public struct Not: Operator {
  /// `not`.
  public static let name = "not"
  /// `Not`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Not")
  /// 0 and 1 are exact.
  public static let isExactOnIntegers = true
  /// Truth changes in jumps.
  public static let isPiecewiseConstant = true

  /// The operator; it has no attributes.
  public init() {}

  /// The operator on the node's input.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    [try single(inputs)]
  }

  /// Truth values.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType { .bool }

  /// Turns each truth value round.
  public func forward(_ call: ForwardCall) {
    let work = Ranges(
      call: call,
      ranges: ParallelRanges(
        total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  private struct Ranges: ParallelWork {
    let call: ForwardCall
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      for element in ranges[index] {
        call.output.pointer[element] = call.input.pointer[element] == 0 ? 1 : 0
      }
    }
  }
}

extension Not: MomentOperator {
  /// One less the value.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.signal(0).with(call.signal(0).form.scaled(-1, shift: 1))]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
