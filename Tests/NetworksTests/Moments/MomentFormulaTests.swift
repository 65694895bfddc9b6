import Networks
import Operators
import Testing
import TestSupport
import Threads

/// Formulas with the terms of the mean that rules for variances alone leave out.
@Suite("Moments of dropout and of Jacobians")
struct MomentFormulaTests {
  @Test("dropout in training after ReLU, and what it keeps in common across inputs")
  func dropout() {
    let space = MomentSpace()
    let example = MomentRole.example.bit
    var kernel = MomentKernel.zero
    (kernel[0], kernel[example]) = (1.3, 0.5)
    let x = space.source(kernel, isNormal: true, isExact: true)
    let relu = space.apply(.bend(0), to: x)
    let p = 0.3
    let y = space.dropped(relu, share: p)
    var draws = Draws(seed: 8)
    var (mean, square, product, both) = (
      MonteCarlo.Estimate(), MonteCarlo.Estimate(), MonteCarlo.Estimate(), MonteCarlo.Estimate()
    )
    for _ in 0..<20_000 {
      let z = MonteCarlo.normals(2, &draws)
      let a = max(0, 1.3.squareRoot() * z[0])
      let c = 0.5 / 1.3
      let b = max(0, 1.3.squareRoot() * (c * z[0] + (1 - c * c).squareRoot() * z[1]))
      func kept(_ x: Double) -> Double {
        Double.random(in: 0..<1, using: &draws) < p ? 0 : x / (1 - p)
      }
      let (u, v) = (kept(a), kept(b))
      mean.add(u)
      square.add(u * u)
      product.add(u * v)
      both.add((a + u) * (a + u))
    }
    let products = space.products(y)
    #expect(abs(y.constant - mean.mean) < 5 * mean.error)
    #expect(abs(products.own - square.mean) < 5 * square.error)
    #expect(abs(products[example] - product.mean) < 5 * product.error)
    #expect(abs(space.products(relu + y).own - both.mean) < 5 * both.error)
    #expect(space.isExact(relu + y))
    // Without the mean's term the variance would be Var x / (1 - p).
    let without = space.covariance(relu).own / (1 - p)
    #expect(products.own - y.constant * y.constant > 1.1 * without)
    #expect(space.dropped(relu, share: 0) == relu)
  }

  @Test("draws of a chain of three layers of four units have these moments")
  func drawnJacobian() throws {
    let network = Network(input: 4) {
      for _ in 0..<3 { Dense(4, initializer: .lecunNormal, hasBias: false) }
    }
    // LinearJacobian(width: 4, layers: 3).
    let (meanSquare, squareOfMean) = (6.328125, 1.8984375)
    var (a, b) = (MonteCarlo.Estimate(), MonteCarlo.Estimate())
    for seed in 0..<4000 {
      let weights = network.draw(seed: UInt64(seed), threads: .single)
      let space = try Workspace(network, batch: 4, weights: weights, threads: .single)
      for i in 0..<16 { space.input.elements[i] = i % 5 == 0 ? 1 : 0 }
      space.runForward()
      let j = space.output.elements.map { Double($0) }
      var (trace, square) = (0.0, 0.0)
      for i in 0..<4 {
        for k in 0..<4 {
          let sum = (0..<4).reduce(0) { $0 + j[4 * i + $1] * j[4 * k + $1] }
          square += sum * sum
          if i == k { trace += sum }
        }
      }
      a.add(square / 4)
      b.add(trace * trace / 16)
    }
    #expect(abs(a.mean - meanSquare) < 5 * a.error, "\(a.mean) ± \(a.error)")
    #expect(abs(b.mean - squareOfMean) < 5 * b.error, "\(b.mean) ± \(b.error)")
  }
}
