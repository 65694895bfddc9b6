import GaussianIntegrals
import TestSupport
import Testing

@Suite("Length and correlation maps")
struct MapTests {
  @Test("fixed points of recipes are mpmath's to 1e-9")
  func fixedPoints() throws {
    for row in try EdgeTable.load().fixedPoints {
      let function = try FunctionCatalog.function(spelled: row.function)
      let map = try LengthMap(
        function, weightVariance: row.weightVariance, biasVariance: row.biasVariance)
      let points = try map.fixedPoints()
      let found = points.filter { abs($0.variance / row.variance - 1) < 1e-9 }
      try #require(found.count == 1, "\(row.function)")
      #expect(isNear(found[0].gradientGrowth, row.chi, 1e-9))
      #expect(isNear(found[0].slope, row.alpha, 1e-9))
      #expect(found[0].stability == .attracting)
    }
  }

  @Test("a GELU network on its critical point has an attracting neighbour below")
  func gelu() throws {
    let map = try LengthMap(.gelu, weightVariance: 2.302519511693, biasVariance: 0.05)
    #expect(try map.fixedPoints().map { $0.stability } == [.attracting, .repelling])
  }

  @Test("0 attracts tanh at weight variance 1 and below, repels above")
  func zero() throws {
    for (weight, expected) in [
      (0.5, [Stability.attracting]), (1, [.attracting]),
      (1.5, [.repelling, .attracting]),
    ] {
      let map = try LengthMap(.tanh, weightVariance: weight, biasVariance: 0)
      let points = try map.fixedPoints()
      #expect(points[0].variance == 0)
      #expect(points.map { $0.stability } == expected)
    }
  }

  @Test("ReLU at weight variance 2 keeps every variance, and none with biases")
  func continuum() throws {
    let points = try LengthMap(.relu, weightVariance: 2, biasVariance: 0).fixedPoints()
    #expect(points.count == 1)
    #expect(points[0].variances == 0...LengthMap.usualRange.upperBound)
    #expect(points[0].stability == .marginal)
    #expect(try LengthMap(.relu, weightVariance: 2, biasVariance: 0.1).fixedPoints().isEmpty)
    let biased = try LengthMap(.relu, weightVariance: 1, biasVariance: 0.25).fixedPoints()
    #expect(biased.count == 1)
    #expect(isNear(biased[0].variance, 0.5, 1e-12))
  }

  @Test("tanh with Glorot's variance loses its signal as mpmath says, like 1 / (2 layers)")
  func lengths() throws {
    let map = try LengthMap(.tanh, weightVariance: 1, biasVariance: 0)
    for row in try EdgeTable.load().lengths {
      let variance = try map.after(layers: row.layers, from: 1)
      #expect(abs(variance / row.variance - 1) < 1e-12)
    }
    #expect(try map.after(layers: 0, from: 3) == 3)
    #expect(
      try LengthMap(.square, weightVariance: 1, biasVariance: 0).after(layers: 99, from: 9)
        == .infinity)
  }

  @Test("products of correlated inputs are the closed forms to 1e-12, near ±1 too")
  func products() throws {
    for row in try EdgeTable.load().correlations {
      let function = try FunctionCatalog.function(spelled: row.function)
      let moments = try GaussianMoments(of: function)
      let map = try CorrelationMap(
        LengthMap(function, weightVariance: 1, biasVariance: 0), variance: 1)
      let step = try map.step(from: row.correlation)
      let label: Comment = "\(row.function) at \(row.correlation)"
      #expect(isNear(step.correlation * moments.secondMoment, row.product, 1e-12), label)
      if let slope = row.slope {
        #expect(isNear(step.slope * moments.secondMoment, slope, 1e-10), label)
      }
    }
  }

  @Test("products keep their digits at variances from 1e-4 to 1e4")
  func productsElsewhere() throws {
    for q in [1e-4, 0.04, 30, 1e4] {
      for c in [-0.9999, -0.3, 0.6, 0.999] {
        // Williams 1997; Cho and Saul 2009; the transform of the normal law.
        var forms: [(ScalarFunction, Double)] = [
          (.erf, 2 / Double.pi * arcsine(2 * q * c / (1 + 2 * q))),
          (
            .relu,
            q / (2 * Double.pi) * ((1 - c * c).squareRoot() + (Double.pi - arccosine(c)) * c)
          ),
        ]
        if q < 100 {
          forms.append((.sin, 0.5 * (exponential(q * (c - 1)) - exponential(-q * (1 + c)))))
        }
        if q < 1 { forms.append((.exponential, exponential(q * (1 + c)))) }
        for (function, expected) in forms {
          let moments = try GaussianMoments(of: function, variance: q)
          let map = try CorrelationMap(
            LengthMap(function, weightVariance: 1, biasVariance: 0), variance: q)
          let error = try map.step(from: c).correlation - expected / moments.secondMoment
          #expect(abs(error) < 1e-12, "\(function.name) at \(q), \(c)")
        }
      }
    }
  }

  @Test("correlations settle at 1 in the ordered phase and below it in the chaotic phase")
  func phases() throws {
    let chaotic = try LengthMap(.tanh, weightVariance: 25.0 / 9, biasVariance: 0)
    let variance = try #require(try chaotic.fixedPoints().last).variance
    let points = try CorrelationMap(chaotic, variance: variance).fixedPoints()
    #expect(points.map { $0.stability } == [.repelling, .attracting, .repelling])
    #expect(abs(points[1].correlation) < 1e-10)
    let scales = try DepthScales(of: chaotic, at: variance)
    // Of χ₁ = 1.20983132038 and α = 0.430899386365 as mpmath has them.
    #expect(abs(scales.gradient - -1 / logarithm(1.20983132038)) < 1e-8)
    #expect(abs(scales.length - -1 / logarithm(0.430899386365)) < 1e-8)
    #expect(abs(scales.fixedCorrelation) < 1e-10)
    let relu = try LengthMap(.relu, weightVariance: 2, biasVariance: 0)
    let marginal = try CorrelationMap(relu, variance: 1).fixedPoints()
    #expect(marginal.map { $0.correlation } == [1])
    #expect(marginal[0].stability == .attracting)
    #expect(try DepthScales(of: relu, at: 1).gradient == .infinity)
  }
}
