/// A function of one real variable with its slope, for integrals under a normal law.
///
/// ```swift
/// let bump = ScalarFunction("bump") { x in 1 / (1 + x * x) }
/// let ramp = ScalarFunction("ramp", kinks: [0]) { x in max(0, x) } slope: { x in x > 0 ? 1 : 0 }
/// let gain = try Gain.forward(of: bump)
/// ```
///
/// ## Edge cases
/// Values and slopes may be infinite; one that is not a number makes an integral throw. A bend
/// that is not declared costs moments time, and those of a given slope all but about eight digits;
/// a ``CorrelationMap`` throws, as moments may where a jump is not declared.
public struct ScalarFunction: Sendable {
  /// The name, with the argument after a colon where it is not the usual one.
  public let name: String
  /// The function in symbols; empty where its maker gave none.
  public let equation: String
  /// Where the slope or the value jumps, ascending.
  public let kinks: [Double]
  /// Where the value jumps, ascending; each is one of ``kinks``.
  public let jumps: [Double]
  /// Whether f(-x) = -f(x), as its maker claims.
  public let isOdd: Bool
  /// Whether f(c x) = c f(x) for every c > 0, as its maker claims.
  public let isHomogeneous: Bool
  /// Whether the slope was given and is not found by differences.
  public let hasExactSlope: Bool

  private let valueClosure: @Sendable (Double) -> Double
  private let slopeClosure: @Sendable (Double) -> Double

  /// A function from closures.
  ///
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - equation: the function in symbols.
  ///   - kinks: where the slope jumps; points that are not finite are left out.
  ///   - jumps: where the value jumps.
  ///   - isOdd: whether f(-x) = -f(x).
  ///   - isHomogeneous: whether f(c x) = c f(x) for every c > 0.
  ///   - value: f(x) for every finite x.
  ///   - slope: f'(x) wherever it exists. Without it the slope is found from ten values nearby
  ///     that do not reach across a kink: about ten digits for a function that changes over
  ///     distances of about 1.
  public init(
    _ name: String, equation: String = "", kinks: [Double] = [], jumps: [Double] = [],
    isOdd: Bool = false, isHomogeneous: Bool = false,
    value: @escaping @Sendable (Double) -> Double,
    slope: (@Sendable (Double) -> Double)? = nil
  ) {
    let kinks = Set(kinks + jumps).filter { $0.isFinite }.sorted()
    self.name = name
    self.equation = equation
    self.kinks = kinks
    self.jumps = Set(jumps).filter { $0.isFinite }.sorted()
    self.isOdd = isOdd
    self.isHomogeneous = isHomogeneous
    valueClosure = value
    hasExactSlope = slope != nil
    slopeClosure = slope ?? { x in differenceSlope(of: value, at: x, kinks: kinks) }
  }

  /// f(x).
  public func value(at x: Double) -> Double { valueClosure(x) }

  /// f'(x) where it exists; at a kink what the function's maker chose.
  public func slope(at x: Double) -> Double { slopeClosure(x) }

  /// f'(0); `nil` where the function bends or jumps there.
  public var slopeAtZero: Double? { kinks.contains(0) ? nil : slope(at: 0) }

  /// The mean of the squared slopes on both sides of 0: the limit of E f'² as the variance falls.
  var squaredSlopeAtZero: Double {
    let (below, above) = slopesAtZero
    return 0.5 * (below * below + above * above)
  }

  /// The slopes just below and just above 0.
  var slopesAtZero: (below: Double, above: Double) {
    if let slope = slopeAtZero { return (slope, slope) }
    if hasExactSlope {
      // A slope that is as small as its point is one that falls to 0.
      let (below, above) = (slope(at: -1e-100), slope(at: 1e-100))
      return (below.magnitude < 1e-50 ? 0 : below, above.magnitude < 1e-50 ? 0 : above)
    }
    // Differences that keep off the kink, extrapolated to it.
    func limit(_ h: Double) -> Double {
      3 * slope(at: h) - 3 * slope(at: 2 * h) + slope(at: 3 * h)
    }
    return (limit(-1e-3), limit(1e-3))
  }

  /// The values just below and just above 0.
  var valuesAtZero: (below: Double, above: Double) {
    guard jumps.contains(0) else { return (value(at: 0), value(at: 0)) }
    let (below, above) = (value(at: -1e-100), value(at: 1e-100))
    return (below.magnitude < 1e-50 ? 0 : below, above.magnitude < 1e-50 ? 0 : above)
  }
}
