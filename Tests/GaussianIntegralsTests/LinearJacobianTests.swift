import GaussianIntegrals
import Testing

@Suite("Jacobians of linear chains")
struct LinearJacobianTests {
  @Test(
    "moments at finite width, drawn in the tests of networks too",
    arguments: [
      (4, 3, 6.328125), (10, 5, 8.18181), (100, 10, 11.6012018045), (1000, 10, 11.0554966551),
    ])
  func jacobian(width: Int, layers: Int, expected: Double) {
    let found = LinearJacobian(width: width, layers: layers)
    #expect(abs(found.meanSquare - expected) < 1e-9)
    let wide = LinearJacobian(width: 1 << 40, layers: layers)
    #expect(abs(wide.meanSquare - Double(layers + 1)) < 1e-9)
    #expect(abs(wide.squareOfMean - 1) < 1e-9)
  }

  @Test("the moments of three layers of four units are fractions")
  func fractions() {
    let found = LinearJacobian(width: 4, layers: 3)
    #expect(found.meanSquare == 6.328125)
    #expect(found.squareOfMean == 1.8984375)
    let none = LinearJacobian(width: 4, layers: -1)
    #expect(none.meanSquare == 1)
    #expect(none.squareOfMean == 1)
  }
}
