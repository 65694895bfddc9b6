import CKernels
import Initializers
import Tensors

/// The input, with slopes below 0 that are learned: y = x for x >= 0, else slope x.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | slope | one that repeats to that of x | channel × 1 × 1 for a slope for each channel of images |
/// | y | that of x | output |
///
/// - Source: K. He, X. Zhang, S. Ren, J. Sun, ICCV 2015, equation 1,
///   <https://arxiv.org/abs/1502.01852>.
public struct PReLU: BinaryOperator {
  /// `prelu`.
  public static let name = "prelu"
  /// `PRelu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("PRelu")
  static let function = XV_PRELU

  /// The operator; it has no attributes.
  public init() {}

  /// The slope: it multiplies units.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    guard input == 1 else { return nil }
    let axes = [Axis](repeating: .output, count: shapes[1].rank)
    let spec = try? ParameterSpec(shape: shapes[1], axes: axes, role: .normalizationScale)
    return spec.map { ParameterSlot("slope", $0) }
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two inputs, `.shapes` where
  ///   the slope does not repeat to the input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    _ = try broadcast(inputs[0], inputs)
    return [inputs[0]]
  }
}
