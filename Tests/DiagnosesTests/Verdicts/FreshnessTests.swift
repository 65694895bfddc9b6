import Diagnoses
import Initializers
import Tensors
import Testing

@Suite("Weights that look freshly drawn")
struct FreshnessTests {
  private static let specs: [ParameterSpec] = {
    do {
      return [
        .dense(in: 35, out: 99), .dense(in: 512, out: 64), .dense(in: 16, out: 16),
        try .convolution(in: 24, out: 40, kernel: [3, 3]),
        try .depthwiseConvolution(channels: 64, kernel: [3, 3]),
      ]
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  @Test(
    "are those of every law, whatever the seed",
    arguments: ["glorotUniform", "heNormal", "lecunTruncatedNormal", "orthogonal"])
  func laws(name: String) throws {
    let initializer = try InitializerCatalog.initializer(spelled: name)
    for spec in Self.specs {
      for seed in 0..<40 as Range<UInt64> {
        let numbers = try initializer.draw(spec, path: "weight", seed: seed)
        #expect(
          Freshness.isFresh(numbers, spec.shape) == true, "\(name) \(spec.shape) seed \(seed)")
      }
    }
  }

  @Test("are not those with a unit that has grown, a mean, or tails")
  func changed() throws {
    let spec = ParameterSpec.dense(in: 99, out: 200)
    let drawn = try InitializerCatalog.initializer(spelled: "glorotUniform")
      .draw(spec, path: "weight", seed: 3)
    let width = spec.shape[1]
    var grown = drawn
    for row in 0..<spec.shape[0] { grown[row * width + 7] *= 4 }
    #expect(Freshness.isFresh(grown, spec.shape) == false)
    #expect(Freshness.isFresh(drawn.map { $0 + 0.02 }, spec.shape) == false)
    #expect(Freshness.isFresh(drawn.map { $0 * $0 * $0 }, spec.shape) == false)
    #expect(Freshness.isFresh(drawn.map { _ in 0.5 }, spec.shape) == nil)
    #expect(Freshness.isFresh(drawn.map { _ in .nan }, spec.shape) == false)
  }
}
