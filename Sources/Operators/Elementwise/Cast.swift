import CKernels
import Tensors
import Threads

/// Each element rounded to another float type and widened again: to nearest, ties to even.
///
/// ## Gradient
///     dx = dy
/// as if nothing had been rounded.
///
/// ## Edge cases
/// Beyond the largest number of the type comes infinity, in E4M3 NaN. Rounding to Float32 and
/// Float64 changes nothing.
public struct Cast: DifferentiableOperator {
  /// `cast`.
  public static let name = "cast"
  /// `Cast`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Cast")
  /// Rounding to a type of fewer digits is what is asked for.
  public static let isExactOnIntegers = true

  /// The type that numbers are rounded to.
  public let type: ElementType

  /// Rounding to the given type.
  public init(to type: ElementType) { self.type = type }

  /// Rounding to the node's type.
  ///
  /// - Throws: ``OperatorError`` with code `.attribute` for a type that is no float of 16 bits or
  ///   more, `.inputCount` where the type is missing.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let number = try node.integer("to", default: 0)
    let types: [Int: ElementType] = [1: .float32, 10: .float16, 11: .float64, 16: .bfloat16]
    guard let type = types[number] else {
      throw .attribute(
        node, "to", number, expected: "the number of a float type (1, 10, 11 or 16) was")
    }
    return ImportedOperator(Self(to: type), inputs: [0])
  }

  /// Whether every element stays as it is.
  public var keepsElements: Bool { type == .float32 || type == .float64 }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [single(inputs)]
  }

  /// The type that numbers are rounded to.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType { StoredType(type) }

  /// Each element rounded, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let work = Ranges(
      x: call.input.pointer, y: call.output.pointer, element: Self.element(type),
      ranges: ParallelRanges(
        total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// Copies the gradient.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient else { return }
    let work = CopyRanges(
      x: call.outputGradient.pointer, y: dx.pointer,
      ranges: ParallelRanges(
        total: dx.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  private static func element(_ type: ElementType) -> xv_element {
    switch type {
    case .float32, .float64: XV_FLOAT32
    case .float16: XV_FLOAT16
    case .bfloat16: XV_BFLOAT16
    case .float8E4M3: XV_FLOAT8_E4M3
    case .float8E5M2: XV_FLOAT8_E5M2
    }
  }
}

private struct Ranges: ParallelWork {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let element: xv_element
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_round_through(x + range.lowerBound, y + range.lowerBound, range.count, element)
  }
}

extension Cast: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    .line(1, 0)
  }
}
