import GaussianIntegrals
import TestSupport
import Testing

struct EdgeTable: Decodable {
  struct Critical: Decodable {
    let function: String
    let biasVariance: Double
    let variance: Double
    let weightVariance: Double
    let alpha: Double
  }
  struct Change: Decodable {
    let function: String
    let variance: Double
    let weightVariance: Double
    let biasVariance: Double
  }
  struct Fixed: Decodable {
    let function: String
    let weightVariance: Double
    let biasVariance: Double
    let variance: Double
    let chi: Double
    let alpha: Double
  }
  struct Length: Decodable {
    let layers: Int
    let variance: Double
  }
  struct Correlation: Decodable {
    let function: String
    let correlation: Double
    let product: Double
    let slope: Double?
  }
  let critical: [Critical]
  let stabilityChanges: [Change]
  let fixedPoints: [Fixed]
  let lengths: [Length]
  let correlations: [Correlation]

  static func load() throws -> EdgeTable { try Golden.load("edge", as: EdgeTable.self) }
}

@Suite("Edge of chaos")
struct EdgeTests {
  @Test("critical points are mpmath's to 1e-9, and the only ones")
  func golden() throws {
    for row in try EdgeTable.load().critical {
      let function = try FunctionCatalog.function(spelled: row.function)
      let points = try EdgeOfChaos(of: function).points(biasVariance: row.biasVariance)
      try #require(points.count == 1, "\(row.function) at \(row.biasVariance)")
      let point = points[0]
      #expect(point.kind == .interior)
      #expect(abs(point.variance / row.variance - 1) < 1e-9, "\(row.function)")
      #expect(abs(point.weightVariance / row.weightVariance - 1) < 1e-9, "\(row.function)")
      #expect(isNear(point.slope, row.alpha, 1e-9), "\(row.function)")
      let expected: Stability =
        row.function == "softshrink" ? .marginal : abs(row.alpha) < 1 ? .attracting : .repelling
      #expect(point.stability == expected, "\(row.function)")
    }
  }

  @Test("without biases smooth functions are critical in the limit of small variances only")
  func limits() throws {
    let attracting: [(ScalarFunction, Double)] = [
      (.tanh, 1), (.sin, 1), (.atan, 1), (.asinh, 1), (.softsign, 1), (.hardTanh, 1), (.elu, 1),
      (.erf, Double.pi / 4), (.lecunTanh, 0.764185107084461), (.selu, 0.476771017882753),
      (.relu6, 2),
    ]
    for (function, weight) in attracting {
      let points = try EdgeOfChaos(of: function).points(biasVariance: 0)
      #expect(points.map { $0.kind } == [.limit], "\(function.name)")
      #expect(isNear(points[0].weightVariance, weight), "\(function.name)")
      #expect(points[0].stability == .attracting, "\(function.name)")
    }
    for (function, weight) in [
      (ScalarFunction.gelu, 4.0), (.silu, 4), (.quickGELU, 4), (.hardSwish, 4), (.mish, 1 / 0.36),
    ] {
      let points = try EdgeOfChaos(of: function).points(biasVariance: 0)
      #expect(points.map { $0.kind } == [.limit], "\(function.name)")
      #expect(isNear(points[0].weightVariance, weight), "\(function.name)")
      #expect(points[0].stability == .repelling, "\(function.name)")
    }
  }

  @Test("homogeneous functions are critical at every variance without biases, nowhere with them")
  func families() throws {
    for (function, weight) in [
      (ScalarFunction.identity, 1.0), (.abs, 1), (.relu, 2), (.leakyReLU, 2 / 1.0001),
      (.prelu, 2 / 1.0625), (.rrelu, 2 / (1 + 121.0 / 2304)),
    ] {
      let edge = EdgeOfChaos(of: function)
      let points = try edge.points(biasVariance: 0)
      #expect(points.map { $0.kind } == [.everyVariance], "\(function.name)")
      #expect(isNear(points[0].weightVariance, weight), "\(function.name)")
      #expect(points[0].stability == .marginal)
      #expect(try edge.points(biasVariance: 0.05).isEmpty, "\(function.name)")
    }
  }

  @Test("functions that have no critical point are told to have none")
  func none() throws {
    for function in [
      ScalarFunction.softplus, .logSigmoid, .squareplus, .hardshrink, .thresholdedReLU,
    ] {
      for bias in [0, 0.05] {
        #expect(try EdgeOfChaos(of: function).points(biasVariance: bias).isEmpty)
      }
    }
    for function in [ScalarFunction.tanhshrink, .softshrink, .reluSquared] {
      #expect(try EdgeOfChaos(of: function).points(biasVariance: 0).isEmpty, "\(function.name)")
    }
  }

  @Test("the GELU family's first attracting critical points are mpmath's, and tanh has none")
  func changes() throws {
    for row in try EdgeTable.load().stabilityChanges {
      let function = try FunctionCatalog.function(spelled: row.function)
      let points = try EdgeOfChaos(of: function).stabilityChanges()
      try #require(points.count == 1, "\(row.function)")
      #expect(abs(points[0].variance / row.variance - 1) < 1e-9)
      #expect(abs(points[0].weightVariance / row.weightVariance - 1) < 1e-9)
      #expect(abs(points[0].biasVariance / row.biasVariance - 1) < 1e-9)
    }
    #expect(try EdgeOfChaos(of: .tanh).stabilityChanges().isEmpty)
  }
}
