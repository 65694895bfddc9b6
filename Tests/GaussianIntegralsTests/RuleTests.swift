import Testing

import GaussianIntegrals

@Suite("Quadrature rules")
struct RuleTests {
  @Test("Kronrod's rule is exact to degree 31, Gauss's to degree 19")
  func exactness() {
    for degree in stride(from: 0, through: 30, by: 2) {
      var (kronrod, gauss) = (0.0, 0.0)
      for i in 0..<11 {
        var power = i == 0 ? 1.0 : 2.0
        for _ in 0..<degree { power *= GaussKronrod.nodes[i] }
        kronrod += GaussKronrod.weights[i] * power
        gauss += GaussKronrod.gaussWeights[i] * power
      }
      let exact = 2 / Double(degree + 1)
      #expect(abs(kronrod - exact) < 1e-15)
      if degree < 20 { #expect(abs(gauss - exact) < 1e-15) }
    }
  }

  @Test("a scan finds simple roots, a double root, and a pair between two grid points")
  func scan() throws {
    let grid = (0...20).map { Double($0) * 0.5 + 0.1 }
    func roots(_ f: (Double) -> Double) throws -> [Double] {
      try RootScan(grid: grid, noise: 1e-13, tolerance: 1e-14) { x throws(GaussianIntegralError) in
        f(x)
      }.roots.map { if case .point(let x) = $0 { x } else { .nan } }
    }
    let simple = try roots { ($0 - 1) * ($0 - 4) * ($0 - 9) }
    #expect(zip(simple, [1, 4, 9]).allSatisfy { abs($0 - $1) < 1e-12 } && simple.count == 3)
    let pair = try roots { ($0 - 3.2) * ($0 - 3.3) }
    #expect(zip(pair, [3.2, 3.3]).allSatisfy { abs($0 - $1) < 1e-12 } && pair.count == 2)
    let double = try roots { ($0 - 3.21) * ($0 - 3.21) }
    #expect(double.count == 1 && abs(double[0] - 3.21) < 1e-6)
    #expect(try roots { _ in 1 }.isEmpty)
  }
}
