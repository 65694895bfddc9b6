import Initializers
import Tensors
import Testing

@Suite("Element types that other libraries get wrong")
struct ElementTypesOfPeersTests {
  private let spec = ParameterSpec.dense(in: 350, out: 99)

  @Test("16-bit and 8-bit weights are the Float32 draw rounded once: JAX draws others")
  func rounding() throws {
    for name in [
      "glorotUniform", "heNormal", "lecunTruncatedNormal", "orthogonal", "normal:0.02,1",
    ] {
      let initializer = try InitializerCatalog.initializer(spelled: name)
      let floats = try initializer.draw(spec, path: "w", seed: 0)
      let halves = try initializer.draw(spec, as: Float16.self, path: "w", seed: 0)
      #expect(zip(floats, halves).allSatisfy { Float16($0) == $1 }, "\(name)")
      let brains = try initializer.draw(spec, as: BFloat16.self, path: "w", seed: 0)
      #expect(zip(floats, brains).allSatisfy { BFloat16($0) == $1 }, "\(name)")
      let doubles = try initializer.draw(spec, as: Double.self, path: "w", seed: 0)
      // The Float64 draw has the same upper bits in its words.
      #expect(zip(floats, doubles).allSatisfy { abs(Double($0) - $1) < 2e-5 }, "\(name)")
    }
    let floats = try VarianceScaling.heNormal.draw(spec, path: "w", seed: 0)
    let small = try VarianceScaling.heNormal.draw(spec, as: Float8E5M2.self, path: "w", seed: 0)
    #expect(zip(floats, small).allSatisfy { Float8E5M2($0) == $1 })
    let fine = try VarianceScaling.heNormal.draw(spec, as: Float8E4M3.self, path: "w", seed: 0)
    #expect(zip(floats, fine).allSatisfy { Float8E4M3($0) == $1 })
  }

  @Test("a small scale in Float16 keeps its variance: JAX casts it first and draws zeros")
  func halfUnderflow() throws {
    // Scale 1e-4, fan in 100,000: a deviation of 3.2e-5, above the smallest Float16, 6e-8.
    let rule = VarianceScaling(scale: 1e-4, mode: .fanIn, distribution: .normal)
    let wide = ParameterSpec.dense(in: 100_000, out: 2)
    let values = try rule.draw(wide, as: Float16.self, path: "w", seed: 0).map(Double.init)
    #expect(abs(Sample(values).moment(2) / 1e-9 - 1) < 0.02)
    #expect(values.count { $0 == 0 } < 400)
  }

  @Test("8-bit draws of He's law are numbers with its variance: JAX gives NaN")
  func eightBits() throws {
    let drawn = try VarianceScaling.heNormal.draw(spec, as: Float8E4M3.self, path: "w", seed: 0)
    let values = drawn.map { Double(Float($0)) }
    #expect(values.allSatisfy { $0.isFinite })
    #expect(abs(Sample(values).moment(2) / (2 / 350.0) - 1) < 0.03)
  }

  @Test("orthogonal weights in 16 bits are orthogonal to 16 bits: PyTorch, Keras and JAX refuse")
  func orthogonal() throws {
    let square = ParameterSpec.dense(in: 96, out: 96)
    let halves = try FixedLaw.orthogonal.draw(square, as: Float16.self, path: "w", seed: 0)
    #expect(orthogonalityError(halves.map(Double.init), rows: 96, columns: 96) < 0x1p-10)
    let brains = try FixedLaw.orthogonal.draw(square, as: BFloat16.self, path: "w", seed: 0)
    let values = brains.map { Double(Float($0)) }
    #expect(orthogonalityError(values, rows: 96, columns: 96) < 0x1p-7)
  }

  @Test(
    "a scale at which rounding changes the variance by more than 1 % is refused, with the figure")
  func refusals() throws {
    func sentence<Element: WeightElement>(
      _ type: Element.Type, _ spelled: String
    ) throws -> String? {
      let initializer = try InitializerCatalog.initializer(spelled: spelled)
      do throws(InitializerError) {
        _ = try initializer.draw(.dense(in: 8, out: 8), as: type, path: "w", seed: 0)
        return nil
      } catch {
        #expect(error.code == .elementType)
        return error.description
      }
    }
    // Below 3 spacings of the smallest numbers, 5.96e-8 in Float16, rounding adds a hundredth.
    #expect(try sentence(Float16.self, "normal:2e-7") == nil)
    #expect(
      try sentence(Float16.self, "normal:1e-7")
        == "f16: rounding changes the variance of normal with standard deviation 1e-7 by 2.96 %, "
        + "at most 1 % was expected")
    #expect(try sentence(BFloat16.self, "normal:1e-7") == nil)
    // 7.947 % by mpmath over the numbers of ml_dtypes.float8_e4m3fn.
    #expect(try sentence(Float8E4M3.self, "normal:0.02") == nil)
    #expect(
      try sentence(Float8E4M3.self, "normal:0.002")
        == "f8e4m3: rounding changes the variance of normal with standard deviation 0.002 by "
        + "7.95 %, at most 1 % was expected")
    #expect(
      try sentence(Float8E4M3.self, "normal:0.0002")
        == "f8e4m3: rounding changes the variance of normal with standard deviation 0.0002 by "
        + "-100 %, at most 1 % was expected")
    #expect(
      try sentence(Float8E4M3.self, "uniform:1000")
        == "f8e4m3: uniform reaches -1000, at most 448 was expected")
    #expect(
      try sentence(Float16.self, "constant:1e-9")
        == "f16: 1e-9 rounds to 0, at least 5.96e-8 was expected")
    #expect(
      try sentence(BFloat16.self, "normal:0.0001,1")
        == "bf16: rounding changes the variance of normal with standard deviation 0.0001 by -100 %, "
        + "at most 1 % was expected")
    #expect(try sentence(Float.self, "normal:2e-45") != nil)
    #expect(try sentence(Double.self, "normal:1e-30") == nil)
  }

  @Test("every section of a fused parameter is judged by itself, the widest and the narrowest")
  func sections() throws {
    // Glorot's bounds of 1 to 1 and 1 to 100,000 units: 1.7 gain and 0.0077 gain.
    let spec = try ParameterSpec.fusedProjections(in: 1, out: [1, 100_000])
    func isRefused(_ gain: Double) throws -> Bool {
      let law = try VarianceScaling.glorotUniform.scaled(byGain: gain).law(for: spec)
      do throws(InitializerError) {
        try law.check(.float16, for: spec)
        return false
      } catch {
        return error.code == .elementType
      }
    }
    #expect(try !isRefused(1))
    #expect(try isRefused(50_000))
    #expect(try isRefused(1e-5))
  }
}
