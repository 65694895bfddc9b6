import Initializers
import Testing

@Suite("The spectral rule")
struct SpectralTests {
  @Test("the largest singular value is sqrt(out / in) times 1 + sqrt(min / max)")
  func largestSingularValue() throws {
    // The edge of the law of Marchenko and Pastur; finite matrices miss it by about n^(-2/3).
    for (inputs, outputs) in [(400, 100), (100, 400), (300, 300), (900, 30)] {
      let ratio = Double(outputs) / Double(inputs)
      let map = try DrawnMap(VarianceRule.spectralNormal, in: inputs, out: outputs, path: "w")
      let edge = 1 + min(ratio, 1 / ratio).squareRoot()
      #expect(abs(map.spectralNorm / ratio.squareRoot() / edge - 1) < 0.06, "\(inputs) \(outputs)")
    }
    // LeCun's law is larger where there are few outputs.
    let lecun = try DrawnMap(VarianceScaling.lecunNormal, in: 400, out: 100, path: "w")
    #expect(lecun.spectralNorm > 2.5 * 0.5)
  }

  @Test("with at least as many outputs as inputs it is LeCun's law, bit by bit")
  func lecun() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let one = try VarianceRule.spectralNormal.draw(spec, path: "w", seed: 1)
    #expect(try VarianceScaling.lecunNormal.draw(spec, path: "w", seed: 1) == one)
    let narrow = ParameterSpec.dense(in: 99, out: 35)
    let few = try VarianceRule.spectralNormal.draw(narrow, path: "w", seed: 1)
    #expect(try VarianceScaling.lecunNormal.draw(narrow, path: "w", seed: 1) != few)
  }
}
