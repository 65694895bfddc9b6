import CKernels
import GaussianIntegrals

/// The exponential linear unit with a factor: f(x) = factor x for x > 0, else
/// factor alpha (exp(x) - 1).
///
/// ## Gradient
///     f'(x) = factor for x > 0, else factor alpha exp(x)
///
/// With factor 1 it is ``ELU``, with the numbers of Klambauer and others ``SELU``.
public struct ScaledELU: ElementwiseMap {
  /// `scaledELU`.
  public static let name = "scaledELU"

  /// The value that it falls to, negated, without the factor.
  public let alpha: Float
  /// The factor.
  public let factor: Float

  /// The function with alpha and factor 1.
  public init() { self.init(alpha: 1, factor: 1) }

  /// The function with the given numbers.
  public init(alpha: Float, factor: Float) {
    self.alpha = alpha
    self.factor = factor
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_scaled_elu_forward(x, y, count, alpha, factor)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_scaled_elu_backward(x, y, dy, dx, count, alpha, factor)
  }
}

extension ScaledELU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    let (factor, elu) = (Double(factor), ScalarFunction.elu(alpha: Double(alpha)))
    return ElementFunction("\(factor)*\(elu.name)", kinks: [0]) {
      factor * elu.value(at: $0)
    } slope: {
      factor * elu.slope(at: $0)
    }
  }
}
