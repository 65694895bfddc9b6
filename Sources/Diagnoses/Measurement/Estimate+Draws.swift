import GaussianIntegrals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Estimate {
  /// What draws say of a figure: their median, and Student's interval of their mean with draws as
  /// clusters; of one draw, the normal interval of the error that comes from the choice of examples.
  ///
  /// - Parameters:
  ///   - values: the figure of each draw; those that are not finite are left out.
  ///   - error: the standard error of the one draw, where there is one.
  package init?(draws values: [Double], error: Double?) {
    let values = values.filter(\.isFinite)
    guard !values.isEmpty else { return nil }
    let (center, reach) = Self.interval(values, error)
    self.init(value: Self.median(values), interval: (center - reach)...(center + reach))
  }

  /// The same for a figure above 0, with its interval on the logarithm: of the geometric mean.
  ///
  /// - Parameter logError: the standard error of the logarithm.
  package init?(positiveDraws values: [Double], logError: Double?) {
    let values = values.filter(\.isFinite)
    guard !values.isEmpty else { return nil }
    let median = Self.median(values)
    guard values.allSatisfy({ $0 > 0 }) else {
      // The logarithm of 0 has no mean.
      self.init(value: median, interval: (values.min() ?? 0)...(values.max() ?? 0))
      return
    }
    let (center, reach) = Self.interval(values.map { log($0) }, logError)
    self.init(value: median, interval: exp(center - reach)...exp(center + reach))
  }

  private static func interval(
    _ values: [Double], _ error: Double?
  ) -> (center: Double, reach: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard values.count > 1 else {
      let error = error ?? 0
      // Beyond 700 the exponential is no number.
      return (mean, error.isFinite ? min(1.96 * error, 300) : 0)
    }
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let quantile = StudentT(degrees: values.count - 1).quantile(confidence: 0.95)
    return (mean, min(quantile * (square / count).squareRoot(), 300))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
