import Initializers
import Testing

@Suite("Stacks of residual branches")
struct ResidualStackTests {
  private func start(_ width: Int, seed: UInt64) throws -> [Double] {
    let weights = try FixedLaw.normal(standardDeviation: 1)
      .draw(.bias(out: width), path: "x", seed: seed)
    return weights.map(Double.init).normalized
  }

  @Test("64 branches with GPT-2's factor double the second moment, without it they give 65 times")
  func gpt2() throws {
    let (width, branches, seeds) = (100, 64, 16)
    // Deviation 0.1 at width 100: a branch without the factor adds a second moment of 1.
    func last(_ rule: any Initializer) throws -> Double {
      var sum = 0.0
      for seed in 0..<UInt64(seeds) {
        var x = try start(width, seed: seed)
        for branch in 0..<branches {
          let map = try DrawnMap(rule, in: width, out: width, path: "h.\(branch)", seed: seed)
          x = x.adding(map(x.normalized))
        }
        sum += x.secondMoment
      }
      return sum / Double(seeds)
    }
    let scaled = try last(FixedLaw.gpt2ResidualNormal(layers: 32, standardDeviation: 0.1))
    // Each step adds 2 x W u / width of variance 4 q / (64 * 100), q from 1 to 2: 0.245 in all.
    #expect(abs(scaled - 2) < 4.5 * 0.245 / Double(seeds).squareRoot())
    #expect(try last(FixedLaw.normal(standardDeviation: 0.1)) > 40)
  }

  @Test("what all last layers see is as large as the input, whatever Fixup's depth")
  func fixupUpdates() throws {
    // A first step on last layers that are 0 moves the output by the sum over branches of the
    // second moments they see, which the authors keep independent of the depth.
    let (width, seeds) = (64, 6)
    func seen(_ blocks: Int, _ layers: Int, _ rule: VarianceScaling) throws -> Double {
      var sum = 0.0
      for seed in 0..<UInt64(seeds) {
        let x = try start(width, seed: seed)
        for block in 0..<blocks {
          var h = x
          for layer in 0..<layers - 1 {
            let path = "\(block).\(layer)"
            let map = try DrawnMap(rule, in: width, out: width, path: path, seed: seed)
            h = map(h).map { max($0, 0) }
          }
          sum += h.secondMoment
        }
      }
      return sum / Double(seeds)
    }
    for (blocks, layers) in [(4, 2), (64, 2), (4, 3), (64, 3), (32, 4)] {
      let scaled = try seen(blocks, layers, .fixupNormal(blocks: blocks, layersPerBranch: layers))
      // A ReLU layer of 64 units has a relative variance of 5 / 64.
      let error = (5.0 * Double(layers - 1) / 64 / Double(seeds * blocks)).squareRoot()
      #expect(abs(scaled - 1) < 4.5 * error, "\(blocks) \(layers)")
    }
    #expect(try seen(64, 2, .heFanOutNormal) > 50)
  }

  @Test("a network that starts by Fixup is the identity, with He's law it explodes")
  func fixupOutput() throws {
    let (width, blocks) = (64, 64)
    let fixup = try Fixup(blocks: blocks)
    func last(_ end: any Initializer, _ first: any Initializer) throws -> Double {
      var x = try start(width, seed: 1)
      for block in 0..<blocks {
        let one = try DrawnMap(first, in: width, out: width, path: "\(block).1")
        let two = try DrawnMap(end, in: width, out: width, path: "\(block).2")
        x = x.adding(two(one(x).map { max($0, 0) }))
      }
      return x.secondMoment
    }
    #expect(abs(try last(fixup.start(of: .last), fixup.start(of: .first)) - 1) < 1e-12)
    #expect(try last(VarianceScaling.heFanOutNormal, VarianceScaling.heFanOutNormal) > 1e9)
  }

  @Test("Fixup's places have the laws of its three rules")
  func fixupPlaces() throws {
    let fixup = try Fixup(blocks: 16, layersPerBranch: 3)
    let names = Fixup.Place.allCases.map { fixup.start(of: $0).name }
    #expect(
      names == [
        "heFanOutNormal", "fixupNormal:16,3", "fixupNormal:16,3", "zeros", "ones", "zeros", "zeros",
      ])
    for name in names {
      #expect(try InitializerCatalog.initializer(spelled: name).name == name)
    }
  }

  @Test("64 layers with DeepNorm's numbers keep the direction of their input, without them none")
  func deepNorm() throws {
    let (width, layers) = (96, 32)
    let numbers = try DeepNorm.encoderOnly(layers: layers)
    func cosine(_ alpha: Double, _ rule: VarianceScaling) throws -> Double {
      let first = try start(width, seed: 4)
      var x = first
      for branch in 0..<2 * layers {
        let values = try DrawnMap(rule, in: width, out: width, path: "\(branch).v")
        let output = try DrawnMap(rule, in: width, out: width, path: "\(branch).o")
        x = x.map { alpha * $0 }.adding(output(values(x))).normalized
      }
      return zip(x, first).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
    }
    // alpha^2 = 8 and beta^4 = 1/256 at 32 layers: a branch adds 1/2048 of the stream's square, so
    // that the cosine's square is (1 + 1/2048)^-64 = 0.9693.
    let kept = try cosine(numbers.residualMultiplier, numbers.uniform)
    #expect(abs(kept * kept - 0.9693) < 0.02)
    #expect(abs(try cosine(numbers.residualMultiplier, numbers.normal) - kept) < 0.02)
    #expect(abs(try cosine(1, .glorotUniform)) < 4.5 / Double(width).squareRoot())
  }

  @Test("DeepNorm bounds the update of the whole stack by the same number at every depth")
  func deepNormUpdates() throws {
    // The sum over branches of (v^2 + w^2) / alpha^2 that bounds the update, v = w = beta: an
    // encoder alone has two branches a layer, a decoder behind an encoder three.
    for layers in [1, 6, 100, 2500] {
      let alone = try DeepNorm.encoderOnly(layers: layers)
      let behind = try DeepNorm.decoder(layers: layers)
      for (numbers, branches) in [(alone, 2 * layers), (behind, 3 * layers)] {
        let alpha = numbers.residualMultiplier
        let bound = Double(branches) * 2 * numbers.gain * numbers.gain / (alpha * alpha)
        #expect(abs(bound - 1) < 1e-14)
      }
    }
  }

  @Test("branches whose scalar starts at 0 leave the stream as it is")
  func scalars() throws {
    for rule in [FixedLaw.reZero, .skipInit] {
      #expect(try rule.draw(.bias(out: 1), path: "alpha", seed: 1) == [0])
    }
    #expect([FixedLaw.reZero, .skipInit].map(\.name) == ["reZero", "skipInit"])
  }
}

extension Initializer where Self == VarianceScaling {
  fileprivate static var heFanOutNormal: VarianceScaling {
    VarianceScaling(scale: 2, mode: .fanOut, distribution: .normal)
  }
}
