import Tensors
import Threads

/// The input as it is: what is dropped in training stays in evaluation.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x | output |
/// | mask | that of x | 1 for every element, where it is asked for: all are kept |
///
/// ## Gradient
///     dx = dy
/// The mask has none.
///
/// - Source: N. Srivastava et al., JMLR 15, 2014, <https://jmlr.org/papers/v15/srivastava14a.html>.
public struct Dropout: DifferentiableOperator {
  /// `dropout`.
  public static let name = "dropout"
  /// `Dropout`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Dropout", since: 7)
  /// Nothing is computed.
  public static let isExactOnIntegers = true

  /// Whether the second output is computed.
  public let givesMask: Bool

  /// Dropout in evaluation, with or without its mask.
  public init(givesMask: Bool = false) { self.givesMask = givesMask }

  /// The operator; the share of dropped elements only counts in training.
  ///
  /// - Throws: ``OperatorError`` with code `.unsupported` for a node in training mode.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    if node.opset >= 12, let training = try node.knownFloat(2), training != 0 {
      guard try isZero(node) else {
        throw .unsupported(node, "training mode, evaluation was expected")
      }
    }
    return ImportedOperator(Self(givesMask: node.wantsOutput(1)), inputs: [0])
  }

  // With no share to drop, training is evaluation.
  private static func isZero(_ node: NodeDescription) throws(OperatorError) -> Bool {
    guard node.hasInput(1), try node.input(1).constant != nil else { return false }
    return try node.knownFloat(1) == 0
  }

  /// Where there is no mask.
  public var keepsElements: Bool { !givesMask }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The input's shape, and that of the mask.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let shape = try single(inputs)
    return givesMask ? [shape, shape] : [shape]
  }

  /// That of the input; a mask holds truth values.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType {
    output == 0 ? inputs.first ?? .float32 : .bool
  }

  /// Copies the input, and fills the mask.
  public func forward(_ call: ForwardCall) {
    call.output.pointer.update(from: call.input.pointer, count: call.input.shape.count)
    guard givesMask else { return }
    call.outputs[1].pointer.update(repeating: 1, count: call.input.shape.count)
  }

  /// Copies the gradient; zeros where only the mask has one.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient else { return }
    guard let dy = call.outputGradients[0] else {
      return dx.pointer.update(repeating: 0, count: dx.shape.count)
    }
    let work = CopyRanges(
      x: dy.pointer, y: dx.pointer,
      ranges: ParallelRanges(
        total: dx.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension Dropout: MomentOperator {
  /// The input, and a mask of ones.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let input = call.signal(0)
    return call.outputShapes.indices.map { $0 == 0 ? input : input.with(LinearForm(1)) }
  }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
