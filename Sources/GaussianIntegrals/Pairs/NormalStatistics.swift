/// What a function does to a normal law of mean 0, in one pass over the nodes.
///
/// Entries are not numbers or infinite where the function is so on points that count; nothing is
/// thrown, because a network may hold such a function.
package struct NormalStatistics: Sendable {
  /// E f.
  package var mean: Double
  /// E f².
  package let secondMoment: Double
  /// Var f, without the cancellation of E f² - (E f)².
  package let variance: Double
  /// E x f / q, by Stein's lemma E f' where f has no jumps, and the jumps too where it has.
  package let slope: Double

  /// The statistics of `function` under N(0, variance).
  ///
  /// - Parameter kinks: where the function or its slope jumps.
  package init(
    variance: Double, kinks: [Double], of function: (Double) -> Double
  ) {
    guard variance > 0, variance.isFinite else {
      let value = variance == 0 ? function(0) : .nan
      mean = value
      secondMoment = value * value
      self.variance = variance == 0 ? 0 : .nan
      slope = variance == 0 ? differenceSlope(of: function, at: 0, kinks: kinks) : .nan
      return
    }
    let center = function(0)
    let reference = center.isFinite ? center : 0
    let deviation = variance.squareRoot()
    var quadrature = GaussianQuadrature(variance: variance, kinks: kinks)
    quadrature.tolerance = Integrals(repeating: 1e-13)
    quadrature.tolerance[2] = .greatestFiniteMagnitude
    quadrature.tolerance[3] = .greatestFiniteMagnitude
    quadrature.mostPanels = 512
    let result = quadrature.integrate { x, z, root in
      let value = function(x)
      let f = value * root
      let g = (value - reference) * root
      return Integrals(f * root, f * f, g * root, g * g, z * g * root, 0, 0, 0)
    }
    mean = result.value[0]
    secondMoment = result.value[1]
    self.variance = max(0, result.value[3] - result.value[2] * result.value[2])
    slope = result.value[4] / deviation
  }
}
