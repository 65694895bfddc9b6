import Reports
import Xavier

/// What mean-field theory says of one pair of deviations.
struct PhasePoint: Encodable {
  private struct FixedPoint: Encodable {
    let variance: Double
    let stability: String
  }

  private struct LengthCurve: Encodable {
    let q, next: [Double?]
  }

  private struct CorrelationCurve: Encodable {
    let c, next: [Double?]
  }

  @ExplicitNull private var q: Double?
  @ExplicitNull private var chi: Double?
  @ExplicitNull private var fixedCorrelation: Double?
  @ExplicitNull private var lengthDepth: Double?
  @ExplicitNull private var correlationDepth: Double?
  @ExplicitNull private var gradientDepth: Double?
  @ExplicitNull private var phase: String?
  private let fixedPoints: [FixedPoint]
  private let map: LengthCurve
  @ExplicitNull private var correlationMap: CorrelationCurve?

  /// The length's fixed point that attracts what begins at 1, and what follows from it.
  init(_ function: ScalarFunction, _ weight: Double, _ bias: Double) throws {
    let lengths = try LengthMap(
      function, weightVariance: weight * weight, biasVariance: bias * bias)
    let points = try lengths.fixedPoints()
    fixedPoints = points.map {
      FixedPoint(variance: $0.variance, stability: $0.stability.rawValue)
    }
    let settled = try lengths.after(layers: 500, from: 1)
    // A stretch of fixed points keeps what it is given.
    let near = points.first {
      $0.isStretch ? $0.variances ~= settled : abs($0.variance - settled) < 1e-2 * (1 + settled)
    }
    let variance = near.map { $0.isStretch ? settled : $0.variance }
    map = try Self.curve(lengths, variance ?? 1)
    guard let near, let variance else { return }
    q = variance
    chi = near.gradientGrowth.finite
    phase = Self.phase(near.gradientGrowth)
    guard variance > 0, let scales = try? DepthScales(of: lengths, at: variance) else { return }
    fixedCorrelation = scales.fixedCorrelation.finite
    lengthDepth = scales.length.finite
    correlationDepth = scales.correlation.finite
    gradientDepth = scales.gradient.finite
    correlationMap = try? Self.curve(CorrelationMap(lengths, variance: variance))
  }

  private static func phase(_ chi: Double) -> String {
    abs(chi - 1) < 1e-3 ? "edge" : chi < 1 ? "ordered" : "chaotic"
  }

  private static func curve(_ map: LengthMap, _ variance: Double) throws -> LengthCurve {
    let end = max(2, 2 * variance)
    let places = (0...60).map { Double($0) / 60 * end }
    return LengthCurve(q: places, next: try places.map { try map.step(from: $0).variance.finite })
  }

  private static func curve(_ map: CorrelationMap) throws -> CorrelationCurve {
    let places = (0...40).map { Double($0) / 40 }
    return CorrelationCurve(
      c: places, next: try places.map { try map.step(from: $0).correlation.finite })
  }
}
