/// Over how many layers signals lose what they carry, at a fixed point of the length map.
///
/// A deviation shrinks as exp(-layers / scale). A negative scale is one of growth; an infinite one
/// means no exponential change.
///
/// - Source: S. Schoenholz and others, ICLR 2017, <https://arxiv.org/abs/1611.01232>.
public struct DepthScales: Sendable, Hashable {
  /// Of the variance: -1 / log |α|.
  public let length: Double
  /// Of the correlation at the attracting fixed point c*: -1 / log |w E f'(u₁) f'(u₂)|.
  public let correlation: Double
  /// Of the gradient: -1 / log χ₁; negative where gradients grow.
  public let gradient: Double
  /// c*: the largest attracting fixed point of the correlation map; 1 where none attracts.
  public let fixedCorrelation: Double

  /// The depth scales at a fixed point of a length map.
  ///
  /// - Parameters:
  ///   - lengthMap: the map.
  ///   - variance: the fixed point q*, above 0.
  /// - Throws: what ``CorrelationMap`` throws.
  public init(
    of lengthMap: LengthMap, at variance: Double
  ) throws(GaussianIntegralError) {
    let step = try lengthMap.step(from: variance)
    let points = try CorrelationMap(lengthMap, variance: variance).fixedPoints()
    let fixed = points.last { $0.stability == .attracting } ?? points[points.count - 1]
    length = Self.scale(step.slope)
    correlation = Self.scale(fixed.slope)
    gradient = Self.scale(step.gradientGrowth)
    fixedCorrelation = fixed.correlation
  }

  private static func scale(_ factor: Double) -> Double {
    // A factor of 1 to within rounding is no decay at all.
    abs(abs(factor) - 1) < 1e-12 ? .infinity : -1 / log(abs(factor))
  }
}
