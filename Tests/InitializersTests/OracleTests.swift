import Initializers
import Streams
import Tensors
import TestSupport
import Testing

/// The cases of `Tests/Golden/initializers.json`.
private struct InitializersGolden: Decodable {
  struct Case: Decodable {
    let initializer, law: String
    let fanIn, fanOut: Int
    let variance, standardDeviation: Double
    let boundBits, parentDeviationBits: String?
  }
  struct Fact: Decodable { let name, digits: String }
  let initializers: [Case]
  let facts: [Fact]
  static func load() throws -> InitializersGolden {
    try Golden.load("initializers", as: InitializersGolden.self)
  }
}

@Suite("Variances and scales against 40-digit arithmetic")
struct OracleTests {
  @Test("the law's variance is its author's condition solved, for 70 initializers and fans")
  func variances() throws {
    let cases = try InitializersGolden.load().initializers
    #expect(cases.count == 70)
    for golden in cases {
      let spec = ParameterSpec.dense(in: golden.fanIn, out: golden.fanOut)
      let law = try InitializerCatalog.initializer(spelled: golden.initializer).law(for: spec)
      // Four roundings of Float64.
      let ratio = law.variance(of: spec) / golden.variance
      #expect(abs(ratio - 1) < 1e-15, "\(golden.initializer) \(golden.fanIn) \(golden.fanOut)")
    }
  }

  @Test("bounds and deviations are the exact ones rounded once to Float32")
  func scales() throws {
    for golden in try InitializersGolden.load().initializers {
      // What the stream gives for the exact scale must be what the initializer draws.
      let spec = ParameterSpec.dense(in: golden.fanIn, out: golden.fanOut)
      let initializer = try InitializerCatalog.initializer(spelled: golden.initializer)
      let drawn = try initializer.draw(spec, path: "scale", seed: 1).prefix(1_000)
      let stream = ParameterStream(seed: 1, path: "scale")
      var expected = [Float](repeating: 0, count: drawn.count)
      let parent = Double(scale(golden.parentDeviationBits))
      expected.withUnsafeMutableBufferPointer { buffer in
        let elements = ElementBuffer(buffer)
        switch golden.law {
        case "uniform":
          stream.fillUniform(elements, from: 0, halfWidth: Double(scale(golden.boundBits)))
        case "normal": stream.fillNormal(elements, from: 0, standardDeviation: parent)
        default:
          stream.fillTruncatedNormal(elements, from: 0, truncation: .two, parentDeviation: parent)
        }
      }
      #expect(Array(drawn) == expected, "\(golden.initializer) \(golden.fanIn) \(golden.fanOut)")
    }
  }

  @Test("draws have the exact variance within 4.5 standard errors at every pair of fans")
  func sampleVariances() throws {
    for golden in try InitializersGolden.load().initializers {
      let spec = ParameterSpec.dense(in: golden.fanIn, out: golden.fanOut)
      let initializer = try InitializerCatalog.initializer(spelled: golden.initializer)
      var values: [Float] = []
      var layer = 0
      // Small matrices are drawn for many layers.
      while values.count < 200_000, layer < 2_000 {
        values += try initializer.draw(spec, path: "layers.\(layer)", seed: 11).prefix(200_000)
        layer += 1
      }
      let law = ExactLaw.law(golden.law, variance: golden.variance)
      let score = Sample(values).varianceScore(law)
      #expect(abs(score) < 4.5, "\(golden.initializer) \(golden.fanIn) \(golden.fanOut)")
    }
  }

  @Test("the quoted numbers hold: the cut's deviation, the largest draws")
  func facts() throws {
    let facts = Dictionary(
      uniqueKeysWithValues: try InitializersGolden.load().facts.map { ($0.name, $0.digits) })
    func fact(_ name: String) throws -> Double { Double(try #require(facts[name])) ?? .nan }
    let deviation = try fact("deviation of a unit normal cut at 2 deviations")
    #expect(abs(Truncation.two.deviation / deviation - 1) < 3e-16)
    let largest = try fact("largest normal draw in deviations")
    #expect(abs(largest - 6.5556) < 1e-4)
    let glorot = try VarianceScaling.glorotNormal.variance(fans: Fans(fanIn: 784, fanOut: 256))
    #expect(abs(784 * glorot - (try fact("forward factor of Glorot, 784 to 256"))) < 1e-15)
    #expect(abs(256 * glorot - (try fact("backward factor of Glorot, 784 to 256"))) < 1e-15)
  }

  private func scale(_ bits: String?) -> Float {
    bits.flatMap { UInt32($0, radix: 16) }.map { Float(bitPattern: $0) } ?? .nan
  }
}

@Suite("Variance scaling")
struct VarianceScalingTests {
  private let fans = Fans(fanIn: 36, fanOut: 100)

  @Test("each count divides the scale: fan in, fan out, their mean, their geometric mean")
  func counts() throws {
    let counts: [(VarianceScaling.Mode, Double)] = [
      (.fanIn, 36), (.fanOut, 100), (.fanAverage, 68), (.fanGeometricAverage, 60),
    ]
    #expect(counts.count == VarianceScaling.Mode.allCases.count)
    for (mode, count) in counts {
      let rule = VarianceScaling(scale: 3, mode: mode, distribution: .normal)
      #expect(try rule.variance(fans: fans) == 3 / count)
    }
  }

  @Test("drawn matrices have the variance of each count and law, at fans 35 and 99")
  func drawn() throws {
    let counts: [VarianceScaling.Mode: Double] = [
      .fanIn: 35, .fanOut: 99, .fanAverage: 67, .fanGeometricAverage: 58.864250611,
    ]
    for mode in VarianceScaling.Mode.allCases {
      for distribution in VarianceScaling.Distribution.allCases {
        let rule = VarianceScaling(scale: 1.7, mode: mode, distribution: distribution)
        var values: [Float] = []
        for layer in 0..<40 {
          values += try rule.draw(.dense(in: 35, out: 99), path: "layers.\(layer)", seed: 2)
        }
        let law = ExactLaw.law(
          distribution.rawValue, variance: 1.7 / (try #require(counts[mode])))
        #expect(abs(Sample(values).varianceScore(law)) < 4.5, "\(mode) \(distribution)")
        #expect(values.allSatisfy { abs(Double($0)) <= law.end })
      }
    }
  }

  @Test("a gain multiplies the variance by its square, and changes no word of the draw")
  func gain() throws {
    let base = VarianceScaling.glorotUniform
    let doubled = base.scaled(byGain: 2)
    #expect(try doubled.variance(fans: fans) == 4 * base.variance(fans: fans))
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let values = try base.draw(spec, path: "gain", seed: 0)
    #expect(try doubled.draw(spec, path: "gain", seed: 0) == values.map { 2 * $0 })
    #expect(doubled.name == "varianceScaling:4,fanAverage,uniform")
  }

  @Test("a scale of zero draws zeros")
  func zero() throws {
    for distribution in VarianceScaling.Distribution.allCases {
      let rule = VarianceScaling(scale: 0, mode: .fanIn, distribution: distribution)
      let values = try rule.draw(.dense(in: 35, out: 99), path: "zero", seed: 0)
      #expect(values.allSatisfy { $0 == 0 })
    }
  }
}
